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
from tests.ingestion.platforms.stripe.company import CONNECTION

TABLES = ("account", "balance", "charge", "refund", "dispute", "payout", "payout_line", "balance_transaction", "customer")


@dataclass
class Connector:
    """Loads the small company's Stripe account into ``settings.warehouse``."""

    sandbox: SandboxServer
    url: str
    settings: Settings

    def load(self, **options: Any) -> LoadResult:
        (result,) = load([Connection(name=CONNECTION, platform="stripe", base_url=f"{self.url}/stripe")], self.settings, **options)
        return result

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as con:
            return con.execute(query).fetchall()

    def content(self) -> dict[str, list[tuple]]:
        """Every table without dlt's own columns."""
        return {t: self.rows(f"select * exclude (_dlt_load_id, _dlt_id) from raw_stripe.{t} order by all") for t in TABLES}

    def somewhere_else(self, folder: Path) -> Connector:
        """The same connection into an empty warehouse."""
        folder.mkdir()
        return Connector(
            self.sandbox,
            self.url,
            Settings(folder, folder / "w.duckdb", folder / "p.duckdb", folder / "connections.yml", self.settings.as_of),
        )
