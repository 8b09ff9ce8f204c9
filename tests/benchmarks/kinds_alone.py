"""Rows that truly have no partner, with the reason that the engine should give."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.benchmarks.ground import CENT, ENDED_ON, Ground


def outstanding_check(g: Ground) -> None:
    """A check that nobody has cashed by the end of the period."""
    row = g.left(ENDED_ON - timedelta(days=g.draw.randrange(1, 9)), -g.amount(), g.party(), check_number=g.check_number())
    g.on_its_own("outstanding_check", "left", row)


def deposit_in_transit(g: Ground) -> None:
    """Booked on the last days; the bank does not have it yet."""
    row = g.left(ENDED_ON - timedelta(days=g.draw.randrange(0, 2)), g.amount(), g.party(), g.reference())
    g.on_its_own("deposit_in_transit", "left", row)


def bank_fee(g: Ground) -> None:
    """The bank takes a fee that nobody booked."""
    fee = Decimal(g.draw.randrange(500, 9_900)) * CENT
    g.on_its_own(
        "bank_fee", "right", g.right(g.day(1), -fee, g.draw.choice(("MONTHLY SERVICE FEE", "WIRE FEE", "ACCOUNT ANALYSIS CHARGE")))
    )


def interest(g: Ground) -> None:
    """The bank pays interest that nobody booked."""
    g.on_its_own("interest", "right", g.right(g.day(1), Decimal(g.draw.randrange(10, 9_000)) * CENT, "INTEREST PAYMENT"))


def returned_deposit(g: Ground) -> None:
    """A deposit that was matched, and days later the bank takes it back."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(), g.day(14)
    left = g.left(on, amount, name, reference)
    g.together("returned_deposit", [left], [g.right(g.later(on, 0, 2), amount, f"{g.bank_text(name)} {reference}")])
    back = g.right(g.later(on, 8, 11), -amount, f"RETURNED ITEM {g.bank_text(name, lead='')}")
    g.on_its_own("returned_deposit", "right", back, "returned_item")


def duplicate_in_books(g: Ground) -> None:
    """One receipt is booked twice."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(), g.day()
    twins = [g.left(on, amount, name, reference) for _ in range(2)]
    g.copies("duplicate_in_books", "left", twins, g.right(g.later(on, 0, 3), amount, f"{g.bank_text(name)} {g.mangled(reference)}"))


def duplicate_at_bank(g: Ground) -> None:
    """The bank posts one payment twice, in the same words."""
    name, reference, amount, on = g.party(), g.reference("BILL-"), -g.amount(), g.day()
    day, text = g.later(on, 0, 3), g.bank_text(name, reference, "ACH DEBIT")
    g.copies("duplicate_at_bank", "right", [g.right(day, amount, text) for _ in range(2)], g.left(on, amount, name, reference))


def trap(g: Ground) -> None:
    """Same amount, same week, another party: these do not belong together."""
    amount, on = Decimal(g.draw.randrange(2_000, 900_000)) * CENT, g.day()
    names = sorted({g.party() for _ in range(4)} - set(g.cryptic))
    if len(names) < 2:
        return
    g.on_its_own("trap", "left", g.left(on, amount, names[0], g.reference()))
    g.on_its_own("trap", "right", g.right(g.later(on, 0, 4), amount, g.bank_text(names[1], g.reference())))


def other_currency(g: Ground) -> None:
    """The same number, name and week in another currency: money of two currencies never makes a pair."""
    name, amount, on = g.party(), Decimal(g.draw.randrange(2_000, 900_000)) * CENT, g.day()
    g.on_its_own("other_currency", "left", g.left(on, amount, name, currency="EUR"))
    g.on_its_own("other_currency", "right", g.right(g.later(on, 0, 4), amount, g.bank_text(name)))


def unknown_receipt(g: Ground) -> None:
    """Money arrives that nobody knows of."""
    g.on_its_own("unknown_receipt", "right", g.right(g.day(1), g.amount(), g.bank_text(g.party(), g.reference())))
