"""One Odoo database: a facility's books as rows over time, in the words of its version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from ingestion.sandbox.company.model import (
    BankTransaction,
    Bill,
    BillPayment,
    Company,
    CreditNote,
    CustomerRefund,
    Invoice,
    Journal,
    Receipt,
)
from ingestion.sandbox.odoo.books import Books
from ingestion.sandbox.odoo.chart import Chart
from ingestion.sandbox.odoo.events import events
from ingestion.sandbox.odoo.ids import Ids
from ingestion.sandbox.odoo.schema import in_version
from ingestion.sandbox.odoo.values import stamp
from ingestion.sandbox.versions import Version, VersionStore

CUSTOMER_RECORDS = (Invoice, CreditNote, Receipt, CustomerRefund)
SUPPLIER_RECORDS = (Bill, BillPayment)


@dataclass(frozen=True)
class Database:
    """``version`` 17 and 18 are spoken over JSON-RPC, 19 over JSON-2 as well. ``api_key`` belongs to the user ``login``."""

    company: Company
    connection: str
    version: int

    @cached_property
    def name(self) -> str:
        return f"{self.connection.removesuffix('_odoo').replace('_', '-')}-{self._digest('database')[:6]}"

    @property
    def login(self) -> str:
        return "reconciliation@example.test"

    @cached_property
    def api_key(self) -> str:
        return self._digest("api key")[:40]

    @cached_property
    def expired_key(self) -> str:
        """The key that ``api_key`` replaced: Odoo keys live three months at most."""
        return self._digest("api key before")[:40]

    @cached_property
    def uid(self) -> int:
        return 6 + int(self._digest("user")[:2], 16) % 40

    @cached_property
    def chart(self) -> Chart:
        return Chart(self.company, self.connection)

    @cached_property
    def books(self) -> Books:
        unposted = frozenset(getattr(self.company, "unposted", frozenset()))
        return Books(self.chart, Ids(self.chart), unposted).apply(events(self.company.timelines.get(self.connection, ())))

    @cached_property
    def store(self) -> VersionStore:
        """Every row ever shown. Fixed rows stand from a month before the first entry."""
        found = VersionStore()
        begun = self._set_up_at
        for model, row in self.chart.rows(*self._partners()):
            moment = stamp(begun, row["id"])
            full = {"display_name": row["name"], **row, "create_date": moment, "write_date": moment}
            found.add(self._versioned(Version(model, str(row["id"]), begun, full)))
        for version in self.books.versions:
            found.add(self._versioned(version))
        return found

    def _versioned(self, version: Version) -> Version:
        if version.row is None or self.version == 19:
            return version
        row = in_version(version.entity, version.row, self.version, self.chart.company_pair)
        return Version(version.entity, version.native_id, version.at, row)

    @property
    def _set_up_at(self) -> datetime:
        timeline = self.company.timelines.get(self.connection, ())
        start = datetime.combine(self.company.started_on, time(8), UTC)
        return min([start, *(s.at for s in timeline)]) - timedelta(days=30)

    def _partners(self) -> tuple[set[str], set[str]]:
        customers: set[str] = set()
        suppliers: set[str] = set()
        for snapshot in self.company.timelines.get(self.connection, ()):
            record = snapshot.record
            if isinstance(record, CUSTOMER_RECORDS):
                customers.add(record.party)
            elif isinstance(record, (*SUPPLIER_RECORDS, BankTransaction)):
                suppliers.add(record.party)
            elif isinstance(record, Journal):
                suppliers |= {line.party for line in record.lines if line.party}
        return customers, suppliers

    def _digest(self, what: str) -> str:
        return hashlib.sha256(f"{self.company.seed}/odoo/{self.connection}/{what}".encode()).hexdigest()
