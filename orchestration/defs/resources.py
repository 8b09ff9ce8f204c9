"""What runs can be told: which connections, and whether from the beginning."""

from __future__ import annotations

from dagster import ConfigurableResource
from dagster_dbt import DbtCliResource

from orchestration.dbt import EXECUTABLE
from orchestration.environment import DBT_PROJECT


class LoadScope(ConfigurableResource):
    """Which connections a run loads (all enabled ones where empty) and whether their cursors are forgotten first."""

    connections: list[str] = []
    full_refresh: bool = False


resources = {
    "scope": LoadScope(),
    "dbt": DbtCliResource(project_dir=str(DBT_PROJECT), profiles_dir=str(DBT_PROJECT), dbt_executable=EXECUTABLE),
}
