"""Bills from vendors and how they are paid: weekly payment runs by check, ACH or wire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from ingestion.sandbox.company.catalogue import draw_lines, total
from ingestion.sandbox.company.model import Application, BankAccount, BankLine, Bill, BillPayment, DocumentLine
from ingestion.sandbox.company.money import ZERO, draw_count, money
from ingestion.sandbox.company.narratives import misspelt, same_digits, short_name
from ingestion.sandbox.company.parties import Vendor
from ingestion.sandbox.company.site import Site

Owed = tuple[Bill, Decimal]
_BILL_NUMBERS = ("{:06d}", "INV{:05d}", "S-{:05d}", "{:04d}/26")


def receive_bill(site: Site, vendor: Vendor, lines: tuple[DocumentLine, ...], day: date) -> Bill:
    """A vendor's bill is entered."""
    form = _BILL_NUMBERS[len(vendor.party.name) % len(_BILL_NUMBERS)]
    bill = Bill(
        key=site.key(),
        facility=site.facility.code,
        number=form.format(site.rng.randrange(1000, 99_999)),
        party=vendor.party.key,
        issued_on=day,
        due_on=day + timedelta(days=vendor.terms),
        currency=site.currency,
        lines=lines,
        total=total(lines),
        balance=total(lines),
        memo="",
    )
    site.books.open(bill, site.entered(day))
    return bill


def draft_payment(
    site: Site, vendor: Vendor, owed: Sequence[Owed], day: date, *, account: BankAccount | None = None, method: str | None = None
) -> BillPayment:
    """A payment of ``owed``. A check takes the next number of the checkbook."""
    method = method or vendor.method
    return BillPayment(
        key=site.key(),
        facility=site.facility.code,
        party=vendor.party.key,
        paid_on=day,
        amount=sum((amount for _, amount in owed), ZERO),
        currency=site.currency,
        method=method,  # type: ignore[arg-type]
        check_number=str(site.next_number("check")) if method == "check" else None,
        reference="" if method == "check" or site.rng.random() < 0.6 else f"{site.digits(9)}",
        account=f"bank:{(account or site.operating).key}",
        applied=tuple(Application(bill.key, amount) for bill, amount in owed),
        memo=" ".join(bill.number for bill, _ in owed[:3]) if site.rng.random() < 0.4 else "",
    )


def enter_payment(site: Site, payment: BillPayment) -> BillPayment:
    site.books.put(payment, site.entered(payment.paid_on, site.rng.choice((0, 0, 0, 1, 2))))
    return payment


def clear(
    site: Site,
    vendor: Vendor,
    payment: BillPayment,
    *,
    account: BankAccount | None = None,
    amount: Decimal | None = None,
    clear_name: bool = False,
) -> tuple[BankLine, str]:
    """The bank pays it out. ``amount`` and ``account`` where the bank's differ from the book's. Returns the line and how hard it is."""
    rng, feed = site.rng, site.feeds[(account or site.operating).key]
    style, paid = feed.style, -(payment.amount if amount is None else amount)
    if payment.check_number:
        cleared_on = payment.paid_on + timedelta(days=rng.choice((2, 3, 4, 5, 5, 6, 7, 8, 9, 11, 13, 15)))
        printed = payment.check_number.zfill(style.check_digits)
        line = feed.post("check_paid", cleared_on, paid, style.check.format(number=printed), check_number=printed)
        return line, "check_number"
    who, case = short_name(vendor.party.name), "name_only"
    if vendor.descriptor and not clear_name:
        who, case = vendor.descriptor, "alias"
    elif rng.random() < 0.05 and not clear_name:
        who, case = misspelt(who, rng), "misspelt"
    passes_on = payment.reference and rng.random() < style.references
    said = payment.reference if passes_on and rng.random() < 0.5 else ""
    kind = "wire_out" if payment.method == "wire" else "ach_debit"
    line = feed.post(
        kind,
        site.business_days_after(payment.paid_on, rng.choice((0, 1, 1, 1, 2))),
        paid,
        style.debit.format(who=who, what=rng.choice(("VENDOR PMT", "BILLPAY", "CORP PMT")), ref=said),
        counterparty=vendor.party.name if case != "alias" and rng.random() < style.names else "",
        customer_reference=payment.reference if passes_on else "",
    )
    if line.customer_reference or (said and same_digits(said, line.text)):
        case = "trace"
    return line, case


@dataclass
class Payables:
    """One facility's bills under way."""

    site: Site
    _due: dict[date, list[tuple[Vendor, Bill]]] = field(default_factory=lambda: defaultdict(list))

    def day(self, day: date) -> None:
        for vendor in self.site.circle.vendors:
            for _ in range(draw_count(self.site.rng, vendor.per_day * self.site.scale)):
                self.ordinary(vendor, day)

    def run_day(self, day: date) -> date:
        """The facility's weekly payment run on or after ``day``."""
        weekday = (3, 2, 4)[self.site.index % 3]
        return self.site.at_business(day + timedelta(days=(weekday - day.weekday()) % 7))

    def ordinary(self, vendor: Vendor, day: date) -> None:
        """One bill, paid in the run before it falls due. Before the start only bills are written that are still open at the start."""
        site, rng = self.site, self.site.rng
        pay_on = self.run_day(day + timedelta(days=max(vendor.terms - 6, 2)))
        lines, fate = draw_lines(site, "supplies"), rng.random()
        if pay_on < site.started_on:
            return
        if day >= site.started_on and site.due("not_posted_to_ledger", day):
            bill = receive_bill(site, vendor, lines, day)
            site.unposted.add(bill.key)
            site.plant("gl_tieout", "not_posted_to_ledger", [site.ref(bill.key)], bill.total)
        elif fate < 0.012 and site.settles_before_end(day, 20):  # the wrong amount, corrected before it is paid
            wrong = replace(lines[0], quantity=lines[0].quantity + 1, amount=lines[0].amount + lines[0].unit_price)
            bill = receive_bill(site, vendor, (wrong, *lines[1:]), day)
            bill = replace(bill, lines=lines, total=total(lines), balance=total(lines), memo="Amount corrected")
            site.books.amend(bill, site.entered(day + timedelta(days=1)))
        elif fate < 0.020 and site.settles_before_end(day, 20):  # not ours
            bill = receive_bill(site, vendor, lines, day)
            site.books.amend(replace(bill, is_void=True, memo="Addressed to another facility"), site.entered(day + timedelta(days=3)))
            return
        else:
            bill = receive_bill(site, vendor, lines, day)
        if not self._due[pay_on]:
            site.later(pay_on, self._pay_run)
        self._due[pay_on].append((vendor, bill))

    def _pay_run(self, day: date) -> None:
        """Bills of one vendor go out in one payment, two times in three."""
        together: dict[str, list[tuple[Vendor, Bill]]] = defaultdict(list)
        for vendor, bill in self._due.pop(day):
            alone = self.site.rng.random() < 0.33
            together[bill.key if alone else vendor.party.key].append((vendor, bill))
        for found in together.values():
            self.pay(found[0][0], [(bill, bill.total) for _, bill in found[:6]], day)
            if found[6:]:
                self.pay(found[0][0], [(bill, bill.total) for _, bill in found[6:]], day)

    def pay(self, vendor: Vendor, owed: list[Owed], day: date) -> None:
        """One payment in the ordinary way, or one of its ordinary accidents, put right within days."""
        site, slip = self.site, self.site.rng.random()
        payment = draft_payment(site, vendor, owed, day)
        if slip < 0.03 and payment.check_number and site.settles_before_end(day, 24):
            payment = self._void_and_reissue(payment, day)
        elif slip < 0.012 and site.settles_before_end(day):
            self._entered_twice_and_deleted(payment)
        else:
            enter_payment(site, payment)
        if slip > 0.985 and not payment.check_number and payment.amount > money(60_000) and site.settles_before_end(day):
            self._clear_in_two(vendor, payment)
            return
        line, case = clear(site, vendor, payment)
        site.matched([payment.key], [line], case)

    def _void_and_reissue(self, payment: BillPayment, day: date) -> BillPayment:
        """The check is lost in the mail: void, and another one written a few days later."""
        site = self.site
        enter_payment(site, payment)
        again_on = site.at_business(day + timedelta(days=6))
        voided = replace(payment, is_void=True, memo="Lost in mail, reissued")
        site.books.revise(payment, voided, site.books.entered[payment.key] + timedelta(days=5))
        again = replace(payment, key=site.key(), check_number=str(site.next_number("check")), paid_on=again_on, memo="Reissue")
        site.books.put(again, max(site.entered(again_on, 0), site.books.entered[payment.key] + timedelta(days=5, hours=1)))
        return again

    def _entered_twice_and_deleted(self, payment: BillPayment) -> None:
        site = self.site
        enter_payment(site, payment)
        twin = replace(payment, key=site.key(), applied=(), memo="")
        at = site.books.entered[payment.key] + timedelta(hours=site.rng.randrange(1, 20))
        site.books.put(twin, at)
        site.books.delete(twin, at + timedelta(days=1, minutes=site.rng.randrange(60)))

    def _clear_in_two(self, vendor: Vendor, payment: BillPayment) -> None:
        """The bank pays one order out in two debits (a limit per transfer)."""
        first = money(100_00 * self.site.rng.randrange(2, 5))
        lines = [clear(self.site, vendor, payment, amount=part)[0] for part in (first, payment.amount - first)]
        self.site.matched([payment.key], lines, "split")
