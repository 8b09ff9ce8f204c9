"""connections.yml: the systems of this company, without their secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingestion.errors import ConfigError


class Connection(BaseModel):
    """One account at one platform: a company file, a tenant, a wallet, a bank login."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="unique; part of every identity, so it never changes")
    platform: str
    facility: str | None = Field(default=None, description="who the money belongs to; None where one login serves several")
    base_url: str | None = None
    config: dict[str, Any] = Field(default_factory=dict, description="what the platform asks for besides: realm id, tenant, folder")
    enabled: bool = True


def read_connections(path: Path) -> tuple[Connection, ...]:
    """The connections in ``path``, in its order. Raises ConfigError that names the entry and the cure."""
    if not path.exists():
        raise ConfigError(f"There is no connections file at {path}.", "Run `tieout connect PLATFORM`, or copy connections.example.yml.")
    document = yaml.safe_load(path.read_text()) or {}
    found: list[Connection] = []
    for number, entry in enumerate(document.get("connections", []), start=1):
        try:
            found.append(Connection(**entry))
        except (ValidationError, TypeError) as error:
            label = entry.get("name", f"number {number}") if isinstance(entry, dict) else f"number {number}"
            problems = "; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors()) if isinstance(error, ValidationError) else str(error)
            raise ConfigError(f"Connection {label} in {path.name} is malformed: {problems}.", "Correct that entry.") from None
    names = [c.name for c in found]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"Connection {name} appears twice in {path.name}.", "Give each connection a name of its own.")
    return tuple(found)


def select(connections: tuple[Connection, ...], names: tuple[str, ...] = ()) -> tuple[Connection, ...]:
    """Enabled connections, or exactly those named. An unknown name is an error, not an empty load."""
    known = {c.name: c for c in connections}
    unknown = [n for n in names if n not in known]
    if unknown:
        raise ConfigError(f"There is no connection named {', '.join(unknown)}.", f"Choose from: {', '.join(sorted(known))}.")
    return tuple(known[n] for n in names) if names else tuple(c for c in connections if c.enabled)
