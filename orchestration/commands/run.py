"""``tieout run``: what the schedules run, once."""

from __future__ import annotations

import os
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
    from contextlib import redirect_stdout

    from ingestion.connections import read_connections, select
    from orchestration.environment import enter
    from orchestration.progress import DbtConsole, say

    select(read_connections(now.connections), tuple(connections))
    enter(now)
    say("starting Dagster")
    with redirect_stdout(DbtConsole()):
        result = _execute(now, connections, full_refresh)
    problems = _problems(result)
    for problem in problems:
        say(f"[red]{problem}[/red]")
    return not problems


def _execute(now: Settings, connections: list[str], full_refresh: bool) -> Any:
    import logging
    import uuid

    from dagster import DagsterInstance  # noqa: TID251 the command runs the job

    from orchestration.definitions import defs
    from orchestration.liveness import alive, release_abandoned
    from orchestration.progress import say

    # What fails is told in words below; its trace is in Dagster's event log, and here where someone debugs.
    level = "ERROR" if os.environ.get("TIEOUT_DEBUG") else "CRITICAL"
    for name in ("dagster", "dagster.builtin"):
        logging.getLogger(name).setLevel(level)
    run_id = str(uuid.uuid4())
    with DagsterInstance.get() as instance, alive(run_id, now):
        for abandoned in release_abandoned(instance, now):
            say(f"run {abandoned} was killed; this one does what it had not finished")
        return defs.resolve_job_def("refresh").execute_in_process(
            instance=instance,
            run_id=run_id,
            raise_on_error=False,
            run_config={
                "loggers": {"console": {"config": {"log_level": level}}},
                "resources": {"scope": {"config": {"connections": connections, "full_refresh": full_refresh}}},
            },
        )


def _problems(result: Any) -> list[str]:
    """Steps that failed and checks that failed at error severity, in words."""
    failed = [event for event in result.all_events if event.is_step_failure]
    found = [f"step {event.step_key} failed: {_root_cause(event.event_specific_data.error)}" for event in failed]
    for event in result.all_events:
        if event.event_type_value == "ASSET_CHECK_EVALUATION":
            check = event.event_specific_data
            if not check.passed and check.severity.value == "ERROR":
                found.append(f"check {check.asset_key.to_user_string()} / {check.check_name} failed")
    return found


def _root_cause(error: Any) -> str:
    """The message of the innermost cause (what wraps it says only that a step failed)."""
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip().splitlines()[0] if error is not None and error.message.strip() else "no reason was given"
