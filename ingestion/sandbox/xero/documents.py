"""Invoices, bills and credit notes in Xero's shape.

What has been paid or credited is not known here: :func:`settled` adds it from the payments and credits that Xero itself shows, so that
``AmountDue`` always agrees with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ingestion.sandbox.company.model import Bill, CreditNote, DocumentLine, Invoice
from ingestion.sandbox.company.posting import post
from ingestion.sandbox.xero.native import ZERO, Native, Posted, Row, Settlement, date_string, ms_date
from ingestion.sandbox.xero.organisation import Organisation

ONE = Decimal("1.0000000000")  # CurrencyRate of documents in the organisation's own currency


def render_invoice(org: Organisation, record: Invoice | Bill) -> list[Native]:
    receivable = isinstance(record, Invoice)
    kind, native_id = ("ACCREC" if receivable else "ACCPAY"), org.uuid("invoice", record.key)
    row: Row = {
        "Type": kind,
        "InvoiceID": native_id,
        "InvoiceNumber": record.number,
        "Reference": record.reference if isinstance(record, Invoice) else record.memo,
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "AmountDue": record.total,
        "AmountPaid": ZERO,
        "AmountCredited": ZERO,
        "CurrencyRate": ONE,
        "IsDiscounted": False,
        "HasAttachments": False,
        "HasErrors": False,
        "Contact": org.contact_ref(record.party),
        "DateString": date_string(record.issued_on),
        "Date": ms_date(record.issued_on),
        "DueDateString": date_string(record.due_on),
        "DueDate": ms_date(record.due_on),
        "Status": "AUTHORISED",
        "SentToContact": receivable,
        **amounts(org, record.lines, record.total, native_id),
        "CurrencyCode": record.currency,
    }
    entry = (record.key, "invoice" if receivable else "bill", native_id)
    posted = Posted(kind, native_id, record.issued_on, record.number, post(record))
    return [Native("Invoices", native_id, row, posted, entries=(entry,), document_key=record.key)]


def render_credit_note(org: Organisation, record: CreditNote) -> list[Native]:
    native_id = org.uuid("credit note", record.key)
    summary = {"CreditNoteID": native_id, "CreditNoteNumber": record.number, "Total": record.total, "HasErrors": False}
    row: Row = {
        "Type": "ACCRECCREDIT",
        "CreditNoteID": native_id,
        "CreditNoteNumber": record.number,
        "Reference": record.memo,
        "Payments": [],
        "Allocations": [
            {
                "AllocationID": org.uuid("allocation", record.key, a.document_key),
                "Amount": a.amount,
                "Date": ms_date(record.issued_on),
                "Invoice": {"InvoiceID": org.uuid("invoice", a.document_key), "HasErrors": False, "IsDiscounted": False},
                "IsDeleted": False,
            }
            for a in record.applied
        ],
        "RemainingCredit": record.total - sum((a.amount for a in record.applied), ZERO),
        "CurrencyRate": ONE,
        "HasAttachments": False,
        "HasErrors": False,
        "Contact": org.contact_ref(record.party),
        "DateString": date_string(record.issued_on),
        "Date": ms_date(record.issued_on),
        "Status": "AUTHORISED",
        **amounts(org, record.lines, record.total, native_id),
        "CurrencyCode": record.currency,
    }
    on = record.issued_on
    settles = tuple(Settlement(a.document_key, a.amount, on, "CreditNotes", {**summary, "AppliedAmount": a.amount}) for a in record.applied)
    posted = Posted("ACCRECCREDIT", native_id, record.issued_on, record.number, post(record))
    entry = (record.key, "credit_note", native_id)
    return [Native("CreditNotes", native_id, row, posted, settles, (entry,), document_key=record.key)]


def amounts(org: Organisation, lines: Sequence[DocumentLine], total: Decimal, native_id: str) -> Row:
    """Line items and totals. The sample company is exempt from sales tax."""
    return {
        "LineAmountTypes": "NoTax",
        "LineItems": [
            line_item(org, native_id, n, x.description, x.quantity, x.unit_price, x.amount, x.account) for n, x in enumerate(lines)
        ],
        "SubTotal": total,
        "TotalTax": ZERO,
        "Total": total,
    }


def line_item(
    org: Organisation, native_id: str, number: int, description: str, quantity: Decimal, price: Decimal, amount: Decimal, account: str
) -> Row:
    return {
        "LineItemID": org.uuid("line", native_id, str(number)),
        "Description": description,
        "Quantity": quantity,
        "UnitAmount": price,
        "LineAmount": amount,
        "AccountCode": org.account(account).code,
        "AccountID": org.account_id(account),
        "TaxType": "NONE",
        "TaxAmount": ZERO,
        "Tracking": [],
    }


def settled(document: Native, settlements: Sequence[Settlement]) -> Row:
    """``document``'s row with what was paid and credited so far, and the status that follows from it."""
    row = document.row
    if row["Status"] != "AUTHORISED":  # voided or deleted: nothing is due
        return {**row, "AmountDue": ZERO} if document.entity == "Invoices" else {**row, "RemainingCredit": ZERO}
    listed = {kind: [s.row for s in settlements if s.kind == kind] for kind in ("Payments", "CreditNotes")}
    taken = {kind: sum((s.amount for s in settlements if s.kind == kind), ZERO) for kind in listed}
    if document.entity == "Invoices":
        due = row["Total"] - taken["Payments"] - taken["CreditNotes"]
        row = {**row, **listed, "AmountDue": due, "AmountPaid": taken["Payments"], "AmountCredited": taken["CreditNotes"]}
    else:
        due = row["RemainingCredit"] - taken["Payments"]
        row = {**row, "Payments": listed["Payments"], "RemainingCredit": due}
    if due == ZERO:
        row["Status"] = "PAID"
        if settlements:
            row["FullyPaidOnDate"] = ms_date(max(s.on for s in settlements))
    return row
