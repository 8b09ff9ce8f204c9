"""Residents who pay online: the invoice, the charge at the processor, and the receipt in the books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from ingestion.sandbox.company import card_returns, clock, invoices
from ingestion.sandbox.company.balance import BalanceEntry, ProcessorLog, entry_of
from ingestion.sandbox.company.catalogue import draw_lines
from ingestion.sandbox.company.model import (
    Application,
    Charge,
    EntryRef,
    Invoice,
    Party,
    ProcessorAccount,
    Receipt,
)
from ingestion.sandbox.company.money import ZERO, draw_count, rate
from ingestion.sandbox.company.site import Site

_FIRST = (
    "Alice",
    "Bernard",
    "Carmen",
    "Dmitri",
    "Edith",
    "Frank",
    "Gloria",
    "Hugo",
    "Irene",
    "Joseph",
    "Katrin",
    "Louis",
    "Maeve",
    "Nadia",
)
_LAST = ("Abbott", "Bellamy", "Castillo", "Dubois", "Ellery", "Fischer", "Galloway", "Hartmann", "Ivers", "Jansen", "Keller", "Lindqvist")
# (platform, country) -> basis points and fixed cents of a charge
_FEES = {("stripe", "US"): (290, 30), ("stripe", "GB"): (150, 20), ("paypal", "US"): (349, 49), ("paypal", "FR"): (299, 39)}
_PER_DAY = 4.4  # invoices to residents per business day


@dataclass
class CardDesk:
    """Sales through one processor account. ``hold`` hands a balance entry to whoever forms payouts."""

    site: Site
    account: ProcessorAccount
    log: ProcessorLog
    hold: Callable[[BalanceEntry, datetime], None]
    can_return: Callable[[Decimal], bool]  # whether the balance bears a refund of this amount today

    @property
    def role(self) -> str:
        return f"clearing:{self.account.platform}"

    def bill_residents(self, day: date) -> None:
        """Puts the residents' invoices of a business day among the other invoicing of that day."""
        if day >= self.site.started_on:
            for _ in range(draw_count(self.site.rng, _PER_DAY * self.site.scale)):
                self.site.staged[day].append(self._bill)

    def _bill(self, day: date) -> None:
        """One invoice; it will be paid online within ten days, any day of the week, at any waking hour. One in seventy never is."""
        site = self.site
        party = site.rng.choice(site.circle.residents)
        invoice = invoices.issue(site, party, draw_lines(site, "resident"), day, day + timedelta(days=14), claim=False)
        pay_on = day + timedelta(days=site.rng.choice((0, 1, 1, 2, 3, 4, 6, 9)))
        if site.rng.random() < 0.985:
            site.any_day(pay_on, partial(self.pay, party, invoice))

    def charge(self, party: Party, invoice: Invoice, day: date, *, quotes: bool | None = None) -> tuple[Charge, str]:
        """The resident's family pays online. Returns the charge and the order reference that its description shows."""
        site, rng = self.site, self.site.rng
        created_at = clock.utc(self.account.timezone, day, 25200 + rng.randrange(57000))
        created_at = max(created_at, site.books.entered[invoice.key] + timedelta(minutes=rng.randrange(11, 300)))
        basis_points, fixed = _FEES[self.account.platform, site.facility.country]
        name = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
        order = f"PAY-{site.digits(6)}"
        quotes_invoice = rng.random() < 0.8 if quotes is None else quotes
        record = Charge(
            key=site.key(),
            account=self.account.key,
            party=party.key,
            created_at=created_at,
            amount=invoice.total,
            fee=rate(invoice.total, basis_points, fixed),
            currency=self.account.currency,
            invoice_number=invoice.number if quotes_invoice else "",
            description=f"Online payment {order}" if rng.random() < 0.85 else "Online payment",
            payer_name=name,
            payer_email=f"{name.lower().replace(' ', '.')}{rng.randrange(10, 99)}@mail.example",
            status="succeeded",
            payout_key=None,
        )
        return record, order

    def pay(self, party: Party, invoice: Invoice, day: date) -> None:
        """A charge and its receipt, with the ordinary accidents: a declined card first, a payment that is pending for days."""
        site, rng = self.site, self.site.rng
        planted = site.due("charge_missing_in_books", day)
        record, order = self.charge(party, invoice, day, quotes=True if planted else None)
        if rng.random() < 0.03:
            declined = replace(record, key=site.key(), status="failed", fee=ZERO, created_at=record.created_at - timedelta(minutes=4))
            self.log.write(declined, declined.created_at)
        if rng.random() < 0.02 and not planted and self.account.platform == "stripe":  # paid by bank debit
            settled_at = record.created_at + timedelta(days=3, minutes=rng.randrange(200))
            self.log.write(replace(record, status="pending"), record.created_at)
            self.log.write(record, settled_at)
        else:
            settled_at = record.created_at
            self.log.write(record, settled_at)
        self.hold(entry_of(record), settled_at)
        if planted:
            site.plant("processor_clearing", "charge_missing_in_books", [self.ref(record.key)], record.amount)
            return
        receipt = self.receive(party, invoice, record.created_at, order if rng.random() < 0.5 else "")
        case = (
            "invoice_number" if record.invoice_number else "order_reference" if receipt.reference in record.description else "amount_only"
        )
        site.labels.group("processor_clearing", [site.ref(receipt.key)], [self.ref(record.key)], case)
        card_returns.aftermath(self, party, invoice, record)

    def receive(self, party: Party, invoice: Invoice, paid_at: datetime, order: str) -> Receipt:
        """The books: money from the customer, standing on the clearing account."""
        site = self.site
        on = clock.local_date(site.facility.timezone, paid_at)
        receipt = Receipt(
            key=site.key(),
            facility=site.facility.code,
            party=party.key,
            received_on=on,
            amount=invoice.total,
            currency=site.currency,
            method="card" if self.account.platform == "stripe" else "paypal",
            reference=order,
            account=self.role,
            applied=(Application(invoice.key, invoice.total),),
            memo="",
        )
        site.books.put(receipt, max(site.entered(on), paid_at + timedelta(minutes=30)))
        return receipt

    def ref(self, key: str) -> EntryRef:
        return EntryRef(self.account.connection, key)
