"""The connector under test: one connection, a warehouse of its own, and the sandbox over real HTTP."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ingestion.catalog import platform
from ingestion.connections import Connection
from ingestion.load import LoadResult, load
from ingestion.sandbox.server import SandboxServer
from ingestion.settings import Settings
from ingestion.tokens import TokenStore
from tests.ingestion.platforms.xero.company import CONNECTION, END

TABLES = (*(r.name for r in platform("xero").resources), "deleted_record")


@dataclass
class Connector:
    """Loads the small company's organisation into ``settings.warehouse``. ``config`` is what connections.yml would say."""

    sandbox: SandboxServer
    url: str
    settings: Settings
    empty: Path  # a warehouse that has every table and no row
    config: dict[str, Any] = field(default_factory=dict)

    def load(self, **options: Any) -> LoadResult:
        connection = Connection(name=CONNECTION, platform="xero", base_url=f"{self.url}/xero", config=self.config)
        (result,) = load([connection], self.settings, **options)
        return result

    @property
    def tokens(self) -> TokenStore:
        return TokenStore(self.settings.tokens, CONNECTION)

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as con:
            return con.execute(query).fetchall()

    def content(self) -> dict[str, list[tuple]]:
        """Every table without dlt's own columns."""
        return {t: self.rows(f"select * exclude (_dlt_load_id, _dlt_id) from raw_xero.{t} order by all") for t in TABLES}

    def somewhere_else(self, folder: Path) -> Connector:
        """The same connection, its tokens included, into an empty warehouse."""
        shutil.copytree(self.settings.tokens, folder / "tokens")
        shutil.copy(self.empty, folder / "w.duckdb")
        return Connector(self.sandbox, self.url, installation(folder), self.empty, self.config)


def installation(folder: Path) -> Settings:
    """Everything of one installation under ``folder``, dated on the small company's last day."""
    return Settings(folder, folder / "w.duckdb", folder / "p.duckdb", folder / "connections.yml", END.date())
