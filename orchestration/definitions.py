"""The only door to Dagster: what exists, when it runs, what is checked."""

from __future__ import annotations

from dagster import Definitions  # noqa: TID251 this is the door

from orchestration.defs.checks import checks
from orchestration.defs.ingestion import ingestion_assets
from orchestration.defs.publication import publication_assets
from orchestration.defs.resources import resources
from orchestration.defs.schedules import jobs, schedules, sensors
from orchestration.defs.transformation import transformation_assets

defs = Definitions(
    assets=[*ingestion_assets, transformation_assets, *publication_assets],
    asset_checks=checks,
    jobs=jobs,
    schedules=schedules,
    sensors=sensors,
    resources=resources,
)
