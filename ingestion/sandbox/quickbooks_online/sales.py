"""What customers owe and pay: Invoice, CreditMemo, Payment, RefundReceipt."""

from __future__ import annotations

from decimal import Decimal

from ingestion.sandbox.company.model import CreditNote, CustomerRefund, DocumentLine, Invoice, Receipt
from ingestion.sandbox.quickbooks_online.chart import Chart
from ingestion.sandbox.quickbooks_online.parts import ZERO, Fields, dated, linked, note


def invoice(chart: Chart, r: Invoice) -> Fields:
    claim = {"CustomField": [{"DefinitionId": "1", "Name": "Claim number", "Type": "StringType", "StringValue": r.reference}]}
    return {
        **dated(chart, r.issued_on, r.currency),
        **(claim if r.reference else {}),
        **note(r.memo),
        "DocNumber": r.number,
        "DueDate": r.due_on.isoformat(),
        "CustomerRef": chart.name("Customer", r.party),
        "BillEmail": {"Address": chart.company.party(r.party).email},
        "EmailStatus": "EmailSent",
        "ARAccountRef": chart.account("receivable"),
        "Line": sales_lines(chart, r.lines, r.total),
        "TotalAmt": r.total,
        "Balance": r.balance,
    }


def credit_memo(chart: Chart, r: CreditNote, refunded: Decimal) -> Fields:
    rest = r.total - sum((a.amount for a in r.applied), ZERO) - refunded
    return {
        **dated(chart, r.issued_on, r.currency),
        **note(r.memo),
        "DocNumber": r.number,
        "CustomerRef": chart.name("Customer", r.party),
        "ARAccountRef": chart.account("receivable"),
        "Line": sales_lines(chart, r.lines, r.total),
        "TotalAmt": r.total,
        "RemainingCredit": rest,
        "Balance": rest,
    }


def payment(chart: Chart, r: Receipt) -> Fields:
    return {
        **dated(chart, r.received_on, r.currency),
        **note(r.memo),
        **({"PaymentRefNum": r.reference} if r.reference else {}),
        "CustomerRef": chart.name("Customer", r.party),
        "ARAccountRef": chart.account("receivable"),
        "DepositToAccountRef": chart.account(r.account),
        "PaymentMethodRef": {"value": chart.method(r.method)["value"]},
        "TotalAmt": r.amount,
        "UnappliedAmt": r.amount - sum((a.amount for a in r.applied), ZERO),
        "ProcessPayment": False,
        "Line": [linked(a.amount, chart.id_of(a.document_key), "Invoice") for a in r.applied],
    }


def refund_receipt(chart: Chart, r: CustomerRefund) -> Fields:
    link = {"LinkedTxn": [{"TxnId": chart.id_of(r.credit_note_key), "TxnType": "CreditMemo"}]} if r.credit_note_key else {}
    line = DocumentLine(r.memo or "Refund", Decimal(1), r.amount, r.amount, "receivable")
    return {
        **dated(chart, r.refunded_on, r.currency),
        **note(r.memo),
        **link,
        **({"PaymentRefNum": r.reference} if r.reference else {}),
        "CustomerRef": chart.name("Customer", r.party),
        "ARAccountRef": chart.account("receivable"),
        "DepositToAccountRef": chart.account(r.account),
        "PaymentMethodRef": {"value": chart.method(r.method)["value"]},
        "Line": sales_lines(chart, (line,), r.amount),
        "TotalAmt": r.amount,
        "Balance": ZERO,
    }


def sales_lines(chart: Chart, lines: tuple[DocumentLine, ...], total: Decimal) -> list[Fields]:
    found = [
        {
            "Id": str(n),
            "LineNum": n,
            "Description": line.description,
            "Amount": line.amount,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": chart.item(line.account),
                "ItemAccountRef": chart.account(line.account),
                "UnitPrice": line.unit_price,
                "Qty": line.quantity,
            },
        }
        for n, line in enumerate(lines, start=1)
    ]
    return [*found, {"Amount": total, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}]
