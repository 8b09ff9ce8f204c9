"""What Dagster finds behind the door, as JSON on standard output. A process of its own: importing the definitions sets the environment."""

from __future__ import annotations

import json
from typing import Any


def description() -> dict[str, Any]:
    """Assets with what they depend on, their step and its pool; checks; jobs; schedules; sensors."""
    from orchestration.definitions import defs

    graph = defs.resolve_asset_graph()
    keys = graph.get_all_asset_keys()
    assets = {
        key.to_user_string(): {
            "deps": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
            "group": graph.get(key).group_name,
            "is_executable": graph.get(key).is_executable,
            "pools": sorted(graph.get(key).pools or ()),
        }
        for key in keys
    }
    repository = defs.get_repository_def()
    return {
        "assets": assets,
        "checks": sorted([check.asset_key.to_user_string(), check.name] for check in graph.asset_check_keys),
        "jobs": {name: {"executor": defs.resolve_job_def(name).executor_def.name} for name in ("refresh", "close_month")},
        "schedules": {s.name: {"cron": s.cron_schedule, "job": s.job_name, "config": _config(s)} for s in repository.schedule_defs},
        "sensors": [sensor.name for sensor in repository.sensor_defs],
    }


def _config(schedule: Any) -> dict[str, Any]:
    from datetime import UTC, datetime

    from dagster import build_schedule_context  # noqa: TID251 asks Dagster what a tick would run

    from orchestration.definitions import defs

    context = build_schedule_context(scheduled_execution_time=datetime(2026, 9, 30, tzinfo=UTC), repository_def=defs.get_repository_def())
    (request,) = schedule.evaluate_tick(context).run_requests
    return request.run_config


if __name__ == "__main__":
    print(json.dumps(description()))
