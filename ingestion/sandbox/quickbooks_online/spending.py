"""What is owed to vendors and spent: Bill, BillPayment, Purchase."""

from __future__ import annotations

from ingestion.sandbox.company.model import BankTransaction, Bill, BillPayment, CustomerRefund
from ingestion.sandbox.quickbooks_online.chart import Chart, purchase_type
from ingestion.sandbox.quickbooks_online.parts import Fields, account_line, dated, linked, note, numbered


def bill(chart: Chart, r: Bill) -> Fields:
    return {
        **dated(chart, r.issued_on, r.currency),
        **note(r.memo),
        "DocNumber": r.number,
        "DueDate": r.due_on.isoformat(),
        "VendorRef": chart.name("Vendor", r.party),
        "APAccountRef": chart.account("payable"),
        "Line": [account_line(chart, n, line.amount, line.account, line.description) for n, line in enumerate(r.lines, start=1)],
        "TotalAmt": r.total,
        "Balance": r.balance,
    }


def bill_payment(chart: Chart, r: BillPayment) -> Fields:
    number, noted = numbered(r.check_number or r.reference)
    return {
        **dated(chart, r.paid_on, r.currency),
        **number,
        **note(r.memo, noted, r.reference if r.check_number else ""),
        "VendorRef": chart.name("Vendor", r.party),
        "APAccountRef": chart.account("payable"),
        "PayType": "Check",
        "CheckPayment": {"BankAccountRef": chart.account(r.account), "PrintStatus": "PrintComplete" if r.check_number else "NotSet"},
        "TotalAmt": r.amount,
        "Line": [linked(a.amount, chart.id_of(a.document_key), "Bill") for a in r.applied],
    }


def refund_check(chart: Chart, r: CustomerRefund) -> Fields:
    number, noted = numbered(r.reference)
    return {
        **dated(chart, r.refunded_on, r.currency),
        **number,
        **note(r.memo, noted),
        "PaymentType": purchase_type(r),
        "AccountRef": chart.account(r.account),
        "EntityRef": chart.entity(r.party),
        "TotalAmt": r.amount,
        "Line": [account_line(chart, 1, r.amount, "receivable")],
    }


def purchase(chart: Chart, r: BankTransaction) -> Fields:
    number, noted = numbered(r.check_number or r.reference)
    return {
        **dated(chart, r.occurred_on, r.currency),
        **number,
        **note(r.memo, noted, r.reference if r.check_number else ""),
        "PaymentType": purchase_type(r),
        "AccountRef": chart.account(f"bank:{r.bank_account}"),
        **({"EntityRef": chart.entity(r.party)} if r.party else {}),
        "TotalAmt": -r.amount,
        "Line": [account_line(chart, 1, -r.amount, r.counter_account, r.memo)],
    }
