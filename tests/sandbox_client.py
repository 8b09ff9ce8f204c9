"""The sandbox as tests use it, and a warehouse that loads from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pytest
import requests

from ingestion.connections import Connection
from ingestion.load import LoadResult, load, shape
from ingestion.sandbox.company.model import Company
from ingestion.secret import variable_name
from ingestion.settings import Settings


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox server, over HTTP."""

    url: str
    company: Company

    def connections(self, platform: str | None = None) -> list[dict[str, Any]]:
        """Entries of connections.yml: ``Connection(**entry)``."""
        return self._listing(platform)["connections"]

    @property
    def secrets(self) -> dict[str, dict[str, str]]:
        """Secrets by connection and key."""
        return self.secrets_of()

    def secrets_of(self, platform: str | None = None) -> dict[str, dict[str, str]]:
        return self._listing(platform)["secrets"]

    def set_clock(self, now: datetime) -> None:
        self._call("POST", "clock", {"now": now.isoformat()})

    def fault(self, platform: str, kind: str, **members: Any) -> None:
        """Plant a fault: see ingestion/sandbox/faults.py."""
        self._call("POST", "faults", {"platform": platform, "kind": kind, **members})

    def clear(self) -> None:
        """No fault is left."""
        self._call("DELETE", "faults")

    def armed(self) -> int:
        """Faults not yet spent."""
        return self._call("GET", "health")["faults"]

    def reset(self) -> None:
        """Clock, faults and tokens as on the first day."""
        self._call("POST", "reset")

    def _listing(self, platform: str | None) -> dict[str, Any]:
        return self._call("GET", "connections" + (f"?platform={platform}" if platform else ""))

    def _call(self, method: str, route: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = requests.request(method, f"{self.url}/_sandbox/{route}", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()


@dataclass(frozen=True)
class Warehouse:
    """A DuckDB file of one test, loaded from a sandbox as a user would load it."""

    sandbox: Sandbox
    settings: Settings
    monkeypatch: pytest.MonkeyPatch

    def connections(self, platform: str, names: Iterable[str] = ()) -> list[Connection]:
        """The sandbox's connections with their secrets in the environment. ``names`` narrows them."""
        for connection, secrets in self.sandbox.secrets_of(platform).items():
            for key, value in secrets.items():
                self.monkeypatch.setenv(variable_name(connection, key), value)
        wanted = tuple(names)
        return [Connection(**entry) for entry in self.sandbox.connections(platform) if not wanted or entry["name"] in wanted]

    def load(self, platform: str, *names: str, full_refresh: bool = False) -> list[LoadResult]:
        """Load ``platform``'s connections (or those named) and require that none failed."""
        results = self.try_load(self.connections(platform, names), full_refresh=full_refresh)
        assert all(result.ok for result in results), [result.error for result in results if result.error]
        return results

    def try_load(self, connections: list[Connection], *, full_refresh: bool = False) -> list[LoadResult]:
        return list(load(connections, self.settings, full_refresh=full_refresh))

    def shape(self, platform: str) -> None:
        """Make ``platform``'s tables, as a run does before it builds models."""
        shape(self.settings, (platform,))

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[tuple]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as con:
            return con.execute(query, parameters or []).fetchall()
