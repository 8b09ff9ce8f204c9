"""Planted problems of the bank reconciliation where both sides exist and do not quite fit.

Each function stages one on ``day``, with a total no other document of the facility has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from ingestion.sandbox.company import payables, receipts
from ingestion.sandbox.company.catalogue import draw_distinct_lines, total
from ingestion.sandbox.company.desks import Desks
from ingestion.sandbox.company.invoices import issue
from ingestion.sandbox.company.model import BankLine, DocumentLine
from ingestion.sandbox.company.money import share, transposed
from ingestion.sandbox.company.parties import Payer, Vendor
from ingestion.sandbox.company.site import Site
from ingestion.sandbox.company.staging import any_payer, any_vendor, paid_bill, paid_invoice, plain_invoice, writes_checks


def duplicate_in_books(desks: Desks, day: date) -> None:
    """One payment or receipt entered twice, some days apart, under the same date and reference; the bank shows it once."""
    site, case = desks.site, "planted:duplicate_in_books"

    def payment_twice(on: date, vendor: Vendor, bill: payables.Bill) -> None:
        payment = payables.enter_payment(site, payables.draft_payment(site, vendor, [(bill, bill.total)], on))
        line, _ = payables.clear(site, vendor, payment, clear_name=True)
        twin = replace(payment, key=site.key(), applied=(), memo="")
        site.books.put(twin, _days_after(site, payment.key))
        site.matched([payment.key], [line], case)
        site.plant("bank", "duplicate_in_books", [site.ref(payment.key), site.ref(twin.key)], payment.amount)

    def receipt_twice(on: date, payer: Payer, part: receipts.Part) -> None:
        paid = paid_invoice(site, payer, part, on, case=case)
        twin = replace(paid.receipt, key=site.key())
        site.books.put(twin, _days_after(site, paid.receipt.key))
        site.plant("bank", "duplicate_in_books", [site.ref(paid.receipt.key), site.ref(twin.key)], twin.amount)

    if site.rng.random() < 0.5:
        vendor = any_vendor(site, None if _time_for_check(site, day) else "ach")
        bill = payables.receive_bill(site, vendor, draw_distinct_lines(site, "supplies"), day)
        site.later(desks.payables.run_day(day + timedelta(days=1)), lambda on: payment_twice(on, vendor, bill))
    else:
        # An invoice over twice the amount: the second entry seems to settle its other half, so only the bank can tell.
        payer, lines = any_payer(site), draw_distinct_lines(site, "care")
        invoice = issue(site, payer.party, (*lines, *lines), day, day + timedelta(days=30))
        site.labels.receivable_case[invoice.key] = case
        site.later(day + timedelta(days=5), lambda on: receipt_twice(on, payer, (invoice, total(lines))))


def duplicate_at_bank(desks: Desks, day: date) -> None:
    """The bank posts a line a second time on the next day and does not correct it."""
    site, case = desks.site, "planted:duplicate_at_bank"

    def again(line: BankLine) -> None:
        twin = site.feeds[line.bank_account].post(
            line.kind,
            site.business_days_after(line.posted_on, 1),
            line.amount,
            line.text,
            counterparty=line.counterparty,
            customer_reference=line.customer_reference,
        )
        site.plant("bank", "duplicate_at_bank", [site.line_ref(line), site.line_ref(twin)], line.amount)

    if site.rng.random() < 0.5:
        vendor = any_vendor(site, "ach")
        bill = payables.receive_bill(site, vendor, draw_distinct_lines(site, "supplies"), day)
        site.later(desks.payables.run_day(day + timedelta(days=1)), lambda on: again(paid_bill(site, vendor, bill, on, case=case)[1]))
    else:
        payer = any_payer(site)
        invoice = plain_invoice(site, day, payer)
        site.later(day + timedelta(days=5), lambda on: again(paid_invoice(site, payer, (invoice, invoice.total), on, case=case).line))


def amount_mismatch(desks: Desks, day: date) -> None:
    """The book has two digits swapped; the check number or the trace still says which entry it is."""
    site, case = desks.site, "planted:amount_mismatch"
    style = site.feeds[site.operating.key].style
    by_check = writes_checks(site) and _time_for_check(site, day) and (style.references < 0.5 or site.rng.random() < 0.5)
    lines, actual = _swappable(site, "supplies" if by_check else "care")

    def payment(on: date, vendor: Vendor, bill: payables.Bill) -> None:
        record, line = paid_bill(site, vendor, bill, on, case=case, bank_amount=actual)
        site.plant("bank", "amount_mismatch", [site.ref(record.key), site.line_ref(line)], record.amount - actual)

    def receipt(on: date, payer: Payer, part: receipts.Part) -> None:
        paid = paid_invoice(site, payer, part, on, case=case, bank_amount=actual)
        entries = [site.ref(paid.receipt.key), site.line_ref(paid.line)]
        site.plant("bank", "amount_mismatch", entries, paid.receipt.amount - actual)

    if by_check:
        vendor = any_vendor(site, "check")
        bill = payables.receive_bill(site, vendor, lines, day)
        site.later(desks.payables.run_day(day + timedelta(days=1)), lambda on: payment(on, vendor, bill))
    else:
        payer = any_payer(site)
        invoice = issue(site, payer.party, lines, day, day + timedelta(days=30))
        site.later(day + timedelta(days=5), lambda on: receipt(on, payer, (invoice, invoice.total)))


def wrong_account(desks: Desks, day: date) -> None:
    """Booked to one of the facility's accounts, posted on the other."""
    site, case = desks.site, "planted:wrong_account"
    booked, actual = site.accounts[:2] if site.rng.random() < 0.5 else site.accounts[1::-1]

    def receipt(on: date, payer: Payer, part: receipts.Part) -> None:
        paid = paid_invoice(site, payer, part, on, case=case, book_account=booked, bank_account=actual)
        site.plant("bank", "wrong_account", [site.ref(paid.receipt.key), site.line_ref(paid.line)], part[1])

    def payment(on: date, vendor: Vendor, bill: payables.Bill) -> None:
        record, line = paid_bill(site, vendor, bill, on, case=case, book_account=booked, bank_account=actual)
        site.plant("bank", "wrong_account", [site.ref(record.key), site.line_ref(line)], record.amount)

    if site.rng.random() < 0.5:
        payer = any_payer(site)
        invoice = plain_invoice(site, day, payer)
        site.later(day + timedelta(days=5), lambda on: receipt(on, payer, (invoice, invoice.total)))
    else:
        vendor = any_vendor(site, "ach")
        bill = payables.receive_bill(site, vendor, draw_distinct_lines(site, "supplies"), day)
        site.later(desks.payables.run_day(day + timedelta(days=1)), lambda on: payment(on, vendor, bill))


def _time_for_check(site: Site, day: date) -> bool:
    """Whether a check for a bill of ``day`` has surely cleared before the end."""
    return day + timedelta(days=36) <= site.ended_on


def _days_after(site: Site, key: str) -> datetime:
    return site.books.entered[key] + timedelta(days=site.rng.randrange(1, 5), minutes=site.rng.randrange(7, 200))


def _swappable(site: Site, kind: str) -> tuple[tuple[DocumentLine, ...], Decimal]:
    """Lines whose total has a swap of two digits that no other document here has as its total, and that total."""
    while True:
        lines = draw_distinct_lines(site, kind)
        actual = transposed(total(lines), site.rng)
        # Not more than a third away: a clerk's slip, not another payment.
        if actual and actual not in site.used_amounts and abs(actual - total(lines)) < share(total(lines), 34):
            site.reserved_amounts.add(actual)
            return lines, actual
