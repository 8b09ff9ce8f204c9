"""Amounts, rates and days as people read them. Money is never rounded and never leaves Decimal on its way to text."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

MINUS = "\u2212"  # as wide as a digit where numerals are tabular; a hyphen is not
NONE = "\u2013"


def amount(value: Decimal | None) -> str:
    """``1234567.8`` as ``1,234,567.80``: at least two decimals, more only where the value has them; an en dash for None."""
    if value is None:
        return NONE
    if not isinstance(value, Decimal):
        raise TypeError(f"money is Decimal, not {type(value).__name__}")
    exponent = value.as_tuple().exponent
    decimals = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{value:,.{decimals}f}".replace("-", MINUS) if value else f"{Decimal(0):.2f}"


def with_currency(value: Decimal | None, currency: str) -> str:
    """``USD 1,234.50``."""
    return f"{currency}\u00a0{amount(value)}" if value is not None else NONE


def whole(value: Decimal | int | None) -> str:
    """A count with thousands separators: ``12,345``."""
    return NONE if value is None else f"{Decimal(value):,.0f}".replace("-", MINUS)


def rate(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The exact quotient, None where there is nothing to divide by."""
    if numerator is None or not denominator:
        return None
    return Decimal(numerator) / Decimal(denominator)


def percent(fraction: Decimal | None, decimals: int = 1) -> str:
    """``0.9731`` as ``97.3%``. Only 1 shows as 100% and only 0 as 0%: a single miss in a million stays visible."""
    if fraction is None:
        return NONE
    step = Decimal(1).scaleb(-decimals)
    shown = (fraction * 100).quantize(step, ROUND_HALF_EVEN)
    if shown == 100 and fraction < 1:
        return f">{100 - step}%"
    if shown == 0 and fraction > 0:
        return f"<{step}%"
    return f"{shown}%".replace("-", MINUS)


def days(value: Decimal | None) -> str:
    """``12.4``: a number of days to one decimal."""
    return NONE if value is None else f"{value:,.1f}".replace("-", MINUS)
