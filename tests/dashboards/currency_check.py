"""A check that a query never adds amounts of different currencies: static (an amount has its currency beside it) and by experiment."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd

from dashboards.published import open_published

RATIO_SCALE = 2  # money is decimal(.., 2); ratios and counts have other types


def only(currency: str, source: Path, target: Path) -> Path:
    """A copy of a published file that holds one currency only (rows without currency stay)."""
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target)) as db:
        db.execute(f"attach '{source}' as source (read_only)")
        db.execute("create schema marts")
        tables = db.execute("select table_name from duckdb_tables() where database_name = 'source'").fetchall()
        for (table,) in tables:
            columns = [row[0] for row in db.execute(f'describe source.marts."{table}"').fetchall()]
            where = f"where currency is null or currency = '{currency}'" if "currency" in columns else ""
            db.execute(f'create table marts."{table}" as from source.marts."{table}" {where}')
    return target


def money_columns(path: Path, sql: str, values: dict) -> list[str]:
    """Names of the result columns of money type."""
    with open_published(path) as db:
        described = db.execute(sql, values).description
    return [name for name, kind, *_ in described if str(kind).startswith("DECIMAL") and str(kind).endswith(f",{RATIO_SCALE})")]


def rows(path: Path, sql: str, values: dict) -> pd.DataFrame:
    with open_published(path) as db:
        cursor = db.execute(sql, values)
        return pd.DataFrame(cursor.fetchall(), columns=[column[0] for column in cursor.description], dtype=object)


def mixed(path: Path, alone: dict[str, Path], sql: str, values: dict) -> list[str]:
    """What is wrong with a query; empty when it keeps currencies apart."""
    amounts = money_columns(path, sql, values)
    if not amounts:
        return []
    everything = rows(path, sql, values)
    if "currency" not in everything.columns:
        # Counts and days may have the type of money; they then must not depend on any row that has a currency.
        same = all(bag(rows(file, sql, values)[amounts]) == bag(everything[amounts]) for file in alone.values())
        return [] if same else [f"{', '.join(amounts)} without a currency column"]
    wrong = []
    for currency, file in alone.items():
        together = everything[everything["currency"] == currency][amounts]
        apart = rows(file, sql, values)
        if bag(together) != bag(apart[apart["currency"] == currency][amounts]):
            wrong.append(f"{currency} differs when it is alone")
    return wrong


def bag(frame: pd.DataFrame) -> Counter[tuple[Decimal | None, ...]]:
    return Counter(tuple(row) for row in frame.itertuples(index=False))
