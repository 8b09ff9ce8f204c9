"""The connector under test: one company, a warehouse of its own, and the sandbox over real HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingestion.connections import Connection
from ingestion.load import LoadResult, LoadRow, load
from ingestion.sandbox.control import connection_listing
from ingestion.sandbox.server import SandboxServer
from ingestion.settings import Settings

TABLES = (
    "invoice", "payment", "credit_memo", "refund_receipt", "bill", "bill_payment", "purchase", "deposit", "transfer", "journal_entry",
    "account", "customer", "vendor", "payment_method",
)  # fmt: skip


@dataclass
class Connector:
    """Loads the small company's books into ``settings.warehouse``."""

    sandbox: SandboxServer
    url: str
    settings: Settings
    config: dict[str, str] = field(default_factory=dict)

    def load(self, **options: bool) -> LoadResult:
        listing = connection_listing(self.sandbox.company, self.sandbox.platforms(), self.url)
        entry = listing["connections"][0]
        connection = Connection(**{**entry, "config": {**entry["config"], **self.config}})
        (result,) = load([connection], self.settings, **options)
        return result

    def logged(self, result: LoadResult, resource: str) -> LoadRow:
        return next(row for row in result.rows if row.resource == resource)

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as con:
            return con.execute(query).fetchall()

    def table(self, name: str) -> list[tuple]:
        """A raw table without dlt's own columns."""
        return self.rows(f"select * exclude (_dlt_load_id, _dlt_id) from raw_quickbooks_online.{name} order by all")

    def live(self, name: str) -> list[tuple]:
        """A raw table without the rows known to be deleted."""
        return self.rows(f"""
            select * exclude (_dlt_load_id, _dlt_id) from raw_quickbooks_online.{name} as row
            where not exists (
                select 1 from raw_quickbooks_online.deleted_record as gone where gone.resource = '{name}' and gone.source_id = row.id
            ) order by all""")

    def ledger(self) -> list[tuple]:
        """The general ledger as staging takes it: each month's rows of its latest load."""
        return self.rows("""
            select line.* exclude (_dlt_load_id, _dlt_id) from raw_quickbooks_online.gl_line as line
            where line.row_kind = 'line' and line._dlt_load_id = (
                select max(other._dlt_load_id) from raw_quickbooks_online.gl_line as other where other.period_start = line.period_start
            ) order by all""")

    def somewhere_else(self, folder: Path) -> Connector:
        """The same company into an empty warehouse, with nothing remembered."""
        folder.mkdir()
        self.sandbox.reset()
        settings = Settings(folder, folder / "w.duckdb", folder / "p.duckdb", folder / "connections.yml", self.settings.as_of)
        return Connector(self.sandbox, self.url, settings)
