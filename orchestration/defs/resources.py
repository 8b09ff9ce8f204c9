"""What runs can be told: which connections, and whether from the beginning."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Any

from dagster import ConfigurableResource
from dagster_dbt import DbtCliResource
from packaging.version import Version

from orchestration.dbt import EXECUTABLE
from orchestration.environment import DBT_PROJECT


class LoadScope(ConfigurableResource):
    """Which connections a run loads (all enabled ones where empty) and whether their cursors are forgotten first."""

    connections: list[str] = []
    full_refresh: bool = False


class Dbt(DbtCliResource):
    """dbt of this environment. Dagster would start it once more to ask its version, and load it into this process to look at tables:
    seconds of every run, for nothing that is used here."""

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        return None


resources = {
    "scope": LoadScope(),
    "dbt": Dbt(project_dir=str(DBT_PROJECT), profiles_dir=str(DBT_PROJECT), dbt_executable=EXECUTABLE),
}
