"""The connector under test: both databases, a warehouse of its own, and the sandbox over real HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ingestion.connections import Connection
from ingestion.load import LoadResult, load
from ingestion.sandbox.control import connection_listing
from ingestion.sandbox.server import SandboxServer
from ingestion.settings import Settings
from tests.ingestion.platforms.odoo.company import NORTH

TABLES = (
    "res_company", "res_partner", "account_account", "account_journal", "account_payment_method_line", "account_move", "account_move_line",
    "account_partial_reconcile", "account_payment",
)  # fmt: skip


@dataclass
class Connector:
    """Loads one of the small company's databases into ``settings.warehouse``."""

    sandbox: SandboxServer
    url: str
    settings: Settings
    config: dict[str, Any] = field(default_factory=dict)

    def load(self, name: str = NORTH, **options: Any) -> LoadResult:
        listing = connection_listing(self.sandbox.company, self.sandbox.platforms(), self.url)
        entry = next(e for e in listing["connections"] if e["name"] == name)
        (result,) = load([Connection(**{**entry, "config": {**entry["config"], **self.config}})], self.settings, **options)
        return result

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as con:
            return con.execute(query).fetchall()

    def live(self) -> dict[str, list[tuple]]:
        """Every table without dlt's own columns and without the rows known to be deleted."""
        return {
            table: self.rows(f"""
                select * exclude (_dlt_load_id, _dlt_id) from raw_odoo.{table} as row
                where not exists (
                    select 1 from raw_odoo.deleted_record as gone
                    where gone.resource = '{table}' and gone.connection_id = row.connection_id and gone.source_id = cast(row.id as varchar)
                ) order by all""")
            for table in TABLES
        }

    def deleted(self) -> dict[str, int]:
        """How many deletions were noticed, by table."""
        return dict(self.rows("select resource, count(*) from raw_odoo.deleted_record group by resource order by resource"))

    def somewhere_else(self, folder: Path) -> Connector:
        """The same connections into an empty warehouse."""
        folder.mkdir()
        settings = Settings(folder, folder / "w.duckdb", folder / "p.duckdb", folder / "connections.yml", self.settings.as_of)
        return Connector(self.sandbox, self.url, settings)
