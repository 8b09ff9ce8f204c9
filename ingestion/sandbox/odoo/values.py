"""How Odoo writes values: ``false`` for empty, many2one pairs, floats with their noise, naive UTC times."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zlib import crc32

ZERO = Decimal("0.00")
NOISY_ONE_IN = 29
NOISE = (Decimal("-0.0000001"), Decimal("0.0000000000002"), Decimal("-0.0000000000001"))

Pair = list[Any]  # many2one: [id, display name]


def number(amount: Decimal, place: str) -> Decimal:
    """``amount`` as a Python float prints it (``1980.0``); here and there, by ``place``, with the noise of binary arithmetic."""
    if amount and crc32(place.encode()) % NOISY_ONE_IN == 0:
        return amount + NOISE[crc32(place.encode()) // NOISY_ONE_IN % len(NOISE)]
    shortest = (amount + ZERO).normalize()
    return shortest if -shortest.as_tuple().exponent >= 1 else shortest.quantize(Decimal("0.1"))


def filled(value: Any) -> Any:
    """Odoo has no null: an empty char, date or many2one is ``false``."""
    return value if value else False


def day(value: Any) -> Any:
    return value.isoformat() if value else False


def stamp(at: datetime, serial: int) -> str:
    """The column's own precision. The API shows whole seconds but compares with the microseconds."""
    micro = serial * 7919 % 999_983
    return at.astimezone(UTC).replace(microsecond=micro).strftime("%Y-%m-%d %H:%M:%S.%f")


def note(text: str) -> Any:
    """An internal note is HTML."""
    return f"<p>{html.escape(text, quote=False)}</p>" if text else False
