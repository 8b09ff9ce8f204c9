"""Text inside figures. Plotly reads a little HTML in labels and hovers, so data is escaped before it gets there."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboards.money import with_currency


def safe(value: object) -> str:
    """Data as literal text."""
    return escape(str(value), quote=False)


def amounts(frame: pd.DataFrame) -> str:
    """``amount`` per ``currency``, one line each: amounts of different currencies stand beside each other, never summed."""
    sums = {currency: sum(group["amount"]) for currency, group in frame.groupby("currency", sort=True)}
    return "<br>".join(with_currency(total, safe(currency)) for currency, total in sums.items())
