"""Neutral book records as journal entries (account.move): what kind, in which journal, with which lines. Pure.

Balances are debit +, credit - in the facility's currency. Lines stand in the order of :func:`post`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ingestion.sandbox.company.model import (
    BankTransaction,
    Bill,
    BillPayment,
    BookRecord,
    CreditNote,
    CustomerRefund,
    Deposit,
    DocumentLine,
    Invoice,
    Journal,
    Receipt,
    Transfer,
)

Payment = Receipt | CustomerRefund | BillPayment
Document = Invoice | CreditNote | Bill
Settlement = Receipt | CreditNote | BillPayment

MOVE_TYPES = {Invoice: "out_invoice", CreditNote: "out_refund", Bill: "in_invoice"}
SIGNS = {"out_invoice": 1, "out_refund": -1, "in_invoice": -1, "entry": 1}


@dataclass(frozen=True, slots=True)
class Line:
    account: str  # role
    balance: Decimal
    party: str | None
    label: str
    detail: DocumentLine | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What the row of account.move and its lines are made from. ``number`` is None where Odoo's sequence names it."""

    move_type: str
    journal: str
    on: date
    due_on: date | None
    party: str | None
    number: str | None
    ref: str
    origin: str
    memo: str
    currency: str
    lines: tuple[Line, ...]

    @property
    def is_document(self) -> bool:
        return self.move_type != "entry"

    @property
    def total(self) -> Decimal:
        return sum((line.balance for line in self.lines if line.balance > 0), Decimal("0.00"))

    def control(self) -> int:
        """Position of the receivable or payable line. Raises StopIteration where there is none."""
        return next(n for n, line in enumerate(self.lines) if line.account in ("receivable", "payable"))


def move_of(record: BookRecord, journal_of_money: str) -> Move:
    """``record`` as a journal entry, in bank journal ``journal_of_money`` where money is booked. Void records keep their lines."""
    from ingestion.sandbox.company.posting import post

    postings = post(replace(record, is_void=False))
    details: tuple[DocumentLine | None, ...] = (None,) * len(postings)
    if isinstance(record, Document):
        details = (None, *record.lines)
    lines = tuple(Line(p.account, p.amount, p.party, p.memo, d) for p, d in zip(postings, details, strict=True))
    common = {"memo": record.memo, "currency": record.currency, "lines": lines, "due_on": None, "origin": "", "ref": "", "number": None}
    match record:
        case Invoice():
            own = {"number": record.number, "on": record.issued_on, "due_on": record.due_on, "origin": record.reference}
            return Move(**{**common, "move_type": "out_invoice", "journal": "sale", "party": record.party, **own})
        case CreditNote():
            own = {"number": record.number, "on": record.issued_on, "due_on": record.issued_on}
            return Move(**{**common, "move_type": "out_refund", "journal": "sale", "party": record.party, **own})
        case Bill():
            own = {"ref": record.number, "on": record.issued_on, "due_on": record.due_on}
            return Move(**{**common, "move_type": "in_invoice", "journal": "purchase", "party": record.party, **own})
        case Journal():
            return Move(**{**common, "move_type": "entry", "journal": "general", "party": None, "on": record.occurred_on,
                           "number": record.number})  # fmt: skip
    ref = record.memo if isinstance(record, Payment) else entry_reference(record)
    party = None if isinstance(record, Deposit | Transfer) else record.party
    return Move(**{**common, "move_type": "entry", "journal": journal_of_money, "party": party, "on": dated(record), "ref": ref})


def dated(record: BookRecord) -> date:
    match record:
        case Receipt():
            return record.received_on
        case CustomerRefund():
            return record.refunded_on
        case BillPayment():
            return record.paid_on
        case Deposit():
            return record.deposited_on
        case Invoice() | CreditNote() | Bill():
            return record.issued_on
    return record.occurred_on


def entry_reference(record: Deposit | BankTransaction | Transfer) -> str:
    """An entry has one reference field; a check number is typed into it beside the rest."""
    check = f"Check {record.check_number}" if isinstance(record, BankTransaction) and record.check_number else ""
    return " / ".join(part for part in (record.reference, check) if part)


def money_account(record: BookRecord) -> str | None:
    """The bank, clearing or undeposited account whose journal books ``record``; None for documents and journals."""
    match record:
        case Receipt() | CustomerRefund() | BillPayment():
            return record.account
        case Deposit() | BankTransaction():
            return f"bank:{record.bank_account}"
        case Transfer():
            return f"bank:{record.from_bank_account}"
    return None


@dataclass(frozen=True, slots=True)
class Settled:
    """One reconciliation that ``source`` asserts: its line against a line of ``target``. ``amount`` is positive."""

    source: str
    source_line: int
    target: str
    target_account: str  # role: the line of ``target`` on this account
    occurrence: int
    amount: Decimal


def settlements(record: BookRecord, move: Move) -> list[Settled]:
    """What ``record`` reconciles with, while it is posted."""
    found: list[tuple[int, str, str, Decimal]] = []
    if isinstance(record, Settlement):
        found = [(move.control(), a.document_key, move.lines[move.control()].account, a.amount) for a in record.applied]
    elif isinstance(record, CustomerRefund) and record.credit_note_key:
        found = [(move.control(), record.credit_note_key, "receivable", record.amount)]
    elif isinstance(record, Deposit):
        found = [(n, x.receipt_key, x.account, x.amount) for n, x in enumerate(record.lines, start=1) if x.receipt_key]
    seen: dict[str, int] = {}
    result = []
    for line, target, account, amount in found:
        seen[target] = seen.get(target, 0) + 1
        result.append(Settled(record.key, line, target, account, seen[target], amount))
    return result
