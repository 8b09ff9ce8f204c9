"""``tieout replay``: the rows in quarantine, tried again."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.commands.sql import show


def register(app: typer.Typer) -> None:
    @app.command()
    def replay(
        connection: Annotated[list[str] | None, typer.Option("--connection", "-c", help="Only these connections (repeatable).")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    ) -> None:
        """Try the rows in quarantine again, as platform.yml declares them now. Exit code 1 where some still do not fit."""
        from ingestion.connections import read_connections, select
        from ingestion.replay import replay as replayed
        from ingestion.settings import settings

        now = settings()
        results = replayed(select(read_connections(now.connections), tuple(connection or ())), now)
        names = ["connection", "resource", "replayed", "superseded", "still_unfit", "reasons"]
        rows = [(r.connection, r.resource, r.replayed, r.superseded, r.still_unfit, "; ".join(sorted(r.reasons))) for r in results]
        show(names, rows, as_json=as_json)
        if not as_json:
            typer.echo("Nothing is in quarantine." if not rows else "`tieout run` builds with what was replayed.")
        if any(r.still_unfit for r in results):
            raise typer.Exit(1)
