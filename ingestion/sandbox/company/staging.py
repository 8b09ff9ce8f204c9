"""Plain payments for planted problems: everything legible, so that the one thing wrong is the planted one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ingestion.sandbox.company import payables, receipts
from ingestion.sandbox.company.catalogue import draw_distinct_lines
from ingestion.sandbox.company.invoices import issue
from ingestion.sandbox.company.model import BankAccount, BankLine, Bill, BillPayment, Invoice, Receipt
from ingestion.sandbox.company.money import ZERO
from ingestion.sandbox.company.parties import Payer, Vendor
from ingestion.sandbox.company.roster import CHECK_COUNTRIES
from ingestion.sandbox.company.site import Site


@dataclass(frozen=True, slots=True)
class Paid:
    """A receipt and the bank line that is the same money."""

    receipt: Receipt
    line: BankLine


def writes_checks(site: Site) -> bool:
    return site.facility.country in CHECK_COUNTRIES


def any_payer(site: Site, party_key: str | None = None) -> Payer:
    """A payer of the facility (that one, where a key is given), paying by plain transfer."""
    found = [p for p in site.circle.payers if p.contract is None and party_key in (None, p.party.key)]
    return replace(site.rng.choice(found), method="ach", originator=None)


def any_vendor(site: Site, method: str | None = None) -> Vendor:
    """A vendor whom banks print by name, paid by ``method`` (its own, where None)."""
    vendor = site.rng.choice([v for v in site.circle.vendors if v.descriptor is None])
    return replace(vendor, method=method or vendor.method)  # type: ignore[arg-type]


def paid_invoice(
    site: Site,
    payer: Payer,
    part: receipts.Part,
    on: date,
    *,
    case: str | None = None,
    book_account: BankAccount | None = None,
    bank_account: BankAccount | None = None,
    bank_amount: Decimal | None = None,
    applied: Decimal | None = None,
    memo: str = "",
) -> Paid:
    """A transfer for an invoice, booked and credited on ``on``. ``applied``: how much of it the bookkeeper applies (default: all)."""
    book, bank = book_account or site.operating, bank_account or site.operating
    trace = site.digits(12)
    told = receipts.remittance(site, payer, bank, [part], trace, clear=True)
    settled = part[1] if applied is None else applied
    parts = [(part[0], settled)] if settled else []
    receipt = receipts.draft(
        site, payer, on, parts, account=f"bank:{book.key}", method="ach", reference=trace, rest=part[1] - settled, memo=memo
    )
    receipts.enter(site, receipt)
    line = receipts.credit(site, payer, bank, on, part[1] if bank_amount is None else bank_amount, told)
    site.matched([receipt.key], [line], case or told.case)
    return Paid(receipt, line)


def paid_without_invoice(site: Site, payer: Payer, amount: Decimal, on: date) -> Paid:
    """A transfer that says nothing about what it is for: a receipt wholly unapplied."""
    trace = site.digits(12)
    told = receipts.remittance(site, payer, site.operating, [], trace, clear=True)
    receipt = receipts.draft(site, payer, on, [], account=f"bank:{site.operating.key}", method="ach", reference=trace, rest=amount or ZERO)
    receipts.enter(site, receipt)
    line = receipts.credit(site, payer, site.operating, on, amount, told)
    site.matched([receipt.key], [line], told.case)
    return Paid(receipt, line)


def paid_bill(
    site: Site,
    vendor: Vendor,
    bill: Bill,
    on: date,
    *,
    case: str,
    book_account: BankAccount | None = None,
    bank_account: BankAccount | None = None,
    bank_amount: Decimal | None = None,
) -> tuple[BillPayment, BankLine]:
    """A bill paid and cleared."""
    payment = payables.draft_payment(site, vendor, [(bill, bill.total)], on, account=book_account)
    payables.enter_payment(site, payment)
    line, _ = payables.clear(site, vendor, payment, account=bank_account, amount=bank_amount, clear_name=True)
    site.matched([payment.key], [line], case)
    return payment, line


def plain_invoice(site: Site, day: date, payer: Payer | None = None) -> Invoice:
    """An invoice with a total of its own, due in a month."""
    party = (payer or any_payer(site)).party
    return issue(site, party, draw_distinct_lines(site, "care"), day, day + timedelta(days=30))
