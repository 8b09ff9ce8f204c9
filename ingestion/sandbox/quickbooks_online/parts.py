"""Pieces that QuickBooks transactions are made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ingestion.sandbox.quickbooks_online.chart import Chart

Fields = dict[str, Any]
ZERO = Decimal("0.00")
DOC_NUMBER_LENGTH = 21  # QuickBooks refuses longer ones; bookkeepers put them into the note instead


def dated(chart: Chart, day: date, currency: str) -> Fields:
    return {"TxnDate": day.isoformat(), "CurrencyRef": chart.currency(currency)}


def linked(amount: Decimal, transaction: str, kind: str) -> Fields:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": transaction, "TxnType": kind}]}


def note(*parts: str) -> Fields:
    text = " | ".join(part for part in parts if part)
    return {"PrivateNote": text} if text else {}


def numbered(number: str) -> tuple[Fields, str]:
    """A DocNumber, or the text to note where it is too long for one."""
    if len(number) > DOC_NUMBER_LENGTH:
        return {}, number
    return ({"DocNumber": number} if number else {}), ""


def account_line(chart: Chart, n: int, amount: Decimal, account: str, description: str = "") -> Fields:
    line = {
        "Id": str(n),
        "LineNum": n,
        "Amount": amount,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": chart.account(account), "BillableStatus": "NotBillable"},
    }
    return {**line, "Description": description} if description else line
