"""JSON as vendors write it: money as exact numbers, never through a float."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

_MARK = "\u0001decimal:"
_MARKED = re.compile(rb'"\\u0001decimal:(-?[0-9.]+)"')


def native_json(value: Any) -> bytes:
    """UTF-8 JSON in which every Decimal is a JSON number with its own digits (``Decimal('4200.00')`` -> ``4200.00``)."""
    return _MARKED.sub(rb"\1", json.dumps(value, default=_mark, separators=(",", ":")).encode())


def _mark(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in a vendor's JSON")
