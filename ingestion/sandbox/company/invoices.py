"""The receivable documents a facility writes: invoices, credit notes, and refunds from its bank account."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from ingestion.sandbox.company.catalogue import total
from ingestion.sandbox.company.model import Application, CreditNote, CustomerRefund, DocumentLine, Invoice, Party
from ingestion.sandbox.company.narratives import short_name
from ingestion.sandbox.company.parties import Payer
from ingestion.sandbox.company.roster import CHECK_COUNTRIES
from ingestion.sandbox.company.site import Site

_FORMATS = ("INV-{:05d}", "2026-{:05d}", "N-{:04d}", "HC-{:06d}", "SI-{:05d}")


def issue(
    site: Site, party: Party, lines: tuple[DocumentLine, ...], day: date, due_on: date, *, memo: str = "", claim: bool = True
) -> Invoice:
    """An invoice is written and entered, mostly the same day."""
    invoice = Invoice(
        key=site.key(),
        facility=site.facility.code,
        number=_FORMATS[site.index % len(_FORMATS)].format(site.next_number("invoice")),
        party=party.key,
        issued_on=day,
        due_on=due_on,
        currency=site.currency,
        lines=lines,
        total=total(lines),
        balance=total(lines),
        reference=f"CLM-{site.digits(5)}" if claim and site.rng.random() < 0.6 else "",
        memo=memo,
    )
    site.books.open(invoice, site.entered(day, site.rng.choice((0, 0, 0, 0, 1))))
    return invoice


def credit_note(site: Site, invoice: Invoice, amount: Decimal, day: date, *, applied: bool, memo: str) -> CreditNote:
    """A credit note over ``amount`` of an invoice; not applied where it will be refunded instead."""
    line = DocumentLine("Service not rendered", Decimal(1), amount, amount, invoice.lines[0].account)
    note = CreditNote(
        key=site.key(),
        facility=site.facility.code,
        number=f"CN-{site.next_number('credit note'):05d}",
        party=invoice.party,
        issued_on=day,
        currency=site.currency,
        lines=(line,),
        total=amount,
        applied=(Application(invoice.key, amount),) if applied else (),
        memo=memo,
    )
    site.books.put(note, site.entered(day))
    return note


def pay_back(site: Site, payer: Payer, note: CreditNote, day: date) -> None:
    """A customer refund from the operating account, by check where the country has them."""
    by_check = payer.method == "check" and site.facility.country in CHECK_COUNTRIES
    number = str(site.next_number("check")) if by_check else ""
    refund = CustomerRefund(
        key=site.key(),
        facility=site.facility.code,
        party=payer.party.key,
        refunded_on=day,
        amount=note.total,
        currency=site.currency,
        method="check" if by_check else "ach",
        reference=number,
        account=f"bank:{site.operating.key}",
        credit_note_key=note.key,
        memo=note.memo,
    )
    site.books.put(refund, max(site.entered(day), site.books.entered[note.key] + timedelta(minutes=20)))
    feed = site.feeds[site.operating.key]
    if by_check:
        cleared = day + timedelta(days=site.rng.randrange(4, 13))
        printed = number.zfill(feed.style.check_digits)
        line = feed.post("check_paid", cleared, -note.total, feed.style.check.format(number=printed), check_number=printed)
    else:
        text = feed.style.debit.format(who=short_name(payer.party.name), what="REFUND", ref=note.number)
        line = feed.post("ach_debit", site.business_days_after(day, 1), -note.total, text)
    site.matched([refund.key], [line], "check_number" if by_check else "refund")
