"""``tieout ui``: Dagster and the dashboards, on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

import typer

from ingestion.settings import settings
from orchestration.environment import enter
from orchestration.progress import say


def register(app: typer.Typer) -> None:
    @app.command()
    def ui(
        dagster_port: Annotated[int, typer.Option(help="Port of the Dagster UI.")] = 3000,
        dashboard_port: Annotated[int, typer.Option(help="Port of the dashboards.")] = 8050,
    ) -> None:
        """Open Dagster (assets, checks, schedules, runs) and the dashboards. Both listen on this machine only."""
        from dagster import DagsterInstance  # noqa: TID251 the command starts it

        from orchestration.liveness import release_abandoned

        now = settings()
        enter(now)
        with DagsterInstance.get() as instance:
            release_abandoned(instance, now)
        commands = [
            [sys.executable, "-m", "dagster", "dev", "-m", "orchestration.definitions", "-h", "127.0.0.1", "-p", str(dagster_port)],
            [sys.executable, "-m", "dashboards.app", "--port", str(dashboard_port)],
        ]
        say(f"dashboards: http://127.0.0.1:{dashboard_port}")
        say(f"Dagster:    http://127.0.0.1:{dagster_port}  (takes about half a minute to start; Ctrl+C stops both)")
        children = [subprocess.Popen(command, env=os.environ.copy()) for command in commands]  # noqa: S603 our own commands
        try:
            for child in children:
                child.wait()
        except KeyboardInterrupt:
            pass
        finally:
            for child in children:
                child.terminate()
