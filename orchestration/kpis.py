"""What checks, metadata and the summary read from the published copy."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb


def rows(published: Path, query: str, parameters: list[Any] | None = None) -> list[tuple]:
    """The rows of ``query`` on the published copy, opened read-only for it alone."""
    with duckdb.connect(str(published), read_only=True) as con:
        return con.execute(query, parameters or []).fetchall()


def headline(published: Path) -> dict[str, float | int]:
    """Numeric metadata per reconciliation, which Dagster plots over runs: match rate, exceptions."""
    found: dict[str, float | int] = {}
    query = """
        select reconciliation, sum(items), sum(matched_items), sum(exception_items)
        from marts.reconciliation_summary group by reconciliation order by reconciliation
    """
    for name, items, matched, exceptions in rows(published, query):
        found[f"match_rate_{name}"] = round(int(matched) / int(items), 4) if items else 0.0
        found[f"exceptions_{name}"] = int(exceptions)
    return found


def conservation_breaches(published: Path) -> list[str]:
    """Reconciliations whose items are not all matched or open, to the cent."""
    query = """
        select reconciliation || ' ' || side || ' ' || currency || ': ' || item_amount || ' <> ' || matched_amount || ' + ' || open_amount
        from marts.reconciliation_summary
        where item_amount <> matched_amount + open_amount
        order by 1
    """
    return [text for (text,) in rows(published, query)]


def unexplained_statements(published: Path) -> list[str]:
    """Accounts and months whose bank balance is not explained to the cent."""
    query = """
        select
            account_id || ' ' || strftime(period, '%Y-%m') || ': '
            || coalesce(cast(unexplained_difference as varchar), 'no bank balance')
        from marts.reconciliation_statement
        where unexplained_difference is null or unexplained_difference <> 0
        order by 1
    """
    return [text for (text,) in rows(published, query)]


def stale_connections(published: Path, as_of: date) -> list[str]:
    """Enabled connections without a successful load for the business date."""
    query = """
        select connection.connection_id
        from marts.connection
        left join marts.load_log
            on connection.connection_id = load_log.connection_id and load_log.status = 'loaded' and load_log.business_on >= ?
        where connection.is_enabled
        group by connection.connection_id
        having count(load_log.load_id) = 0
        order by 1
    """
    return [name for (name,) in rows(published, query, [as_of])]
