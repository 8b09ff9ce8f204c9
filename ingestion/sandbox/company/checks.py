"""Checks from customers: collected in a drawer, taken to the bank a few times a week, one bank credit per deposit.

Most facilities book a check as undeposited and then a deposit of several; every fourth books each check straight to the bank account, so
that one bank credit stands against several receipts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ingestion.sandbox.company.model import Deposit, DepositLine, Receipt
from ingestion.sandbox.company.money import ZERO
from ingestion.sandbox.company.parties import Payer
from ingestion.sandbox.company.receipts import Part, draft, enter
from ingestion.sandbox.company.site import Site


@dataclass(frozen=True, slots=True)
class Check:
    """A check in the drawer. ``receipt`` where it is already booked as undeposited."""

    payer: Payer
    parts: tuple[Part, ...]
    number: str
    receipt: Receipt | None


def books_direct(site: Site) -> bool:
    return site.index % 4 == 3


def receive(site: Site, drawer: list[Check], payer: Payer, parts: Sequence[Part], day: date) -> None:
    """A check arrives by mail on ``day``."""
    number = str(site.rng.randrange(1001, 99_000))
    receipt = None
    if not books_direct(site):
        receipt = enter(site, draft(site, payer, day, parts, account="undeposited", method="check", reference=number))
    drawer.append(Check(payer, tuple(parts), number, receipt))


def bank_day(site: Site, day: date) -> bool:
    """Deposits go to the bank on two weekdays, which differ by facility."""
    return day.weekday() in ((1, 4), (0, 3), (2, 4))[site.index % 3]


def take_to_bank(site: Site, drawer: list[Check], day: date) -> None:
    """Everything in the drawer is deposited, in bundles of two to six. A single check mostly waits for company."""
    if len(drawer) == 1 and site.rng.random() < 0.7:
        return
    checks = list(drawer)
    drawer.clear()
    while checks:
        size = site.rng.randrange(2, 6)
        size += len(checks) == size + 1  # nobody fills in a slip for the last one
        deposit(site, checks[:size], day)
        del checks[:size]


def deposit(site: Site, checks: Sequence[Check], day: date, *, arrives: bool = True) -> str:
    """One bundle. Returns the key of its first book entry. ``arrives`` False: the bank never credits it."""
    bank, rng = site.operating, site.rng
    if books_direct(site):
        role = f"bank:{bank.key}"
        drafts = [draft(site, c.payer, day, c.parts, account=role, method="check", reference=c.number) for c in checks]
        keys = [enter(site, receipt, lag=1).key for receipt in drafts]
        amount, slip = sum((paid for c in checks for _, paid in c.parts), ZERO), ""
    else:
        record = enter_deposit(site, checks, day)
        keys, amount, slip = [record.key], record.total, record.reference
    if arrives:
        feed = site.feeds[bank.key]
        said = slip if rng.random() < 0.5 else ""
        posted_on = site.business_days_after(day, rng.choice((0, 0, 0, 1, 1)))
        line = feed.post(
            "deposit",
            posted_on,
            amount,
            feed.style.deposit.format(ref=said),
            customer_reference=slip if rng.random() < feed.style.references else "",
            value_on=site.business_days_after(posted_on, rng.choice((0, 1, 1, 2))),
        )
        site.matched(keys, [line], "deposit_of_checks" if len(checks) > 1 else "deposit_of_one_check")
    return keys[0]


def enter_deposit(site: Site, checks: Sequence[Check], day: date) -> Deposit:
    """The bookkeeper moves booked checks from undeposited funds to the bank account."""
    lines = tuple(DepositLine(c.receipt.amount, "undeposited", c.receipt.key, f"Check {c.number}") for c in checks if c.receipt)
    record = Deposit(
        key=site.key(),
        facility=site.facility.code,
        bank_account=site.operating.key,
        deposited_on=day,
        currency=site.currency,
        lines=lines,
        total=_sum(lines),
        reference=f"{site.next_number('deposit slip'):06d}" if site.rng.random() < 0.6 else "",
        memo="Checks",
    )
    # Never before its receipts are entered, which may be days late.
    booked = max((site.books.entered[line.receipt_key or ""] for line in lines), default=site.entered(day, 0))
    site.books.put(record, max(site.entered(day), booked + timedelta(minutes=site.rng.randrange(5, 60))))
    return record


def _sum(lines: tuple[DepositLine, ...]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)
