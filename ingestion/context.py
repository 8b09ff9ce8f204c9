"""What a platform's Python gets to work with: one connection, its secrets, tokens and session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import dlt
from dlt.sources.helpers.rest_client import RESTClient

from ingestion.catalog import Platform
from ingestion.connections import Connection
from ingestion.errors import ConfigError, SourceError
from ingestion.http import SourceSession
from ingestion.secret import secret
from ingestion.tokens import TokenStore

DELETED_RECORD = "deleted_record"
_PLACE = re.compile(r"\{(base_url|config\.[a-z0-9_]+|secret\.[a-z0-9_]+)\}")


@dataclass(frozen=True)
class SourceContext:
    """One connection being loaded. ``memory`` is dlt's source state of this connection."""

    platform: Platform
    connection: Connection
    tokens: TokenStore
    session: SourceSession
    full_refresh: bool = False
    memory: dict[str, Any] = field(default_factory=dict)

    def state(self, resource: str) -> dict[str, Any]:
        """What ``resource`` of this connection remembers (cursors, ids): JSON values, changed in place, kept together with the rows.

        The same as ``dlt.current.resource_state(resource)``, by a name that does not depend on who asks.
        """
        return self.memory.setdefault("resources", {}).setdefault(resource, {})

    def secret(self, key: str) -> str:
        return secret(self.connection, key)

    def config(self, key: str, default: Any = None) -> Any:
        return self.connection.config.get(key, default)

    def error(self, resource: str, what: str, cure: str) -> SourceError:
        return SourceError(self.connection.name, resource, what, cure)

    def deleted(self, resource: str, source_id: str, deleted_at: str | datetime, detected_by: str = "source") -> Any:
        """A row of raw_<platform>.deleted_record, to be yielded from any resource. ``deleted_at`` is UTC."""
        at = deleted_at if isinstance(deleted_at, datetime) else datetime.fromisoformat(deleted_at)
        row = {"resource": resource, "source_id": str(source_id), "deleted_at": at, "detected_by": detected_by}
        return dlt.mark.with_table_name(row, DELETED_RECORD)

    def fill(self, value: Any) -> Any:
        """``value`` with {base_url}, {config.x} and {secret.x} replaced, at any depth."""
        if isinstance(value, str):
            return _PLACE.sub(self._place, value)
        if isinstance(value, Mapping):
            return {k: self.fill(v) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.fill(v) for v in value]
        return value

    def rest_client(self, **overrides: Any) -> RESTClient:
        """A dlt RESTClient on the declared base_url and headers, with this connection's session and auth."""
        from ingestion.source import build_auth, build_paginator

        client = self.fill({k: v for k, v in self.platform.client.items() if k not in ("auth", "paginator")})
        settings = {"base_url": client["base_url"], "headers": client.get("headers"), "auth": build_auth(self), "session": self.session}
        if "paginator" in self.platform.client:
            settings["paginator"] = build_paginator(self)
        return RESTClient(**{**settings, **overrides})

    def _place(self, match: re.Match[str]) -> str:
        name = match.group(1)
        if name == "base_url":
            if not self.connection.base_url:
                raise ConfigError(f"Connection {self.connection.name} has no base_url.", "Add base_url to it in connections.yml.")
            return self.connection.base_url.rstrip("/")
        kind, key = name.split(".", 1)
        if kind == "secret":
            return self.secret(key)
        if key not in self.connection.config:
            raise ConfigError(f"Connection {self.connection.name} has no '{key}'.", f"Add config.{key} to it in connections.yml.")
        return str(self.connection.config[key])
