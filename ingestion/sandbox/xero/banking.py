"""What Xero keeps on bank accounts without a document: spent and received money, transfers, deposits, manual journals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ingestion.sandbox.company.model import BankTransaction, Deposit, DepositLine, Journal, Posting, Transfer
from ingestion.sandbox.company.posting import post
from ingestion.sandbox.xero.documents import ONE, line_item
from ingestion.sandbox.xero.native import ZERO, Native, Posted, Row, date_string, ms_date
from ingestion.sandbox.xero.organisation import Organisation

_CASH = ("bank", "clearing", "undeposited")


def render_bank_transaction(org: Organisation, record: BankTransaction) -> list[Native]:
    """Money coded to an account; money coded to another bank account is a transfer, as Xero insists."""
    account, said = f"bank:{record.bank_account}", record.reference or (f"Check {record.check_number}" if record.check_number else "")
    if org.account(record.counter_account).account_type in ("bank", "clearing"):
        out, into = (account, record.counter_account) if record.amount < 0 else (record.counter_account, account)
        leg = "from" if record.amount < 0 else "to"
        return transfer(org, record.key, out, into, record.occurred_on, abs(record.amount), said, ((record.key, leg),))
    kind, native_id = ("RECEIVE" if record.amount > 0 else "SPEND"), org.uuid("bank transaction", record.key)
    row = bank_transaction(
        org, native_id, kind, account, record.occurred_on, abs(record.amount), record.counter_account, record.party, said, record.memo
    )
    posted = Posted("CASHREC" if record.amount > 0 else "CASHPAID", native_id, record.occurred_on, said, post(record))
    entry = (record.key, _entry_type(org, record), native_id)
    return [Native("BankTransactions", native_id, row, posted, entries=(entry,))]


def render_transfer(org: Organisation, record: Transfer) -> list[Native]:
    legs = ((f"{record.key}:from", "from"), (f"{record.key}:to", "to"))
    out, into = f"bank:{record.from_bank_account}", f"bank:{record.to_bank_account}"
    return transfer(org, record.key, out, into, record.occurred_on, record.amount, record.reference or record.memo, legs)


def render_journal(org: Organisation, record: Journal) -> list[Native]:
    """Only lines on bank, clearing and undeposited accounts become entries of the ledger."""
    native_id = org.uuid("manual journal", record.key)
    row: Row = {
        "ManualJournalID": native_id,
        "Date": ms_date(record.occurred_on),
        "Status": "POSTED",
        "LineAmountTypes": "NoTax",
        "Narration": f"{record.number} {record.memo}".strip(),
        "JournalLines": [
            {
                "LineAmount": line.amount,
                "AccountCode": org.account(line.account).code,
                "AccountID": org.account_id(line.account),
                "Description": line.memo,
                "TaxType": "NONE",
                "TaxAmount": ZERO,
                "Tracking": [],
                "IsBlank": False,
            }
            for line in record.lines
        ],
        "ShowOnCashBasisReports": True,
        "HasAttachments": False,
    }
    entries = tuple(
        (f"{record.key}:{n}", "journal_line", f"{native_id}:{n}")
        for n, line in enumerate(record.lines, start=1)
        if org.account(line.account).account_type in _CASH
    )
    posted = Posted("MANJOURNAL", native_id, record.occurred_on, record.number, post(record))
    return [Native("ManualJournals", native_id, row, posted, entries=entries)]


def render_other_deposits(org: Organisation, record: Deposit) -> list[Native]:
    """The lines of a deposit that move no receipt.

    A payout is a transfer of the net from the clearing account; what was withheld is spent on the clearing account. Without a clearing
    account, each line is money received in (or spent from) the bank account.
    """
    lines = [line for line in record.lines if not line.receipt_key and line.amount]
    clearing = next((x.account for x in lines if org.account(x.account).account_type == "clearing"), None)
    bank = f"bank:{record.bank_account}"
    own = [x for x in lines if x.account != clearing]
    held = [_deposit_line(org, record, n, x, clearing or bank) for n, x in enumerate(own)]
    net = sum((x.amount for x in lines), ZERO)
    if not clearing or not net:
        return held
    out, into = (clearing, bank) if net > 0 else (bank, clearing)
    said = record.reference or record.memo
    moved = transfer(org, record.key, out, into, record.deposited_on, abs(net), said, ((record.key, "from"), (record.key, "to")))
    return [*moved, *held]


def _deposit_line(org: Organisation, record: Deposit, number: int, line: DepositLine, account: str) -> Native:
    native_id = org.uuid("deposit line", record.key, str(number))
    received = line.amount > 0
    row = bank_transaction(
        org,
        native_id,
        "RECEIVE" if received else "SPEND",
        account,
        record.deposited_on,
        abs(line.amount),
        line.account,
        None,
        record.reference,
        line.memo or record.memo,
    )
    lines = (Posting(account, line.amount, None, line.memo), Posting(line.account, -line.amount, None, line.memo))
    posted = Posted("CASHREC" if received else "CASHPAID", native_id, record.deposited_on, record.reference, lines)
    entry = (record.key, "bank_receipt" if received else "bank_spend", native_id)
    return Native("BankTransactions", native_id, row, posted, entries=(entry,))


def transfer(
    org: Organisation, key: str, out: str, into: str, on: date, amount: Decimal, said: str, legs: Sequence[tuple[str, str]]
) -> list[Native]:
    """A bank transfer, and its two sides as Xero repeats them among the bank transactions (to be counted once)."""
    native_id = org.uuid("bank transfer", key)
    sides = {"from": org.uuid("transfer side", key, "from"), "to": org.uuid("transfer side", key, "to")}
    row: Row = {
        "BankTransferID": native_id,
        "DateString": date_string(on),
        "Date": ms_date(on),
        "FromBankAccount": org.account_ref(out),
        "ToBankAccount": org.account_ref(into),
        "Amount": amount,
        "FromBankTransactionID": sides["from"],
        "ToBankTransactionID": sides["to"],
        "FromIsReconciled": False,
        "ToIsReconciled": False,
        "CurrencyRate": ONE,
        "Reference": said,
        "HasAttachments": False,
        "Status": "AUTHORISED",
    }
    posted = Posted("TRANSFER", native_id, on, said, (Posting(into, amount, None, said), Posting(out, -amount, None, said)))
    entries = tuple((entry, "transfer", f"{native_id}:{leg}") for entry, leg in legs)
    repeated = [
        Native("BankTransactions", sides[leg], bank_transaction(org, sides[leg], kind, account, on, amount, None, None, said, ""))
        for leg, kind, account in (("from", "SPEND-TRANSFER", out), ("to", "RECEIVE-TRANSFER", into))
    ]
    return [Native("BankTransfers", native_id, row, posted, entries=entries), *repeated]


def bank_transaction(
    org: Organisation,
    native_id: str,
    kind: str,
    account: str,
    on: date,
    amount: Decimal,
    counter: str | None,
    party: str | None,
    said: str,
    what: str,
) -> Row:
    """A bank transaction: one line coded to ``counter``. Amounts are positive, ``kind`` gives the direction."""
    items = [line_item(org, native_id, 0, what, Decimal("1.0000"), amount, amount, counter)] if counter else []
    row: Row = {
        "BankTransactionID": native_id,
        "BankAccount": org.account_ref(account),
        "Type": kind,
        "Reference": said,
        "IsReconciled": False,
        "HasAttachments": False,
        "DateString": date_string(on),
        "Date": ms_date(on),
        "Status": "AUTHORISED",
        "LineAmountTypes": "NoTax",
        "LineItems": items,
        "SubTotal": amount,
        "TotalTax": ZERO,
        "Total": amount,
        "CurrencyCode": org.account(account).currency,
        "CurrencyRate": ONE,
    }
    if party:
        row["Contact"] = org.contact_ref(party)
    return row


def _entry_type(org: Organisation, record: BankTransaction) -> str:
    counter = org.account(record.counter_account).account_type
    if counter == "receivable":
        return "customer_payment" if record.amount > 0 else "customer_refund"
    if counter == "payable":
        return "bill_payment"
    return "bank_receipt" if record.amount > 0 else "bank_spend"
