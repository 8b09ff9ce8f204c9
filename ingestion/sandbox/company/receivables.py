"""Invoices to payers and the ordinary ways in which they are settled (or not)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from ingestion.sandbox.company import business_days, checks, receipts
from ingestion.sandbox.company.catalogue import draw_lines, total
from ingestion.sandbox.company.invoices import credit_note, issue, pay_back
from ingestion.sandbox.company.model import Application, DocumentLine, Invoice
from ingestion.sandbox.company.money import draw_count, money, share
from ingestion.sandbox.company.parties import Payer
from ingestion.sandbox.company.receipts import Part
from ingestion.sandbox.company.site import Site


@dataclass
class Receivables:
    """One facility's invoicing. Holds what is under way: contracts, transfers being collected, checks in the drawer."""

    site: Site
    drawer: list[checks.Check] = field(default_factory=list)
    _contracts: list[tuple[Payer, tuple[DocumentLine, ...]]] = field(default_factory=list)
    _runs: dict[tuple[str, date], list[Part]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for payer in self.site.circle.payers:
            if payer.contract:
                for _ in range(max(1, round(self.site.scale))):
                    self._contracts.append((payer, draw_lines(self.site, "care")))

    def day(self, day: date) -> None:
        """New invoices of one business day, and the walk to the bank.

        Planted problems begin among the ordinary work, in random order: no document number tells them apart.
        """
        site, first = self.site, _first_business_day(self.site, day)
        work: list[Callable[[date], None]] = site.staged.pop(day, [])
        for payer, lines in self._contracts:
            # Weekly ones on Mondays (or the day after a holiday), monthly ones on the first business day.
            if (payer.contract == "weekly" and site.at_business(day - timedelta(days=day.weekday())) == day) or (
                payer.contract == "monthly" and first
            ):
                work.append(partial(self.ordinary, payer, lines))
        for payer in site.circle.payers:
            for _ in range(draw_count(site.rng, payer.per_day * site.scale)):
                work.append(partial(self.ordinary, payer, draw_lines(site, "care")))
        site.rng.shuffle(work)
        for task in work:
            task(day)
        if day >= site.started_on and checks.bank_day(site, day):
            checks.take_to_bank(site, self.drawer, day)

    def ordinary(self, payer: Payer, lines: tuple[DocumentLine, ...], day: date) -> None:
        """One invoice and its fate. Before the start only those are written that are still unpaid at the start."""
        site, rng = self.site, self.site.rng
        pay_on = self._pay_day(payer, day + timedelta(days=rng.randint(*payer.delay)))
        if pay_on < site.started_on:
            return
        fate = rng.random()
        quiet = site.settles_before_end(day, (pay_on - day).days + 26)  # its story is over before the end
        due_on = day + timedelta(days=30)
        if day >= site.started_on and site.due("not_posted_to_ledger", day):
            invoice = issue(site, payer.party, lines, day, due_on)
            site.unposted.add(invoice.key)
            site.plant("gl_tieout", "not_posted_to_ledger", [site.ref(invoice.key)], invoice.total)
            self._expect(payer, invoice, invoice.total, pay_on)
        elif fate < 0.020 and site.settles_before_end(day, 36) and total(lines) > money(90_000):
            self._instalments(payer, lines, day)
        elif fate < 0.045 and quiet and total(lines) > money(60_000):
            self._in_two_parts(payer, lines, day, pay_on)
        elif fate < 0.055 and quiet:
            self._overpaid_then_used(payer, lines, day, pay_on)
        elif fate < 0.075 and quiet:
            self._credited(payer, lines, day, pay_on)
        elif fate < 0.087 and quiet:
            self._refunded(payer, lines, day, pay_on)
        elif fate < 0.097 and site.settles_before_end(day, 10):
            self._void(payer, lines, day)
        elif fate < 0.115 and site.settles_before_end(day, 10):
            self._corrected(payer, lines, day, pay_on)
        else:
            invoice = issue(site, payer.party, lines, day, due_on, memo=rng.choice(("", "", "", "Monthly services", "Care plan services")))
            if fate < 0.985:  # the rest is simply never paid: overdue, which is nobody's mistake
                self._expect(payer, invoice, invoice.total, pay_on)

    # ---- fates
    def _instalments(self, payer: Payer, lines: tuple[DocumentLine, ...], day: date) -> None:
        invoice = issue(self.site, payer.party, lines, day, day + timedelta(days=30), memo="Payable in three instalments")
        third = share(invoice.total, 33)
        self.site.labels.receivable_case[invoice.key] = "instalments"
        for n, amount in enumerate((third, third, invoice.total - third - third)):
            self._expect(payer, invoice, amount, day + timedelta(days=7 + 7 * n), alone=True)

    def _in_two_parts(self, payer: Payer, lines: tuple[DocumentLine, ...], day: date, pay_on: date) -> None:
        first = share(total(lines), self.site.rng.choice((40, 50, 60, 75)))
        invoice = issue(self.site, payer.party, lines, day, pay_on + timedelta(days=10))
        self.site.labels.receivable_case[invoice.key] = "partial_payments"
        self._expect(payer, invoice, first, pay_on, alone=True)
        self._expect(payer, invoice, invoice.total - first, pay_on + timedelta(days=7), alone=True)

    def _overpaid_then_used(self, payer: Payer, lines: tuple[DocumentLine, ...], day: date, pay_on: date) -> None:
        """The payer sends too much; the rest settles part of its next invoice within days."""
        site, excess = self.site, money(self.site.rng.choice((5000, 7500, 10_000)))
        invoice = issue(site, payer.party, lines, day, day + timedelta(days=30))
        site.labels.receivable_case[invoice.key] = "overpayment_used"

        def pay(on: date) -> None:
            role = f"bank:{site.operating.key}"
            receipt = receipts.draft(site, payer, on, [(invoice, invoice.total)], account=role, method="ach", rest=excess)
            receipts.enter(site, receipt)
            told = receipts.remittance(site, payer, site.operating, [(invoice, invoice.total)], "")
            site.matched([receipt.key], [receipts.credit(site, payer, site.operating, on, receipt.amount, told)], told.case)
            site.later(on + timedelta(days=3), partial(use, receipt))

        def use(receipt: receipts.Receipt, on: date) -> None:
            lines = draw_lines(site, "care")
            while total(lines) <= excess:
                lines = draw_lines(site, "care")
            following = issue(site, payer.party, lines, on, on + timedelta(days=30))
            entered = max(site.books.entered[receipt.key], site.books.entered[following.key]) + timedelta(hours=1)
            after = replace(receipt, applied=(*receipt.applied, Application(following.key, excess)))
            site.books.revise(receipt, after, entered)
            self._expect(payer, following, following.total - excess, on + timedelta(days=9))

        site.later(pay_on, pay)

    def _credited(self, payer: Payer, lines: tuple[DocumentLine, ...], day: date, pay_on: date) -> None:
        """Part of the invoice is credited before the payer pays the rest."""
        site = self.site
        invoice = issue(site, payer.party, lines, day, day + timedelta(days=30))
        credited = share(invoice.total, site.rng.choice((10, 20, 25)))
        site.labels.receivable_case[invoice.key] = "credit_note"
        credit_note(site, invoice, credited, site.at_business(day + timedelta(days=3)), applied=True, memo=f"Credit for {invoice.number}")
        self._expect(payer, invoice, invoice.total - credited, pay_on)

    def _refunded(self, payer: Payer, lines: tuple[DocumentLine, ...], day: date, pay_on: date) -> None:
        """Paid in full; later part of it is credited and the money sent back."""
        site = self.site
        invoice = issue(site, payer.party, lines, day, day + timedelta(days=30))
        self._expect(payer, invoice, invoice.total, pay_on)
        back = share(invoice.total, site.rng.choice((10, 20, 30)))

        def refund(on: date) -> None:
            note = credit_note(site, invoice, back, on, applied=False, memo=f"Refund for {invoice.number}")
            pay_back(site, payer, note, on)

        site.later(pay_on + timedelta(days=6), refund)

    def _void(self, payer: Payer, lines: tuple[DocumentLine, ...], day: date) -> None:
        site = self.site
        invoice = issue(site, payer.party, lines, day, day + timedelta(days=30))
        site.books.amend(replace(invoice, is_void=True, memo="Issued in error"), site.entered(day + timedelta(days=2)))

    def _corrected(self, payer: Payer, lines: tuple[DocumentLine, ...], day: date, pay_on: date) -> None:
        """Issued with a wrong quantity or memo, put right before anyone pays."""
        site = self.site
        wrong = replace(lines[0], quantity=lines[0].quantity + 1, amount=lines[0].amount + lines[0].unit_price)
        invoice = issue(site, payer.party, (wrong, *lines[1:]), day, day + timedelta(days=30))
        right = replace(invoice, lines=lines, total=total(lines), balance=total(lines), memo="Units corrected")
        site.books.amend(right, site.entered(day + timedelta(days=2)))
        self._expect(payer, right, right.total, max(pay_on, site.at_business(day + timedelta(days=8))))

    # ---- payment
    def _pay_day(self, payer: Payer, day: date) -> date:
        """The payer's next payment run, or simply the next business day."""
        if payer.run_weekday is not None:
            day += timedelta(days=(payer.run_weekday - day.weekday()) % 7)
        return self.site.at_business(day)

    def _expect(self, payer: Payer, invoice: Invoice, amount: Decimal, pay_on: date, *, alone: bool = False) -> None:
        """The payer will pay ``amount`` on ``pay_on``; runs collect what falls on one day."""
        pay_on = self.site.at_business(pay_on)
        if alone or payer.run_weekday is None:
            self.site.later(pay_on, partial(self.pay, payer, [(invoice, amount)]))
            return
        run = self._runs[payer.party.key, pay_on]
        if not run:
            self.site.later(pay_on, partial(self._pay_run, payer))
        run.append((invoice, amount))

    def _pay_run(self, payer: Payer, day: date) -> None:
        parts = self._runs.pop((payer.party.key, day))
        for first in range(0, len(parts), 12):
            self.pay(payer, parts[first : first + 12], day)

    def pay(self, payer: Payer, parts: list[Part], day: date) -> None:
        if payer.method == "check":
            checks.receive(self.site, self.drawer, payer, parts, day)
        else:
            receipts.pay_by_transfer(self.site, payer, parts, day)


def _first_business_day(site: Site, day: date) -> bool:
    return business_days.on_or_after(site.facility.country, day.replace(day=1)) == day
