"""CSV that a spreadsheet opens without running it: text that would start a formula gets a leading apostrophe. Numbers stay numbers."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pandas as pd

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_text(value: str) -> str:
    """``=1+1`` as ``'=1+1``; also when blanks stand before it, since spreadsheets skip them."""
    return f"'{value}" if value.startswith(STARTS) or value.lstrip().startswith(STARTS) else value


def to_csv(frame: pd.DataFrame) -> str:
    """The frame with a heading line; Decimal exact, dates ISO, None empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_text(str(name)) for name in frame.columns])
    for row in frame.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool | int | date):
        return str(value)
    return safe_text(str(value))
