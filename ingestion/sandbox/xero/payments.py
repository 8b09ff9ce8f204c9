"""Money that settles documents: payments, batches of them, over- and prepayments, refunds.

A Xero payment settles one document. Money for several is several payments, bundled in a batch payment that is one line at the bank.
What is not applied becomes an overpayment beside the payments, or a prepayment where nothing was applied: a bank transaction and a
credit of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ingestion.sandbox.company.model import Application, BillPayment, CustomerRefund, Receipt
from ingestion.sandbox.company.posting import post
from ingestion.sandbox.xero.banking import bank_transaction
from ingestion.sandbox.xero.documents import ONE
from ingestion.sandbox.xero.native import ZERO, Native, Posted, Row, Settlement, date_string, ms_date
from ingestion.sandbox.xero.organisation import Organisation

Number = Callable[[str], Row]  # neutral document key -> the document as a payment names it
# What an over- or prepayment repeats of its bank transaction.
_SHARED = ("Contact", "Date", "DateString", "LineAmountTypes", "LineItems", "SubTotal", "TotalTax", "Total", "CurrencyCode", "CurrencyRate")
NameId = Callable[[tuple[str, ...], object], str]  # (what it stands for, what Xero cannot edit) -> native id


@dataclass(frozen=True, slots=True)
class Money:
    """A receipt or bill payment where and when Xero books it."""

    record: Receipt | BillPayment
    account: str
    on: date
    bundle: str = ""  # key of the deposit that carries it to the bank
    entries: tuple[str, ...] = ()  # neutral entries that its rows stand for


def render_money(org: Organisation, money: Money, document: Number, name: NameId) -> list[Native]:
    """Payments, then what is left unapplied."""
    record = money.record
    parts: dict[str, Decimal] = defaultdict(Decimal)
    for application in record.applied:
        parts[application.document_key] += application.amount
    applied = [_payment(org, money, Application(key, amount), document, name) for key, amount in parts.items() if amount]
    rest = record.amount - sum((a.amount for a in record.applied), ZERO)
    return [*applied, *(_credit(org, money, rest, name, partly=bool(applied)) if rest else [])]


def bundled(org: Organisation, natives: Sequence[Native], account: str, on: date, said: str, memo: str, key: str) -> list[Native]:
    """``natives`` with their payments in one batch payment, whose total is what the bank shows. One payment alone needs no batch."""
    payments = [n for n in natives if n.entity == "Payments"]
    if len(payments) < 2:
        return list(natives)
    received = payments[0].row["PaymentType"] == "ACCRECPAYMENT"
    header: Row = {
        "Account": {"AccountID": org.account_id(account), "Code": org.account(account).code},
        "BatchPaymentID": org.uuid("batch", key, *(p.native_id for p in payments)),
        "Reference": said,
        "Details": memo,
        "Date": ms_date(on),
        "Type": "RECBATCH" if received else "PAYBATCH",
        "Status": "AUTHORISED",
        "TotalAmount": sum((p.row["Amount"] for p in payments), ZERO),
        "IsReconciled": False,
    }
    row = {**header, "DateString": date_string(on), "Payments": [_listed(p.row) for p in payments]}
    member = {"BatchPaymentID": header["BatchPaymentID"], "BatchPayment": header}
    joined = [replace(n, row={**n.row, **member}) if n.entity == "Payments" else n for n in natives]
    return [*joined, Native("BatchPayments", header["BatchPaymentID"], row)]


def _listed(payment: Row) -> Row:
    """A payment as its batch lists it."""
    invoice = {"InvoiceID": payment["Invoice"]["InvoiceID"], "HasErrors": False, "IsDiscounted": False}
    return {**{k: payment[k] for k in ("PaymentID", "Amount", "BankAmount", "Reference")}, "Invoice": invoice}


def _payment(org: Organisation, money: Money, part: Application, document: Number, name: NameId) -> Native:
    record = money.record
    receipt = isinstance(record, Receipt)
    base = ("Payments", record.key, part.document_key, money.bundle)
    native_id = name(base, (part.amount, money.account, money.on))
    row = _payment_row(org, native_id, money.account, money.on, part.amount, record)
    invoice = document(part.document_key)
    row["PaymentType"] = "ACCRECPAYMENT" if receipt else "ACCPAYPAYMENT"
    row["Invoice"] = {**invoice, "Contact": org.contact_ref(record.party)}
    kind = "customer_payment" if receipt else "bill_payment"
    posted = _posted(row["PaymentType"], native_id, money, part.amount)
    settlement = Settlement(part.document_key, part.amount, money.on, "Payments", _summary(row))
    entries = tuple((entry, kind, native_id) for entry in money.entries or (record.key,))
    return Native("Payments", native_id, row, posted, (settlement,), entries, base=base)


def _credit(org: Organisation, money: Money, amount: Decimal, name: NameId, *, partly: bool) -> list[Native]:
    """What is not applied: the bank transaction, and the credit that may be applied later. The ledger counts the bank transaction."""
    record = money.record
    receipt, what = isinstance(record, Receipt), "OVERPAYMENT" if partly else "PREPAYMENT"
    base = ("BankTransactions", record.key, what, money.bundle)
    native_id = name(base, (amount, money.account, money.on))
    credit_id, entity = org.uuid("credit", native_id), "Overpayments" if partly else "Prepayments"
    kind = f"{'RECEIVE' if receipt else 'SPEND'}-{what}"
    counter = "receivable" if receipt else "payable"
    row = bank_transaction(
        org, native_id, kind, money.account, money.on, amount, counter, record.party, reference(org, record), record.memo or what.title()
    )
    row[f"{what.title()}ID"] = credit_id
    credit: Row = {
        f"{what.title()}ID": credit_id,
        "Type": kind,
        "Status": "AUTHORISED",
        "Reference": row["Reference"],
        **{k: row[k] for k in _SHARED},
        "RemainingCredit": amount,
        "Allocations": [],
        "Payments": [],
        "HasAttachments": False,
    }
    posted = _posted(f"{'AR' if receipt else 'AP'}{what}", credit_id, money, amount)
    entry = "customer_payment" if receipt else "bill_payment"
    entries = tuple((key, entry, native_id) for key in money.entries or (record.key,))
    return [
        Native("BankTransactions", native_id, row, posted, entries=entries, base=base),
        Native(entity, credit_id, credit),
    ]


def render_refund(org: Organisation, record: CustomerRefund, document: Number, name: NameId) -> list[Native]:
    """Money back to a customer: a payment of the credit note, or spent money coded to the receivable account."""
    base = ("Payments" if record.credit_note_key else "BankTransactions", record.key)
    native_id = name(base, (record.amount, record.account, record.refunded_on, record.credit_note_key))
    entries = ((record.key, "customer_refund", native_id),)
    said = reference(org, record)
    if not record.credit_note_key:
        what = record.memo or "Refund"
        row = bank_transaction(
            org, native_id, "SPEND", record.account, record.refunded_on, record.amount, "receivable", record.party, said, what
        )
        posted = Posted("CASHPAID", native_id, record.refunded_on, said, post(record))
        return [Native("BankTransactions", native_id, row, posted, entries=entries, base=base)]
    row = _payment_row(org, native_id, record.account, record.refunded_on, record.amount, record)
    note = document(record.credit_note_key)
    row |= {"PaymentType": "ARCREDITPAYMENT", "CreditNote": {**note, "Contact": org.contact_ref(record.party)}}
    posted = Posted("ARCREDITPAYMENT", native_id, record.refunded_on, said, post(record))
    settlement = Settlement(record.credit_note_key, record.amount, record.refunded_on, "Payments", _summary(row))
    return [Native("Payments", native_id, row, posted, (settlement,), entries, base=base)]


def _payment_row(
    org: Organisation, native_id: str, account: str, on: date, amount: Decimal, record: Receipt | BillPayment | CustomerRefund
) -> Row:
    row: Row = {
        "PaymentID": native_id,
        "Date": ms_date(on),
        "BankAmount": amount,
        "Amount": amount,
        "Reference": reference(org, record),
        "CurrencyRate": ONE,
        "Status": "AUTHORISED",
        "HasAccount": True,
        "IsReconciled": False,
        "Account": {"AccountID": org.account_id(account), "Code": org.account(account).code},
        "HasValidationErrors": False,
    }
    if record.memo:
        row["Details"] = record.memo
    return row


def _summary(payment: Row) -> Row:
    keys = ("PaymentID", "Date", "Amount", "Reference", "CurrencyRate", "HasAccount", "HasValidationErrors")
    return {k: payment[k] for k in keys}


def _posted(source_type: str, source_id: str, money: Money, amount: Decimal) -> Posted:
    part = replace(money.record, amount=amount, account=money.account)
    return Posted(source_type, source_id, money.on, money.record.reference, post(part))


def reference(org: Organisation, record: Receipt | BillPayment | CustomerRefund) -> str:
    """What the bookkeeper types: Xero has no field for a check number or a method."""
    number = getattr(record, "check_number", None) or (record.reference if record.method == "check" else "")
    if number and re.fullmatch(r"\d+", number):
        return f"{'Check' if org.facility.country == 'US' else 'Chq'} {number}"
    return record.reference
