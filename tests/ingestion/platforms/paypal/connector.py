"""The connector under test: one connection, a warehouse of its own, and the sandbox over real HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.connections import Connection
from ingestion.load import LoadResult, load
from ingestion.sandbox.server import SandboxServer
from ingestion.settings import Settings
from tests.ingestion.platforms.paypal.company import CONNECTION


@dataclass
class Connector:
    """Loads the small company's wallet into ``settings.warehouse``."""

    sandbox: SandboxServer
    url: str
    settings: Settings

    def load(self, config: dict[str, Any] | None = None, **options: Any) -> LoadResult:
        connection = Connection(name=CONNECTION, platform="paypal", base_url=f"{self.url}/paypal", config=config or {})
        (result,) = load([connection], self.settings, **options)
        return result

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as con:
            return con.execute(query).fetchall()

    def transactions(self) -> list[tuple]:
        """The table without dlt's own columns."""
        return self.rows("select * exclude (_dlt_load_id, _dlt_id) from raw_paypal.transaction order by all")

    def somewhere_else(self, folder: Path) -> Connector:
        """The same connection into an empty warehouse."""
        folder.mkdir()
        settings = Settings(folder, folder / "w.duckdb", folder / "p.duckdb", folder / "connections.yml", self.settings.as_of)
        return Connector(self.sandbox, self.url, settings)
