"""When things run. Times are the installation's local time (TIEOUT_TIMEZONE, default UTC)."""

from __future__ import annotations

import os

from dagster import (
    AssetSelection,
    DefaultScheduleStatus,
    RunFailureSensorContext,
    ScheduleDefinition,
    define_asset_job,
    in_process_executor,
    run_failure_sensor,
)

# One process: every step would otherwise import dbt and dlt anew, and only one may hold the warehouse anyway.
refresh = define_asset_job(
    "refresh",
    selection=AssetSelection.all(),
    executor_def=in_process_executor,
    description="Load every connection, build, check, publish, render. Run it by hand to choose connections or a full refresh.",
)
close_month = define_asset_job(
    "close_month",
    selection=AssetSelection.all(),
    executor_def=in_process_executor,
    description="The month-end refresh: everything read anew, so that late edits and deletions of the month are in the statements.",
)

jobs = [refresh, close_month]

_ZONE = os.environ.get("TIEOUT_TIMEZONE", "UTC")

daily = ScheduleDefinition(
    name="daily",
    job=refresh,
    cron_schedule="0 6 * * *",
    execution_timezone=_ZONE,
    default_status=DefaultScheduleStatus.STOPPED,
    description="Each morning, after the banks have posted.",
)
weekly = ScheduleDefinition(
    name="weekly",
    job=refresh,
    cron_schedule="0 3 * * 0",
    execution_timezone=_ZONE,
    run_config={"resources": {"scope": {"config": {"full_refresh": True}}}},
    description="Each Sunday everything is read anew: what vanished at a source without a trace is noticed.",
)
month_end = ScheduleDefinition(
    name="month_end",
    job=close_month,
    cron_schedule="0 4 1 * *",
    execution_timezone=_ZONE,
    run_config={"resources": {"scope": {"config": {"full_refresh": True}}}},
    description="On the first of each month, for the statements of the month before.",
)
schedules = [daily, weekly, month_end]


@run_failure_sensor(name="alert_on_failure")
def alert_on_failure(context: RunFailureSensorContext) -> None:
    """Tells people that a run failed, by any channel Apprise knows (TIEOUT_ALERT_URLS, separated by spaces; silent where unset)."""
    from orchestration.alerts import alert

    alert(f"Tieout run {context.dagster_run.job_name} failed", context.failure_event.message or "")


sensors = [alert_on_failure]
