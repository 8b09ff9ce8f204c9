"""One facility's books as they are kept: snapshots of documents whose open balance follows what is applied to them.

Promise: at each instant an invoice's (bill's) ``balance`` = its total - everything applied to it by live payments and credits entered so
far; a void document has balance 0. Balances are worked out at the end, in order of entry, so payments may be entered in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from ingestion.sandbox.company.model import Application, Bill, BillPayment, BookRecord, CreditNote, Invoice, Receipt, Record
from ingestion.sandbox.company.money import ZERO

Emit = Callable[..., None]  # (connection, at, record, deleted=False)
Document = Invoice | Bill
Settlement = Receipt | BillPayment | CreditNote


@dataclass(slots=True)
class _OpenItem:
    opened_at: datetime
    versions: dict[datetime, Document] = field(default_factory=dict)
    applied: dict[datetime, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))


class Books:
    """Collects what one books connection shows, and when."""

    def __init__(self, connection: str, emit: Emit) -> None:
        self.connection = connection
        self._emit = emit
        self._items: dict[str, _OpenItem] = {}
        self.entered: dict[str, datetime] = {}  # record key -> when it was first entered

    def open(self, document: Document, at: datetime) -> None:
        """An invoice or bill is entered."""
        self.entered[document.key] = at
        self._items[document.key] = _OpenItem(at, {at: document})

    def amend(self, document: Document, at: datetime) -> None:
        """An invoice or bill is corrected or voided."""
        item = self._items[document.key]
        item.versions[max(at, item.opened_at + timedelta(minutes=5))] = document

    def put(self, record: BookRecord, at: datetime) -> datetime:
        """Any other record is entered. Returns when: never before the documents that it settles."""
        for application in _applied(record):
            at = max(at, self._items[application.document_key].opened_at + timedelta(minutes=7))
        self.entered[record.key] = at
        self._emit(self.connection, at, record)
        self._settle(_applied(record), at, 1)
        return at

    def revise(self, before: BookRecord, after: BookRecord, at: datetime) -> None:
        """A record is edited or voided (``after.is_void``) later than it was put."""
        self._emit(self.connection, at, after)
        self._settle(_applied(before), at, -1)
        self._settle(_applied(after), at, 1)

    def delete(self, record: BookRecord, at: datetime) -> None:
        """A record vanishes."""
        self._emit(self.connection, at, record, deleted=True)
        self._settle(_applied(record), at, -1)

    def close(self) -> None:
        """Writes the snapshots of every invoice and bill."""
        for item in self._items.values():
            document, settled = item.versions[item.opened_at], ZERO
            for at in sorted({*item.versions, *item.applied}):
                document = item.versions.get(at, document)
                settled += item.applied.get(at, ZERO)
                balance = ZERO if document.is_void else document.total - settled
                self._emit(self.connection, at, document if document.balance == balance else replace(document, balance=balance))

    def _settle(self, applications: tuple[Application, ...], at: datetime, sign: int) -> None:
        for application in applications:
            self._items[application.document_key].applied[at] += application.amount * sign


def _applied(record: Record) -> tuple[Application, ...]:
    return record.applied if isinstance(record, Settlement) and not record.is_void else ()
