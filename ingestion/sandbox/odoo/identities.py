"""How the ledger names what a database delivers: neutral entry keys to (record type, source id)."""

from __future__ import annotations

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
from ingestion.sandbox.odoo.view import Database
from ingestion.sandbox.platform import NativeIdentity

PASSING = ("undeposited", "clearing:")
CASH = ("bank:", *PASSING)
CONTROL = ("receivable", "payable")
BY_MOVE = {Invoice: "invoice", CreditNote: "credit_note", Bill: "bill"}
BY_PAYMENT = {Receipt: "customer_payment", CustomerRefund: "customer_refund", BillPayment: "bill_payment"}


def identities(database: Database) -> Iterator[NativeIdentity]:
    """One per entry and the name it has; parts are ``<key>:from``, ``<key>:to`` and ``<key>:<n>`` for lines, from 1."""
    seen: set[tuple[str, str]] = set()
    for snapshot in database.company.timelines.get(database.connection, ()):
        for entry, record_type, source_id in _entries(database, snapshot.record):  # type: ignore[arg-type]
            if (record_type, source_id) not in seen:
                seen.add((record_type, source_id))
                yield NativeIdentity(database.connection, entry, record_type, source_id)


def _entries(database: Database, record: BookRecord) -> Iterator[tuple[str, str, str]]:
    ids, key = database.books.ids, record.key
    move = str(ids.move(key))

    def line(position: int) -> str:
        return f"{move}:{ids.line(key, position)}"

    match record:
        case Deposit():
            moving = [n for n, x in enumerate(record.lines, start=1) if x.account.startswith(PASSING)]
            # the truth names what leaves a clearing account by the deposit itself
            names = {n: key if x.account.startswith("clearing:") else f"{key}:{n}" for n, x in enumerate(record.lines, start=1)}
            yield from _money(key, move, record.total, [(names[n], line(n)) for n in moving])
        case BankTransaction():
            passing = record.counter_account.startswith(PASSING)
            yield from _money(key, move, record.amount, [(f"{key}:1", line(1))] if passing else [])
        case Transfer():
            yield from ((f"{key}:{leg}", "transfer", f"{move}:{leg}") for leg in ("from", "to"))
        case Journal():
            cash = [n for n, x in enumerate(record.lines, start=1) if x.account.startswith(CASH)]
            yield from ((f"{key}:{n}", "journal_line", line(n - 1)) for n in cash)
            # a journal on a control account is no document of its own: the ledger knows only its posting
            control = [n for n, x in enumerate(record.lines, start=1) if x.account in CONTROL]
            yield from ((f"{key}:{n}", "gl_line", str(ids.line(key, n - 1))) for n in control)
        case Receipt() | CustomerRefund() | BillPayment():
            yield key, BY_PAYMENT[type(record)], str(ids.payment(key))
        case _:
            yield key, BY_MOVE[type(record)], move


def _money(key: str, move: str, amount: object, passing: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """One bank line: a deposit where money that was waiting comes in, else a plain receipt or spend."""
    if amount > 0 and passing:  # type: ignore[operator]
        yield key, "deposit", move
        yield from ((entry, "deposit_line", source_id) for entry, source_id in passing)
    else:
        yield key, "bank_receipt" if amount > 0 else "bank_spend", move  # type: ignore[operator]
