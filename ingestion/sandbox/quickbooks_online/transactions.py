"""Neutral book records as QuickBooks transactions.

Amounts are positive decimals in ``CurrencyRef``; the entity says their direction. A void keeps the row with every amount zero and a
PrivateNote that starts with "Voided".
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ingestion.sandbox.company.model import BookRecord, CreditNote, CustomerRefund
from ingestion.sandbox.quickbooks_online import banking, sales, spending
from ingestion.sandbox.quickbooks_online.chart import Chart, purchase_type
from ingestion.sandbox.quickbooks_online.parts import ZERO, Fields, dated, linked

RENDERERS: dict[tuple[str, str], Callable[[Chart, Any], Fields]] = {
    ("Invoice", "Invoice"): sales.invoice,
    ("Receipt", "Payment"): sales.payment,
    ("CustomerRefund", "RefundReceipt"): sales.refund_receipt,
    ("CustomerRefund", "Purchase"): spending.refund_check,
    ("Bill", "Bill"): spending.bill,
    ("BillPayment", "BillPayment"): spending.bill_payment,
    ("BankTransaction", "Purchase"): spending.purchase,
    ("BankTransaction", "Deposit"): banking.money_in,
    ("Deposit", "Deposit"): banking.deposit,
    ("Transfer", "Transfer"): banking.transfer,
    ("Journal", "JournalEntry"): banking.journal,
}


def fields_of(chart: Chart, record: BookRecord, refunded: Decimal = ZERO) -> Fields:
    """The entity's own fields. ``refunded`` is what was paid out of a credit note so far."""
    if isinstance(record, CreditNote):
        found = sales.credit_memo(chart, record, refunded)
    else:
        found = RENDERERS[type(record).__name__, chart.entities[record.key]](chart, record)
    if not record.is_void:
        return found
    note = f"Voided - {found['PrivateNote']}" if found.get("PrivateNote") else "Voided"
    return {**_without_amounts(found), "PrivateNote": note}


def application_of(chart: Chart, record: CreditNote | CustomerRefund) -> Fields | None:
    """The Payment of nothing that ties a credit memo to what it settles (invoices, or the check that pays it out), if there is one."""
    if record.is_void:
        return None
    if isinstance(record, CreditNote):
        settled = [linked(a.amount, chart.id_of(a.document_key), "Invoice") for a in record.applied]
        used = sum((a.amount for a in record.applied), ZERO)
        memo, day = record.key, record.issued_on
    else:
        if record.credit_note_key is None or chart.entities[record.key] != "Purchase":
            return None
        kind = "Check" if purchase_type(record) == "Check" else "Expense"
        settled = [linked(record.amount, chart.id_of(record.key), kind)]
        used, memo, day = record.amount, record.credit_note_key, record.refunded_on
    if not settled:
        return None
    return {
        **dated(chart, day, record.currency),
        "CustomerRef": chart.name("Customer", record.party),
        "ARAccountRef": chart.account("receivable"),
        "TotalAmt": ZERO,
        "UnappliedAmt": ZERO,
        "ProcessPayment": False,
        "PrivateNote": "Created by QB Online to link credits to charges.",
        "Line": [*settled, linked(used, chart.id_of(memo), "CreditMemo")],
    }


def _without_amounts(value: Any) -> Any:
    """The same structure with every money amount zero. Quantities stay."""
    if isinstance(value, dict):
        return {k: v if k == "Qty" else _without_amounts(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_without_amounts(v) for v in value]
    return ZERO if isinstance(value, Decimal) else value
