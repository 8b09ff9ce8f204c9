"""How the ledger names what this view shows: neutral entry keys to (record type, source id)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ingestion.sandbox.company.model import (
    BankTransaction,
    Bill,
    BillPayment,
    BookRecord,
    CreditNote,
    CustomerRefund,
    Deposit,
    Invoice,
    Journal,
    Receipt,
    Transfer,
)
from ingestion.sandbox.platform import NativeIdentity
from ingestion.sandbox.quickbooks_online.chart import report_label
from ingestion.sandbox.quickbooks_online.view import Realm

PASSING = ("undeposited", "clearing:")
CASH = ("bank:", *PASSING)
CONTROL = ("receivable", "payable")
SINGLE = {
    Invoice: "invoice",
    CreditNote: "credit_note",
    Receipt: "customer_payment",
    CustomerRefund: "customer_refund",
    Bill: "bill",
    BillPayment: "bill_payment",
}


def identities(realm: Realm) -> Iterator[NativeIdentity]:
    seen: set[tuple[str, str]] = set()
    for snapshot in realm.chart.company.timelines.get(realm.connection, ()):
        for entry, record_type, source_id in _entries(realm, snapshot.record):  # type: ignore[arg-type]
            if (record_type, source_id) not in seen:
                seen.add((record_type, source_id))
                yield NativeIdentity(realm.connection, entry, record_type, source_id)


def _entries(realm: Realm, record: BookRecord) -> Iterator[tuple[str, str, str]]:
    native_id, key = realm.chart.id_of(record.key), record.key
    match record:
        case Deposit():
            moving = [n for n, line in enumerate(record.lines, start=1) if line.receipt_key or line.account.startswith(PASSING)]
            yield key, "deposit" if moving else "bank_receipt", native_id
            # the truth names what leaves a clearing account by the deposit itself
            names = {n: key if line.account.startswith("clearing:") else f"{key}:{n}" for n, line in enumerate(record.lines, start=1)}
            yield from ((names[n], "deposit_line", f"{native_id}:{n}") for n in moving)
        case BankTransaction() if record.amount > 0 and record.counter_account.startswith(PASSING):
            yield key, "deposit", native_id
            yield key, "deposit_line", f"{native_id}:1"
        case BankTransaction():
            yield key, "bank_receipt" if record.amount > 0 else "bank_spend", native_id
        case Transfer():
            yield from ((f"{key}:{leg}", "transfer", f"{native_id}:{leg}") for leg in ("from", "to"))
        case Journal():
            lines = list(enumerate(record.lines, start=1))
            yield from ((f"{key}:{n}", "journal_line", f"{native_id}:{n}") for n, line in lines if line.account.startswith(CASH))
            yield from _control_postings(realm, record, native_id)
        case _:
            yield key, SINGLE[type(record)], _single_id(record, native_id)


def _control_postings(realm: Realm, record: Journal, native_id: str) -> Iterator[tuple[str, str, str]]:
    """A journal on a control account is no document of its own: the ledger knows only its posting, by its place in the report."""
    met: Counter[str] = Counter()
    for n, line in enumerate(record.lines, start=1):
        if line.account in CONTROL:
            account = realm.chart.account(line.account)["value"]
            met[account] += 1
            yield f"{record.key}:{n}", "gl_line", f"{report_label(record)}/{native_id}/{account}/{met[account]}"


def _single_id(record: BookRecord, native_id: str) -> str:
    """Refunds come from two entities, whose ids may coincide: the ledger tells them apart."""
    if isinstance(record, CustomerRefund):
        return f"{'Purchase' if record.account.startswith('bank:') else 'RefundReceipt'}:{native_id}"
    return native_id
