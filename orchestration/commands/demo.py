"""``tieout demo``: the sample company from source to dashboard, in one command."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from ingestion.errors import ConfigError
from ingestion.secret import variable_name
from ingestion.settings import ROOT, Settings, settings
from orchestration.dbt import manifest
from orchestration.progress import say
from orchestration.sandbox_process import CompanyOptions, connections_of, sandbox

DEFAULT = CompanyOptions()


def register(app: typer.Typer) -> None:
    @app.command()
    def demo(
        days: Annotated[int, typer.Option(min=5, help="Days of business.")] = DEFAULT.days,
        scale: Annotated[float, typer.Option(min=0.05, help="Volume; 1 is about 20,000 ledger entries in 92 days.")] = DEFAULT.scale,
        seed: Annotated[int, typer.Option(help="Another seed is another company.")] = DEFAULT.seed,
        platforms: Annotated[str, typer.Option(help="Only these platforms, separated by commas.")] = "",
        fresh: Annotated[bool, typer.Option("--fresh", help="Throw away what an earlier demo left.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="The summary as JSON.")] = False,
    ) -> None:
        """Start the sandbox, load every platform over HTTP, build, check, publish, render, and show what was found."""
        from orchestration.summary import show_summary

        options = CompanyOptions(days=days, scale=scale, seed=seed, platforms=platforms)
        now = enter_demo(options, fresh=fresh)
        ok = run_demo(options, now)
        good = show_summary(now, truth_file(now), as_json=as_json)
        if not (ok and good):
            raise typer.Exit(1)


def truth_file(now: Settings) -> Path:
    """Read only to judge the result after the run."""
    return now.state / "demo" / "truth.json"


def enter_demo(options: CompanyOptions, *, fresh: bool) -> Settings:
    """Points this process at the demo's state. What another company left there is thrown away: two companies never mix."""
    state = Path(os.environ.get("TIEOUT_STATE", ROOT / "data" / "local"))
    note = state / "demo" / "company.json"
    wanted = json.dumps(asdict(options), sort_keys=True)
    if not note.exists() and (state / "warehouse.duckdb").exists():
        raise ConfigError(
            f"{state} holds the warehouse of a real installation; the demo would load the sample company into it.",
            "Give the demo a place of its own: TIEOUT_STATE=/some/folder tieout demo.",
        )
    if fresh or (note.exists() and note.read_text() != wanted):
        for name in ("warehouse.duckdb", "warehouse.duckdb.wal", "published.duckdb"):
            (state / name).unlink(missing_ok=True)
        for name in ("dlt", "demo", "reports", "tokens"):
            shutil.rmtree(state / name, ignore_errors=True)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(wanted)
    os.environ["TIEOUT_STATE"] = str(state)
    os.environ["TIEOUT_CONNECTIONS"] = str(state / "demo" / "connections.yml")
    os.environ["TIEOUT_AS_OF"] = options.ended_on
    # The demo's data is invented and public, and so is its key; a real installation sets its own (README).
    os.environ["TIEOUT_KEY"] = hashlib.sha256(f"harbor care group {options.seed}".encode()).hexdigest()
    return settings()


def run_demo(options: CompanyOptions, now: Settings) -> bool:
    """Sandbox up, one refresh, sandbox down. True where nothing failed."""
    from orchestration.commands.run import refresh

    say(f"sample company: seed {options.seed}, {options.days} days to {options.ended_on}, scale {options.scale:g}")
    with ThreadPoolExecutor(1) as meanwhile:
        # Both take seconds, each in a process of its own: dbt reads the models while the company is made.
        parsed = meanwhile.submit(manifest, now)
        with sandbox(options, truth_file(now)) as url:
            parsed.result()
            say(f"sandbox at {url}")
            _connect(now, connections_of(url))
            return refresh(now, connections=[])


def _connect(now: Settings, offered: dict[str, Any]) -> None:
    """Connections and secrets as the sandbox offers them."""
    write_connections(now.connections, offered["connections"])
    for connection, secrets in offered["secrets"].items():
        for key, value in secrets.items():
            os.environ[variable_name(connection, key)] = value
    # A new sandbox has issued new refresh tokens, as a new consent would.
    shutil.rmtree(now.tokens, ignore_errors=True)


def write_connections(path: Path, offered: list[dict]) -> None:
    """connections.yml as a user would have written it: what is not a field of a connection is its config."""
    fields = ("name", "platform", "facility", "base_url")
    entries = []
    for entry in offered:
        config = {k: v for k, v in entry.items() if k not in (*fields, "config")}
        entries.append({**{k: entry[k] for k in fields if entry.get(k)}, "config": {**config, **entry.get("config", {})}})
    path.write_text(yaml.safe_dump({"connections": entries}, sort_keys=False))
