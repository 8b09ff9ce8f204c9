"""The vocabulary of the Xero view: a native document, what it settles, what it posts, and how Xero writes ids and dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ingestion.sandbox.company.model import Posting

Row = dict[str, Any]
ZERO = Decimal("0.00")

# Primary key of each endpoint's rows. The endpoint's name is also the key of the list in the answer.
PRIMARY_KEYS = {
    "Accounts": "AccountID",
    "BankTransactions": "BankTransactionID",
    "BankTransfers": "BankTransferID",
    "BatchPayments": "BatchPaymentID",
    "Contacts": "ContactID",
    "CreditNotes": "CreditNoteID",
    "Invoices": "InvoiceID",
    "Journals": "JournalID",
    "ManualJournals": "ManualJournalID",
    "Organisation": "OrganisationID",
    "Overpayments": "OverpaymentID",
    "Payments": "PaymentID",
    "Prepayments": "PrepaymentID",
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """Part of an invoice, bill or credit note (its neutral key) that a payment or a credit takes."""

    document_key: str
    amount: Decimal
    on: date
    kind: str  # "Payments" | "CreditNotes"
    row: Row  # how the settled document lists it


@dataclass(frozen=True, slots=True)
class Posted:
    """What a document means for the general ledger."""

    source_type: str
    source_id: str
    on: date
    reference: str
    lines: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class Native:
    """One Xero document in one state. ``row`` lacks ``UpdatedDateUTC``, which is the time of the state."""

    entity: str
    native_id: str
    row: Row
    posted: Posted | None = None
    settles: tuple[Settlement, ...] = ()
    entries: tuple[tuple[str, str, str], ...] = ()  # (neutral entry, record type in the ledger, source id in the ledger)
    document_key: str = ""  # neutral key where payments and credits may settle this document
    base: tuple[str, ...] = ()  # what the id stands for where Xero would delete and enter anew instead of editing

    def gone(self, deleted: bool) -> Native:
        """The same document voided (or deleted): it keeps its row, with a status that says so, posts nothing and settles nothing."""
        return replace(self, row={**self.row, **_dead(self.entity, deleted)}, posted=None, settles=())


def _dead(entity: str, deleted: bool) -> Row:
    """Xero has no VOIDED for payments and transfers, and no DELETED for overpayments and prepayments."""
    if entity in ("Payments", "BatchPayments", "BankTransfers"):
        return {"Status": "DELETED"}
    if entity in ("Overpayments", "Prepayments"):
        return {"Status": "VOIDED", "RemainingCredit": ZERO}
    return {"Status": "DELETED" if deleted else "VOIDED"}


def ms_date(day: date) -> str:
    """A calendar date as Xero writes it: midnight UTC, whatever the organisation's time zone."""
    return ms_time(datetime(day.year, day.month, day.day, tzinfo=UTC))


def ms_time(at: datetime) -> str:
    """An instant as ``/Date(<ms since 1970>+0000)/``."""
    return f"/Date({milliseconds(at)}+0000)/"


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def date_string(day: date) -> str:
    """The second form in which most rows repeat their date: without a zone."""
    return f"{day.isoformat()}T00:00:00"
