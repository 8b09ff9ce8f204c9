"""What moves between accounts: Deposit, Transfer, JournalEntry."""

from __future__ import annotations

from decimal import Decimal

from ingestion.sandbox.company.model import BankTransaction, Deposit, Journal, Transfer
from ingestion.sandbox.quickbooks_online.chart import Chart
from ingestion.sandbox.quickbooks_online.parts import ZERO, Fields, dated, note, numbered


def deposit(chart: Chart, r: Deposit) -> Fields:
    has_account_line = any(line.receipt_key is None for line in r.lines)
    number, noted = ({}, "") if has_account_line else numbered(r.reference)
    lines = []
    for n, line in enumerate(r.lines, start=1):
        if line.receipt_key is not None:
            link = {"TxnId": chart.id_of(line.receipt_key), "TxnType": "Payment", "TxnLineId": "0"}
            lines.append({"Amount": line.amount, "LinkedTxn": [link]})
        else:
            lines.append(deposit_line(chart, n, line.amount, line.account, line.memo, r.reference))
    return {
        **dated(chart, r.deposited_on, r.currency),
        **number,
        **note(r.memo, noted),
        "DepositToAccountRef": chart.account(f"bank:{r.bank_account}"),
        "TotalAmt": r.total,
        "Line": lines,
    }


def deposit_line(chart: Chart, n: int, amount: Decimal, account: str, memo: str, number: str, party: str = "") -> Fields:
    detail: Fields = {"AccountRef": chart.account(account)}
    if number:
        detail["CheckNum"] = number
    if party:
        detail["Entity"] = chart.entity(party)
    line = {"Id": str(n), "LineNum": n, "Amount": amount, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
    return {**line, "Description": memo} if memo else line


def money_in(chart: Chart, r: BankTransaction) -> Fields:
    """Money received straight into the bank account: a Deposit with one account line."""
    return {
        **dated(chart, r.occurred_on, r.currency),
        **note(r.memo),
        "DepositToAccountRef": chart.account(f"bank:{r.bank_account}"),
        "TotalAmt": r.amount,
        "Line": [deposit_line(chart, 1, r.amount, r.counter_account, r.memo, r.check_number or r.reference, r.party)],
    }


def transfer(chart: Chart, r: Transfer) -> Fields:
    return {
        **dated(chart, r.occurred_on, r.currency),
        **note(r.memo, r.reference),
        "FromAccountRef": chart.account(f"bank:{r.from_bank_account}"),
        "ToAccountRef": chart.account(f"bank:{r.to_bank_account}"),
        "Amount": r.amount,
    }


def journal(chart: Chart, r: Journal) -> Fields:
    lines = []
    for n, line in enumerate(r.lines, start=1):
        detail: Fields = {"PostingType": "Debit" if line.amount >= 0 else "Credit", "AccountRef": chart.account(line.account)}
        if line.party:
            entity = chart.entity(line.party)
            detail["Entity"] = {"Type": entity["type"], "EntityRef": {"value": entity["value"], "name": entity["name"]}}
        lines.append(
            {
                "Id": str(n - 1),
                "Description": line.memo,
                "Amount": abs(line.amount),
                "DetailType": "JournalEntryLineDetail",
                "JournalEntryLineDetail": detail,
            }
        )
    return {
        **dated(chart, r.occurred_on, r.currency),
        **note(r.memo),
        "DocNumber": r.number,
        "Adjustment": False,
        "TotalAmt": sum((line.amount for line in r.lines if line.amount > 0), ZERO),
        "Line": lines,
    }
