"""Planted problems of the receivable, processor and general-ledger reconciliations. Each function stages one on ``day``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from ingestion.sandbox.company import clock, invoices
from ingestion.sandbox.company.catalogue import draw_distinct_lines, total
from ingestion.sandbox.company.desks import Desks
from ingestion.sandbox.company.model import Invoice, JournalLine
from ingestion.sandbox.company.money import money, share
from ingestion.sandbox.company.parties import Payer
from ingestion.sandbox.company.payouts import statement_reference
from ingestion.sandbox.company.site import Site
from ingestion.sandbox.company.staging import any_payer, paid_invoice, paid_without_invoice
from ingestion.sandbox.company.treasury import journal, transaction


def _invoice(site: Site, day: date, due_in: int = 30) -> tuple[Payer, Invoice]:
    payer = any_payer(site)
    return payer, invoices.issue(site, payer.party, draw_distinct_lines(site, "care"), day, day + timedelta(days=due_in))


# ---- receivable
def short_paid(desks: Desks, day: date) -> None:
    """The payer keeps back a part, long past the due date."""
    site = desks.site
    payer, invoice = _invoice(site, day, due_in=5)
    paid = share(invoice.total, site.rng.choice((65, 80, 85, 90, 95)))
    site.labels.receivable_case[invoice.key] = "planted:short_paid"
    site.later(day + timedelta(days=5), partial(_pay, site, payer, invoice, paid))
    site.plant("receivable", "short_paid", [site.ref(invoice.key)], invoice.total - paid)


def _pay(site: Site, payer: Payer, invoice: Invoice, amount: Decimal, on: date) -> None:
    paid_invoice(site, payer, (invoice, amount), on)


def over_paid(desks: Desks, day: date) -> None:
    """More than the invoice arrives, and the rest stays unapplied."""
    site = desks.site
    payer, invoice = _invoice(site, day)
    excess = money(site.rng.choice((2500, 4000, 8800, 12_350)))
    site.labels.receivable_case[invoice.key] = "planted:over_paid"

    def pay(on: date) -> None:
        paid = paid_invoice(site, payer, (invoice, invoice.total + excess), on, applied=invoice.total)
        site.plant("receivable", "over_paid", [site.ref(paid.receipt.key)], excess)

    site.later(day + timedelta(days=5), pay)


def payment_without_invoice(desks: Desks, day: date) -> None:
    """Money from a known payer for which no invoice exists."""
    site = desks.site
    paid = paid_without_invoice(site, any_payer(site), total(draw_distinct_lines(site, "care")), day)
    site.plant("receivable", "payment_without_invoice", [site.ref(paid.receipt.key)], paid.receipt.amount)


def duplicate_payment(desks: Desks, day: date) -> None:
    """The payer sends the same payment twice; the bookkeeper can apply it only once."""
    site = desks.site
    payer, invoice = _invoice(site, day)

    def second(on: date) -> None:
        paid = paid_invoice(site, payer, (invoice, invoice.total), on, applied=money(0), memo=f"Payment {invoice.number}")
        site.plant("receivable", "duplicate_payment", [site.ref(paid.receipt.key)], invoice.total)

    def first(on: date) -> None:
        paid_invoice(site, payer, (invoice, invoice.total), on)
        site.later(on + timedelta(days=site.rng.choice((2, 3, 4))), second)

    site.later(day + timedelta(days=5), first)


def payment_on_void_invoice(desks: Desks, day: date) -> None:
    """The invoice is voided although it was paid."""
    site = desks.site
    payer, invoice = _invoice(site, day)

    def pay(on: date) -> None:
        paid = paid_invoice(site, payer, (invoice, invoice.total), on)
        voided_at = site.books.entered[paid.receipt.key] + timedelta(days=2, minutes=site.rng.randrange(300))
        site.books.amend(replace(invoice, is_void=True, memo="Voided"), voided_at)
        site.plant("receivable", "payment_on_void_invoice", [site.ref(paid.receipt.key)], invoice.total)

    site.later(day + timedelta(days=5), pay)


# ---- processors
def receipt_without_charge(desks: Desks, day: date) -> None:
    """A card payment in the books that the processor never took."""
    site, cards = desks.site, desks.payouts[0].cards
    party = site.rng.choice(site.circle.residents)
    invoice = invoices.issue(site, party, draw_distinct_lines(site, "resident"), day, day + timedelta(days=14), claim=False)

    def receive(on: date) -> None:
        paid_at = max(clock.utc(site.facility.timezone, on, 50_000), site.books.entered[invoice.key] + timedelta(hours=1))
        receipt = cards.receive(party, invoice, paid_at, f"PAY-{site.digits(6)}")
        site.plant("processor_clearing", "receipt_without_charge", [site.ref(receipt.key)], receipt.amount)

    site.later(day + timedelta(days=2), receive)


def bank_credit_without_payout(desks: Desks, day: date) -> None:
    """The bank credits something in the processor's name that the processor did not send; the bookkeeper parks it in suspense."""
    site, desk = desks.site, desks.payouts[0]
    amount = total(draw_distinct_lines(site, "resident"))
    stripe = desk.account.platform == "stripe"
    name = f"STRIPE TRANSFER {statement_reference(site)}" if stripe else f"PAYPAL TRANSFER 10{site.digits(8)}"
    line = site.feeds[site.operating.key].post("ach_credit", day, amount, f"{name} {desk.account.descriptor}")
    record = transaction(site, site.operating, line.posted_on, amount, site.circle.bank, "asset:suspense", memo="Unknown processor credit")
    site.matched([record.key], [line], "suspense")
    site.plant("processor_payout", "bank_credit_without_payout", [site.line_ref(line)], amount)


# ---- general ledger
def manual_posting_to_control_account(desks: Desks, day: date) -> None:
    """A journal straight to receivable or payable, past the subledger."""
    site = desks.site
    amount = total(draw_distinct_lines(site, "care"))
    control, other = site.rng.choice((("receivable", "revenue:nursing"), ("payable", "expense:supplies")))
    lines = (JournalLine(control, amount, None, "Adjustment"), JournalLine(other, -amount, None, "Adjustment"))
    record = journal(site, day, lines, "Month-end adjustment")
    site.books.put(record, site.entered(day))
    site.plant("gl_tieout", "manual_posting_to_control_account", [site.ref(f"{record.key}:1")], amount)
