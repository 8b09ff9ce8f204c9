"""``tieout connect``: a new connection, tried live before it is written."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
import yaml

from ingestion.catalog import platform
from ingestion.connections import Connection, read_connections
from ingestion.errors import ConfigError
from ingestion.secret import variable_name
from ingestion.settings import settings


def register(app: typer.Typer) -> None:
    @app.command()
    def connect(platform_name: Annotated[str, typer.Argument(metavar="PLATFORM", help="For example stripe.")]) -> None:
        """Ask for what a platform needs, try it live, and write the connection (never the secret) to connections.yml."""
        spec = platform(platform_name)
        now = settings()
        name = typer.prompt("Name of the connection (letters, digits, _; it never changes)")
        if now.connections.exists() and name in {c.name for c in read_connections(now.connections)}:
            raise ConfigError(f"There is a connection named {name} already.", "Choose another name, or edit connections.yml.")
        facility = typer.prompt("Facility it belongs to (empty where one login serves several)", default="", show_default=False)
        base_url = typer.prompt("Base URL (empty where files are read from a folder)", default="", show_default=False)
        config = {key: typer.prompt(key) for key in spec.config}
        connection = Connection(name=name, platform=spec.name, facility=facility or None, base_url=base_url or None, config=config)
        for key in spec.secrets:
            variable = variable_name(name, key)
            if not os.environ.get(variable):
                os.environ[variable] = typer.prompt(f"{key} (kept in memory only; set {variable} for later runs)", hide_input=True)
        rows = try_live(connection)
        append(now.connections, connection)
        typer.echo(f"{name} works ({rows} rows read). Written to {now.connections}. Set for later runs:")
        for key in spec.secrets:
            typer.echo(f"  {variable_name(name, key)}")


def try_live(connection: Connection) -> int:
    """Loads ``connection`` into a warehouse that is thrown away. Rows read; raises ConfigError with the cure where it fails."""
    from ingestion.load import load

    with TemporaryDirectory() as folder:
        # The state stays the real one: a token that rotates during the trial must be kept, the vendor has forgotten its predecessor.
        scratch = replace(settings(), warehouse=Path(folder) / "trial.duckdb")
        (result,) = load([connection], scratch)
    if result.error:
        raise ConfigError(f"The trial failed. {result.error.error}", result.error.cure or "")
    return sum(row.rows for row in result.rows)


def append(path: Path, connection: Connection) -> None:
    """Adds ``connection`` to the file, atomically."""
    document = (yaml.safe_load(path.read_text()) if path.exists() else None) or {}
    document.setdefault("connections", []).append(connection.model_dump(exclude_none=True, exclude_defaults=True))
    half = path.with_name(f".{path.name}.half")
    half.write_text(yaml.safe_dump(document, sort_keys=False))
    half.replace(path)
