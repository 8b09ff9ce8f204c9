"""Money from whole cents, and the typing mistakes people make with it. Never float."""

from __future__ import annotations

from decimal import Decimal
from random import Random

ZERO = Decimal("0.00")


def money(cents: int) -> Decimal:
    """``cents`` as an amount with exactly two places."""
    return Decimal(cents).scaleb(-2)


def cents(amount: Decimal) -> int:
    return int(amount.scaleb(2))


def transposed(amount: Decimal, rng: Random) -> Decimal | None:
    """``amount`` with two neighbouring digits swapped (the difference is divisible by 9 cents), None where no swap changes it.

    The leading digit stays below ten times itself: nobody swaps in a leading zero.
    """
    digits = str(cents(amount))
    swaps = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and not (i == 0 and digits[1] == "0")]
    # Two swaps in three are in the units, where the eye slips; the rest may be cents.
    swaps = [i for i in swaps if i < len(digits) - 2] or swaps
    if not swaps:
        return None
    i = rng.choice(swaps)
    return money(int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]))


def share(amount: Decimal, percent: int) -> Decimal:
    """``percent`` of a positive ``amount``, rounded half up to the cent."""
    return money((cents(amount) * percent + 50) // 100)


def rate(amount: Decimal, basis_points: int, fixed_cents: int) -> Decimal:
    """A processor fee: ``basis_points`` of ``amount`` rounded half up, plus a fixed part."""
    return money((cents(amount) * basis_points + 5000) // 10000 + fixed_cents)


def draw_count(rng: Random, mean: float) -> int:
    """How many times something with ``mean`` happens: the whole part, and one more with the chance of the rest."""
    whole = int(mean)
    return whole + (rng.random() < mean - whole)
