"""What is sold and bought, at round rates: so equal amounts from different parties on one day are ordinary."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from ingestion.sandbox.company.model import DocumentLine
from ingestion.sandbox.company.money import ZERO, money
from ingestion.sandbox.company.site import Site

_CARE = (
    ("Skilled nursing visit", "revenue:nursing", (8500, 12000, 15000, 16500)),
    ("Nursing assessment", "revenue:nursing", (18000, 21000)),
    ("Home health hour", "revenue:nursing", (3850, 4275)),
    ("Physical therapy session", "revenue:therapy", (9500, 11000, 14000)),
    ("Occupational therapy session", "revenue:therapy", (10500, 13250)),
    ("Residential care day", "revenue:residential", (21000, 24500, 31000)),
    ("Respite stay night", "revenue:residential", (19500,)),
)
_RESIDENT = (
    ("Resident co-payment", "revenue:residential", (2500, 4000, 6000, 8500, 12000)),
    ("Therapy session, self-pay", "revenue:therapy", (9500, 11000)),
    ("Guest meals", "revenue:residential", (1250, 1850)),
    ("Day program", "revenue:residential", (4500, 7500)),
)
_SUPPLIES = (
    ("Gloves, case", (4890, 5240)), ("Linen service, week", (31500, 42000)), ("Meals, per tray", (685, 720)),
    ("Temporary staff hours", (4200, 5800)), ("Oxygen cylinder", (2895,)), ("Incontinence supplies", (3675, 4410)),
    ("Maintenance call-out", (12500, 18500)), ("Laboratory panel", (2150, 3890)), ("Office supplies", (1899, 4999)),
)  # fmt: skip
_QUANTITIES = (1, 1, 2, 3, 4, 4, 5, 6, 8, 8, 10, 12, 12, 14, 15, 20, 20, 21, 28, 28, 30)


def _line(description: str, account: str, quantity: int, unit_cents: int) -> DocumentLine:
    return DocumentLine(description, Decimal(quantity), money(unit_cents), money(unit_cents * quantity), account)


def total(lines: tuple[DocumentLine, ...]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def _care(rng: Random) -> tuple[DocumentLine, ...]:
    return tuple(
        _line(what, account, rng.choice(_QUANTITIES), rng.choice(rates))
        for what, account, rates in (rng.choice(_CARE) for _ in range(rng.choice((1, 1, 1, 2, 2, 3))))
    )


def _resident(rng: Random) -> tuple[DocumentLine, ...]:
    what, account, rates = rng.choice(_RESIDENT)
    return (_line(what, account, rng.choice((1, 1, 1, 2, 3, 4)), rng.choice(rates)),)


def _supplies(rng: Random) -> tuple[DocumentLine, ...]:
    return tuple(
        _line(what, "expense:supplies", rng.choice(_QUANTITIES), rng.choice(rates))
        for what, rates in (rng.choice(_SUPPLIES) for _ in range(rng.choice((1, 1, 2))))
    )


def _purchase(rng: Random) -> tuple[DocumentLine, ...]:
    what, rates = rng.choice(_SUPPLIES)
    return (_line(what, "expense:supplies", rng.choice((1, 1, 2, 3, 4)), rng.choice(rates)),)


_DRAWS = {"care": _care, "resident": _resident, "supplies": _supplies, "purchase": _purchase}


def draw_lines(site: Site, kind: str) -> tuple[DocumentLine, ...]:
    """Lines of an ordinary document of ``kind`` ("care", "resident", "supplies", "purchase").

    Its total is none that a planted problem has taken for itself.
    """
    while True:
        lines = _DRAWS[kind](site.rng)
        if total(lines) not in site.reserved_amounts:
            site.used_amounts.add(total(lines))
            return lines


def draw_distinct_lines(site: Site, kind: str) -> tuple[DocumentLine, ...]:
    """Lines of the document of a planted problem: at this facility no other document has its total, so its verdict is not blurred.

    An extra line is added while the total is taken, so this ends however many documents there are.
    """
    lines = _DRAWS[kind](site.rng)
    while total(lines) in site.used_amounts or total(lines) in site.reserved_amounts:
        lines += _DRAWS[kind](site.rng)
    site.reserved_amounts.add(total(lines))
    return lines
