"""Matching of what changed, as a step of ``dbt build``: after it the kept tables are as the models would make them, which are passed over.

Below TIEOUT_REMATCH_FROM items (500,000 where it is not set) everything is matched anew: that takes a minute, and is simpler to follow.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import duckdb
import pandas as pd

from orchestration.increment.neighbourhood import TooFarError
from orchestration.increment.rematch import find_changes, rematch
from orchestration.project import Project

LEAST_ITEMS = 500_000
MOST_CHANGED = 10  # one item of so many: beyond that, a whole run is as fast
MOST_REACHED = 50  # one item of so many may have to be matched again, and a hundred thousand always


@dataclass(frozen=True, slots=True)
class How:
    """mode: changed (the kept tables were brought up to date) or whole (the models have to be built), and why or what."""

    mode: str
    detail: str


def rematch_changes(session: duckdb.DuckDBPyConnection, warehouse: str) -> pd.DataFrame:
    """Brings the kept tables of ``warehouse`` (a catalog of ``session``) up to date where enough is kept and little has changed.

    Returns the one row of the model: mode, detail, matched_at (UTC).
    """
    with session.cursor() as con:
        how = _rematch(con, warehouse)
        if how.mode == "whole" and _kept(con):
            # nothing may take what a broken run left for whole
            for name in ("matched_item", "matched_day"):
                con.execute(f'delete from "{warehouse}".matching.{name}')
    return pd.DataFrame([{"mode": how.mode, "detail": how.detail, "matched_at": pd.Timestamp.now(tz="UTC")}])


def _rematch(con: duckdb.DuckDBPyConnection, warehouse: str) -> How:
    kept = f'"{warehouse}".matching'
    variables = dict(os.environ)
    if os.environ.get("TIEOUT_REMATCH") == "off":
        return How("whole", "asked for")
    if not _kept(con):
        return How("whole", "nothing is kept of an earlier run")
    least = int(os.environ.get("TIEOUT_REMATCH_FROM", LEAST_ITEMS))
    ((matched,),) = con.execute(f"select count(*) from {kept}.matched_item").fetchall()
    if matched < least:
        return How("whole", f"{matched:,} items are fewer than {least:,}")
    con.execute("attach ':memory:' as memory")
    con.execute("use memory")
    try:
        project = Project(con, warehouse, rebuilt=frozenset(("matched_under",)), variables=variables)
        project.build("matched_under")
        if con.execute(f"from matched_under except from {kept}.matched_under").fetchall():
            return How("whole", "rules or models are others than they were")
        changed = find_changes(con, warehouse)
        if changed * MOST_CHANGED > matched:
            return How("whole", f"{changed:,} of {matched:,} items changed")
        done = rematch(con, warehouse, variables, most_reached(matched))
        return How("changed", f"{done.changed:,} of {matched:,} items changed, {done.touched:,} were matched again in {done.passes} passes")
    except TooFarError:
        return How("whole", f"{changed:,} of {matched:,} items changed, and what they reach is more than one in {MOST_REACHED}")
    except (duckdb.Error, KeyError) as error:
        # nothing is changed then; what the database says may hold records, so its kind has to do
        return How("whole", f"what changed could not be matched alone: {type(error).__name__}")
    finally:
        con.execute(f'use "{warehouse}"')
        con.execute("detach memory")


def most_reached(matched: int) -> int:
    """How many items may have to be matched again, of so many that are matched, before matching all is as fast."""
    return max(matched // MOST_REACHED, 100_000)


def _kept(con: duckdb.DuckDBPyConnection) -> bool:
    found = con.execute("""
        select count(*) from duckdb_tables()
        where schema_name = 'matching' and table_name in ('matched_item', 'matched_day', 'matched_under')
    """).fetchall()
    return found == [(3,)]
