"""``tieout run``: what the schedules run, once."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ingestion.settings import Settings, settings


def register(app: typer.Typer) -> None:
    @app.command()
    def run(
        connection: Annotated[list[str] | None, typer.Option("--connection", "-c", help="Only these connections (repeatable).")] = None,
        full_refresh: Annotated[bool, typer.Option("--full-refresh", help="Forget cursors and read everything anew.")] = False,
    ) -> None:
        """Load, build, check, publish and render, once, for the configured connections."""
        if not refresh(settings(), connections=connection or [], full_refresh=full_refresh):
            raise typer.Exit(1)


def refresh(now: Settings, *, connections: list[str], full_refresh: bool = False) -> bool:
    """Runs the job ``refresh`` in this process. True where every step and every check that can mean wrong money passed.

    Raises ConfigError for an unknown connection before anything is touched.
    """
    from ingestion import load_log
    from ingestion.catalog import platform
    from ingestion.connections import read_connections, select
    from orchestration.environment import enter
    from orchestration.progress import say

    known = read_connections(now.connections)
    select(known, tuple(connections))
    enter(now)
    load_log.prepare(now.warehouse)
    load_log.write_connections(
        now.warehouse, [(c.name, c.platform, platform(c.platform).kind, c.facility, c.enabled) for c in known]
    )
    say("starting Dagster")
    result = _execute(connections, full_refresh)
    problems = _problems(result)
    for problem in problems:
        say(f"[red]{problem}[/red]")
    return not problems


def _execute(connections: list[str], full_refresh: bool) -> Any:
    import logging

    from dagster import DagsterInstance  # noqa: TID251 the command runs the job

    from orchestration.definitions import defs

    for name in ("dagster", "dagster.builtin"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with DagsterInstance.get() as instance:
        return defs.resolve_job_def("refresh").execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={
                "loggers": {"console": {"config": {"log_level": "ERROR"}}},
                "resources": {"scope": {"config": {"connections": connections, "full_refresh": full_refresh}}},
            },
        )


def _problems(result: Any) -> list[str]:
    """Steps that failed and checks that failed at error severity, in words."""
    found = [
        f"step {event.step_key} failed: {event.event_specific_data.error.message.strip().splitlines()[0] if event.event_specific_data.error else ''}"
        for event in result.all_events
        if event.is_step_failure
    ]
    for event in result.all_events:
        if event.event_type_value == "ASSET_CHECK_EVALUATION":
            check = event.event_specific_data
            if not check.passed and check.severity.value == "ERROR":
                found.append(f"check {check.asset_key.to_user_string()} / {check.check_name} failed")
    return found
