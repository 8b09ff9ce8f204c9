"""Planted problems of the bank reconciliation where one side has nothing to match.

Each function stages one on ``day``, with a total no other document of the facility has.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from ingestion.sandbox.company import checks, payables, receipts
from ingestion.sandbox.company.catalogue import draw_distinct_lines, total
from ingestion.sandbox.company.desks import Desks
from ingestion.sandbox.company.model import BankLine
from ingestion.sandbox.company.money import money
from ingestion.sandbox.company.narratives import short_name
from ingestion.sandbox.company.parties import Payer
from ingestion.sandbox.company.roster import CHECK_COUNTRIES
from ingestion.sandbox.company.staging import any_payer, any_vendor, paid_invoice, plain_invoice, writes_checks
from ingestion.sandbox.company.treasury import FEE_TEXTS, INTEREST_TEXTS


def missing_in_books(desks: Desks, day: date) -> None:
    """A payer's credit or a vendor's debit that nobody booked."""
    site = desks.site
    feed, amount = site.feeds[site.operating.key], total(draw_distinct_lines(site, "care"))
    if site.rng.random() < 0.6:
        payer = any_payer(site)
        line = receipts.credit(site, payer, site.operating, day, amount, receipts.Remittance(short_name(payer.party.name), "", "", ""))
    else:
        who = short_name(any_vendor(site).party.name)
        line = feed.post("ach_debit", day, -amount, feed.style.debit.format(who=who, what="AUTOPAY", ref=""))
    site.plant("bank", "missing_in_books", [site.line_ref(line)], amount)


def missing_at_bank(desks: Desks, day: date) -> None:
    """A booked transfer, or a booked bundle of checks, that never reaches the account."""
    site = desks.site

    def transfer_never_comes(on: date, payer: Payer, part: receipts.Part) -> None:
        receipt = receipts.draft(site, payer, on, [part], account=f"bank:{site.operating.key}", method="ach", reference=site.digits(10))
        receipts.enter(site, receipt)
        site.plant("bank", "missing_at_bank", [site.ref(receipt.key)], receipt.amount)

    def bundle_never_comes(on: date, first: receipts.Part, second: receipts.Part) -> None:
        drawer: list[checks.Check] = []
        for part in (first, second):
            checks.receive(site, drawer, any_payer(site, part[0].party), [part], on)
        key = checks.deposit(site, drawer, on, arrives=False)
        site.plant("bank", "missing_at_bank", [site.ref(key)], first[1] + second[1])

    if writes_checks(site) and not checks.books_direct(site) and site.rng.random() < 0.5:
        invoices = [plain_invoice(site, day) for _ in range(2)]
        site.later(day + timedelta(days=5), lambda on: bundle_never_comes(on, *[(i, i.total) for i in invoices]))
    else:
        payer = any_payer(site)
        invoice = plain_invoice(site, day, payer)
        site.later(day + timedelta(days=5), lambda on: transfer_never_comes(on, payer, (invoice, invoice.total)))


def bank_fee_not_booked(desks: Desks, day: date) -> None:
    """A one-off fee. Fees that are booked are multiples of five, or the monthly charge: no other fee can stand in for it."""
    site = desks.site
    fee = money(site.rng.choice((1200, 1450, 1800, 2750, 3600, 3800, 4200)))
    line = site.feeds[site.operating.key].post("fee", day, -fee, site.rng.choice(FEE_TEXTS))
    site.plant("bank", "bank_fee_not_booked", [site.line_ref(line)], fee)


def interest_not_booked(desks: Desks, day: date) -> None:
    site, amount = desks.site, money(desks.site.rng.randrange(305, 3989))
    line = site.feeds[site.operating.key].post("interest", day, amount, site.rng.choice(INTEREST_TEXTS))
    site.plant("bank", "interest_not_booked", [site.line_ref(line)], amount)


def returned_item(desks: Desks, day: date) -> None:
    """A customer's check or transfer comes back unpaid days after it was credited; the books do not know."""
    site = desks.site
    feed = site.feeds[site.operating.key]

    def come_back(credited: BankLine, amount: Decimal, text: str, check_number: str | None) -> None:
        on = site.business_days_after(credited.posted_on, site.rng.choice((2, 3, 4)))
        line = feed.post("returned_item", on, -amount, text, check_number=check_number)
        site.plant("bank", "returned_item", [site.line_ref(line)], amount)

    def one_check_of_two(on: date, parts: list[receipts.Part]) -> None:
        drawer: list[checks.Check] = []
        for part in parts:
            checks.receive(site, drawer, any_payer(site, part[0].party), [part], on)
        checks.deposit(site, drawer, on)
        assert feed.last is not None
        come_back(feed.last, parts[0][1], f"RETURNED DEPOSITED ITEM CK {drawer[0].number}", drawer[0].number)

    def transfer(on: date, payer: Payer, part: receipts.Part) -> None:
        paid = paid_invoice(site, payer, part, on)
        come_back(paid.line, part[1], f"RETURN ITEM NSF {short_name(payer.party.name)}", None)

    if writes_checks(site) and site.rng.random() < 0.6:
        invoices = [plain_invoice(site, day) for _ in range(2)]
        site.later(day + timedelta(days=5), lambda on: one_check_of_two(on, [(i, i.total) for i in invoices]))
    else:
        payer = any_payer(site)
        invoice = plain_invoice(site, day, payer)
        site.later(day + timedelta(days=5), lambda on: transfer(on, payer, (invoice, invoice.total)))


def stale_check(desks: Desks, day: date) -> None:
    """A check that its payee never cashes."""
    site = desks.site
    assert site.facility.country in CHECK_COUNTRIES
    vendor = any_vendor(site, "check")
    bill = payables.receive_bill(site, vendor, draw_distinct_lines(site, "supplies"), day)

    def write(on: date) -> None:
        payment = payables.enter_payment(site, payables.draft_payment(site, vendor, [(bill, bill.total)], on))
        site.plant("bank", "stale_check", [site.ref(payment.key)], payment.amount)

    site.later(desks.payables.run_day(day + timedelta(days=1)), write)
