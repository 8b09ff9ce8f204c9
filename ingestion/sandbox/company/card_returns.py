"""What happens to some charges afterwards: refunds and disputes, at the processor and in the books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from ingestion.sandbox.company import clock, invoices
from ingestion.sandbox.company.balance import entry_of
from ingestion.sandbox.company.model import Charge, CustomerRefund, Dispute, Invoice, JournalLine, Party, ProcessorRefund
from ingestion.sandbox.company.money import ZERO, money, rate, share
from ingestion.sandbox.company.treasury import journal

if TYPE_CHECKING:
    from ingestion.sandbox.company.cards import CardDesk

DISPUTE_FEE = money(1500)


def aftermath(desk: CardDesk, party: Party, invoice: Invoice, charge: Charge) -> None:
    """A few charges are refunded, fewer are disputed."""
    site, fate = desk.site, desk.site.rng.random()
    on = clock.local_date(site.facility.timezone, charge.created_at)
    if fate < 0.03 and site.settles_before_end(on, 14):
        site.later(on + timedelta(days=site.rng.randrange(4, 9)), partial(_refund, desk, party, invoice, charge))
    elif fate < 0.055 and desk.account.platform == "stripe" and site.settles_before_end(on, 40):
        site.later(on + timedelta(days=site.rng.randrange(8, 15)), partial(_dispute, desk, charge, site.rng.random() < 0.5))


def _refund(desk: CardDesk, party: Party, invoice: Invoice, charge: Charge, day: date) -> None:
    """Part or all of the charge goes back; a credit note carries it in the books."""
    site, rng = desk.site, desk.site.rng
    amount = charge.amount if rng.random() < 0.6 else share(charge.amount, 50)
    if not desk.can_return(amount):
        if amount <= money(40_000):
            site.later(day + timedelta(days=1), partial(_refund, desk, party, invoice, charge))
        return
    at = clock.utc(desk.account.timezone, day, 36000 + rng.randrange(25000))
    # PayPal gives back the variable part of its fee, Stripe nothing.
    returned = rate(amount, 349 if site.facility.country == "US" else 299, 0) if desk.account.platform == "paypal" else ZERO
    refund = ProcessorRefund(
        site.key(), desk.account.key, charge.key, at, amount, min(returned, charge.fee), charge.currency, "succeeded", None
    )
    desk.log.write(refund, at)
    desk.hold(entry_of(refund), at)
    note = invoices.credit_note(site, invoice, amount, day, applied=False, memo=f"Refund {invoice.number}")
    back = CustomerRefund(
        key=site.key(),
        facility=site.facility.code,
        party=party.key,
        refunded_on=day,
        amount=amount,
        currency=site.currency,
        method="card" if desk.account.platform == "stripe" else "paypal",
        reference="",
        account=desk.role,
        credit_note_key=note.key,
        memo=f"Refund {invoice.number}",
    )
    site.books.put(back, site.books.entered[note.key] + timedelta(minutes=rng.randrange(3, 40)))
    site.labels.group("processor_clearing", [site.ref(back.key)], [desk.ref(refund.key)], "refund")


def _dispute(desk: CardDesk, charge: Charge, won: bool, day: date) -> None:
    """A chargeback: withdrawn now, given back two weeks later where it is won. The books carry it as bad debt by journal."""
    site = desk.site
    at = clock.utc(desk.account.timezone, day, 33000 + site.rng.randrange(30000))
    dispute = Dispute(
        site.key(), desk.account.key, charge.key, at, charge.amount, DISPUTE_FEE, charge.currency, "needs_response", None, None, None
    )
    desk.log.write(dispute, at)
    desk.hold(entry_of(dispute), at)
    withdrawn = _book_dispute(desk, day, -charge.amount, "Chargeback")

    def resolve(on: date) -> None:
        resolved_at = clock.utc(desk.account.timezone, on, 40000 + site.rng.randrange(20000))
        latest: Dispute = desk.log.latest[dispute.key]  # type: ignore[assignment]
        if not won:
            desk.log.write(replace(latest, status="lost"), resolved_at)
            entries = [site.ref(withdrawn)]
        else:
            desk.log.write(replace(latest, status="won", reinstated_at=resolved_at), resolved_at)
            desk.hold(entry_of(dispute, reinstated=True), resolved_at)
            entries = [site.ref(withdrawn), site.ref(_book_dispute(desk, on, charge.amount, "Chargeback reversed"))]
        site.labels.group("processor_clearing", entries, [desk.ref(dispute.key)], "dispute_won" if won else "dispute_lost")

    site.later(day + timedelta(days=14), resolve)


def _book_dispute(desk: CardDesk, day: date, amount: Decimal, memo: str) -> str:
    record = journal(
        desk.site, day, (JournalLine(desk.role, amount, None, memo), JournalLine("expense:bad_debt", -amount, None, memo)), memo
    )
    desk.site.books.put(record, desk.site.entered(day))
    return f"{record.key}:1"
