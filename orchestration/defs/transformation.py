"""Every dbt model as an asset, every dbt test as a check on it."""

# No `from __future__ import annotations` here: Dagster reads the type of `context` at run time.
import os
from collections.abc import Iterator
from typing import Any

from dagster import AssetExecutionContext
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets

from ingestion.settings import settings
from orchestration.dbt import manifest
from orchestration.defs.ingestion import WRITER
from orchestration.defs.resources import Dbt
from orchestration.environment import enter
from orchestration.publish import SCHEMA

enter(settings())

# dbt's own switch: where it leaves tests out, there are no checks to wait for
CHECKED = "test" not in os.environ.get("DBT_EXCLUDE_RESOURCE_TYPES", "").split()


class Translator(DagsterDbtTranslator):
    """Groups models by their folder below models/."""

    def get_group_name(self, dbt_resource_props: Any) -> str | None:
        folders = dbt_resource_props.get("fqn", [])
        return folders[2] if len(folders) > 3 and folders[1] == "staging" else folders[1] if len(folders) > 2 else None


@dbt_assets(
    manifest=manifest(settings()),
    name="build",
    exclude="resource_type:unit_test",  # unit tests judge the models, not the data: they run in `make test`
    pool=WRITER,
    dagster_dbt_translator=Translator(settings=DagsterDbtTranslatorSettings(enable_asset_checks=CHECKED)),
)
def transformation_assets(context: AssetExecutionContext, dbt: Dbt) -> Iterator[Any]:
    from ingestion.load import shape
    from orchestration.liveness import prove_alive
    from orchestration.progress import say

    prove_alive(context.run_id, settings())
    shape(settings())
    say("dbt build: seeds, models, data tests")
    yield from dbt.cli(["build"], context=context, target_path=manifest(settings()).parent).stream()


MARTS = [key for key in transformation_assets.keys if key.path[0] == SCHEMA]
