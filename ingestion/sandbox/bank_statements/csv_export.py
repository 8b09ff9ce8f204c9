"""Two banks' CSV exports: one American (debit and credit columns, newest first, no id), one Australian (signed, oldest first)."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

from ingestion.sandbox.bank_statements.period import AccountPeriod, Issue

EXTENSION = "csv"
AMERICAN: dict[str, Any] = {
    "delimiter": ",",
    "encoding": "cp1252",
    "date_order": "mdy",
    "decimal": ".",
    "order": "descending",
    "currency": "USD",
    "columns": {
        "account": "Account Number",
        "booking_date": "Post Date",
        "check_number": "Check",
        "text": "Description",
        "customer_reference": "Reference",
        "debit": "Debit",
        "credit": "Credit",
        "balance": "Balance",
    },
}
AUSTRALIAN: dict[str, Any] = {
    "delimiter": ";",
    "encoding": "utf-8-sig",
    "date_order": "dmy",
    "decimal": ".",
    "order": "ascending",
    "columns": {
        "account": "Account",
        "booking_date": "Date",
        "value_date": "Effective",
        "bank_reference": "Transaction ID",
        "customer_reference": "Reference",
        "text": ["Narrative"],
        "check_number": "Cheque",
        "amount": "Amount",
        "balance": "Balance",
        "currency": "Currency",
    },
}


def profile(currency: str) -> dict[str, Any]:
    """How the bank that keeps accounts in ``currency`` writes its file."""
    return AMERICAN if currency == "USD" else AUSTRALIAN


def render(issue: Issue) -> bytes:
    american = issue.periods[0].account.currency == "USD"
    return _american(issue) if american else _australian(issue)


def _american(issue: Issue) -> bytes:
    """Windows-1252 with a title above the header, thousands separated, quoted, newest first."""
    out = io.StringIO()
    out.write(f"{issue.periods[0].account.bank_name} \u2013 Account Activity\r\n\r\n")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["Account Number", "Post Date", "Check", "Description", "Reference", "Debit", "Credit", "Status", "Balance"])
    for period in issue.periods:
        rows = []
        for line, balance in _running(period):
            debit, credit = (f"{-line.amount:,.2f}", "") if line.amount < 0 else ("", f"{line.amount:,.2f}")
            head = [period.account.number, f"{line.posted_on:%m/%d/%Y}", line.check_number or "", line.text, line.customer_reference]
            rows.append([*head, debit, credit, "Posted", f"{balance:,.2f}"])
        writer.writerows(rows[::-1])
    return out.getvalue().encode("cp1252", errors="replace")


def _australian(issue: Issue) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["Account", "Currency", "Date", "Effective", "Transaction ID", "Narrative", "Reference", "Cheque", "Amount", "Balance"])
    for period in issue.periods:
        for line, balance in _running(period):
            days = [f"{day:%d/%m/%Y}" for day in (line.posted_on, line.value_on)]
            said = [line.bank_reference, line.text, line.customer_reference, line.check_number or ""]
            writer.writerow([period.account.number, line.currency, *days, *said, f"{line.amount:.2f}", f"{balance:.2f}"])
    return out.getvalue().encode("utf-8-sig")


def _running(period: AccountPeriod) -> list[tuple[Any, Decimal]]:
    """Each line with the balance after it."""
    found, balance = [], period.opening
    for line in period.lines:
        balance += line.amount
        found.append((line, balance))
    return found
