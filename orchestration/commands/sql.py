"""``tieout sql``: read-only SQL on the published marts."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.table import Table

from ingestion.errors import ConfigError
from ingestion.settings import settings


def register(app: typer.Typer) -> None:
    @app.command()
    def sql(
        query: Annotated[str | None, typer.Argument(help="One statement; read from standard input where left out.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="One JSON list of objects.")] = False,
    ) -> None:
        """Ask the published marts (schema marts), read-only."""
        text = query or sys.stdin.read()
        with published() as con:
            try:
                result = con.execute(text)
            except duckdb.Error as error:
                print(f"tieout: {error}", file=sys.stderr)
                raise typer.Exit(2) from None
            names = [d[0] for d in result.description or []]
            found = result.fetchall()
        show(names, found, as_json=as_json)


def published() -> duckdb.DuckDBPyConnection:
    """The published copy, read-only, with `marts` as the default schema."""
    path = settings().published
    if not path.exists():
        raise ConfigError(f"Nothing is published yet at {path}.", "Run `make demo` or `tieout run` first.")
    con = duckdb.connect(str(path), read_only=True)
    con.execute("use marts")
    return con


def show(names: list[str], found: list[tuple], *, as_json: bool) -> None:
    """Rows as a table, or as JSON with money and dates as text."""
    if as_json:
        print(json.dumps([dict(zip(names, row, strict=True)) for row in found], default=str, indent=1))
        return
    table = Table(*names)
    for row in found:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console().print(table)
