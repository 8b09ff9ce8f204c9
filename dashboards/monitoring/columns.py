"""Which numbers are watched: numeric columns of dated marts, one column per currency where they are amounts. No ids, names or text."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pandas as pd

DATED = {  # mart: (the date of its rows, its numeric columns; amounts are split by currency)
    "ledger_entry": ("occurred_on", (), ("amount",)),
    "match": ("matched_on", ("confidence",), ("difference",)),
    "exception": ("occurred_on", (), ("amount",)),
    "payout_match": ("payout_on", (), ("gross", "fees", "payout_amount", "bank_difference")),
    "load_log": ("business_on", ("rows", "quarantined", "api_calls", "retries"), ()),
}
FEWEST = 20  # values in each period below which a distribution says nothing


def period(db: duckdb.DuckDBPyConnection, end: date, days: int) -> pd.DataFrame:
    """The watched numbers of the ``days`` days up to ``end``, one column each (``exception.amount USD``), not aligned by row.

    For plots only: amounts become floating point here and go nowhere else.
    """
    start = end - timedelta(days=days)
    columns: dict[str, pd.Series] = {}
    for mart, (on, plain, amounts) in DATED.items():
        for name in plain:
            columns[f"{mart}.{name}"] = _numbers(db, f'select "{name}"::double from "{mart}" where {on} > ? and {on} <= ?', [start, end])  # noqa: S608
        for name in amounts:
            rows = db.execute(f'select distinct currency from "{mart}" where {on} > ? and {on} <= ? order by 1', [start, end]).fetchall()  # noqa: S608
            for (currency,) in rows:
                sql = f'select "{name}"::double from "{mart}" where {on} > ? and {on} <= ? and currency = ?'  # noqa: S608
                columns[f"{mart}.{name} {currency}"] = _numbers(db, sql, [start, end, currency])
    return pd.DataFrame(columns)


def comparable(current: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    """Columns with enough values in both periods."""
    return [name for name in current.columns if name in before.columns and min(current[name].count(), before[name].count()) >= FEWEST]


def _numbers(db: duckdb.DuckDBPyConnection, sql: str, values: list) -> pd.Series:
    return pd.Series([row[0] for row in db.execute(sql, values).fetchall()], dtype="float64")
