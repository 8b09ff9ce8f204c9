"""How the policies read a company: last states, cash entries, what is matched and what is planted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ingestion.sandbox.company.model import (
    BankLine,
    BankTransaction,
    BillPayment,
    Charge,
    Company,
    CustomerRefund,
    Deposit,
    Journal,
    Receipt,
    Transfer,
)

Name = tuple[str, str]  # connection, entry


def live(company: Company) -> dict[Name, object]:
    """Last states that are neither deleted, void nor failed. Independent of the generator's own idea of it."""
    found: dict[Name, object] = {}
    for connection, snapshots in company.timelines.items():
        for s in snapshots:
            gone = s.deleted or getattr(s.record, "is_void", False) or (isinstance(s.record, Charge) and s.record.status == "failed")
            found.pop((connection, s.record.key), None)
            if not gone:
                found[connection, s.record.key] = s.record
    return found


def book_cash(company: Company) -> dict[Name, tuple[str, Decimal, date]]:
    """Book entries that move a bank account: (bank account key, signed amount, date). Opening balances are not among them."""
    found: dict[Name, tuple[str, Decimal, date]] = {}
    for (connection, key), record in live(company).items():
        match record:
            case Receipt(account=account) if account.startswith("bank:"):
                found[connection, key] = (account[5:], record.amount, record.received_on)
            case CustomerRefund(account=account) if account.startswith("bank:"):
                found[connection, key] = (account[5:], -record.amount, record.refunded_on)
            case BillPayment():
                found[connection, key] = (record.account[5:], -record.amount, record.paid_on)
            case Deposit():
                found[connection, key] = (record.bank_account, record.total, record.deposited_on)
            case BankTransaction():
                found[connection, key] = (record.bank_account, record.amount, record.occurred_on)
            case Transfer():
                found[connection, f"{key}:from"] = (record.from_bank_account, -record.amount, record.occurred_on)
                found[connection, f"{key}:to"] = (record.to_bank_account, record.amount, record.occurred_on)
            case Journal():
                for n, line in enumerate(record.lines, 1):
                    if line.account.startswith("bank:") and record.lines[1].account != "equity:opening":
                        found[connection, f"{key}:{n}"] = (line.account[5:], line.amount, record.occurred_on)
    return found


def bank_lines(company: Company) -> dict[Name, BankLine]:
    return {name: record for name, record in live(company).items() if isinstance(record, BankLine)}


def matched(company: Company, reconciliation: str) -> tuple[set[Name], set[Name]]:
    """Entries that have a partner, left and right."""
    groups = [g for g in company.truth if g.reconciliation == reconciliation]
    return {(r.connection, r.entry) for g in groups for r in g.left}, {(r.connection, r.entry) for g in groups for r in g.right}


def planted(company: Company, *reasons: str) -> set[Name]:
    """Entries of planted problems, of these reasons only where any is named."""
    return {(r.connection, r.entry) for p in company.planted if not reasons or p.reason_code in reasons for r in p.entries}


def days_old(company: Company, day: date) -> int:
    return (company.ended_on - day).days
