"""Which units could be sums at all: a change of what could be added up says nothing to a unit that nothing of it adds up to."""

from __future__ import annotations

from itertools import groupby

import duckdb
import pandas as pd

from dbt_project.solvers.sums import FEW, can_add_up
from orchestration.increment.recent import Recent
from orchestration.increment.tables import count, days_of, pairs_of


def could_add_up(con: duckdb.DuckDBPyConnection, kept: str, recent: Recent, units: str) -> str:
    """Query of those of ``units`` (a query of unit_id), not yet touched, that some of their candidates, old or new, could add up to."""
    con.execute(f"create or replace table anchor as select distinct unit_id from ({units}) anti join touched_unit using (unit_id)")
    if not count(con, "anchor"):
        return "from anchor"
    recent.read_amounts_of("anchor")
    days = days_of(con, "amount_of_unit")
    sums = " union ".join(
        f"select left_unit_id, right_unit_id, difference from ({pairs_of(f'{where}candidate_near', 'anchor', days)}) "
        "where rule_id in (from sum_rule)"
        for where in (f"{kept}.", "")
    )
    con.execute(f"create or replace table sum_pair as {sums}")
    # amounts are of one sign, and what is added up is smaller
    parts = con.execute("""
        with part as (
            select left_unit_id as unit_id, right_unit_id as part_id, -difference as more from sum_pair
            union select right_unit_id, left_unit_id, difference from sum_pair
        )
        select unit_id, cast(abs(amount) * 100 as bigint) as target, cast(abs(amount + more) * 100 as bigint) as cents
        from part inner join amount_of_unit using (unit_id)
        where sign(amount + more) = sign(amount) and abs(amount + more) < abs(amount) order by unit_id
    """).fetchall()
    found = [unit for (unit, target), rows in groupby(parts, key=lambda row: row[:2]) if _could(target, [row[2] for row in rows])]
    con.register("possible_sums", pd.DataFrame({"unit_id": found}, dtype=str))
    con.execute("create or replace table possible_sum as from possible_sums")
    con.unregister("possible_sums")
    return "select unit_id from possible_sum"


def _could(target: int, amounts: list[int]) -> bool:
    """Few enough are tried; of more it is asked only whether together they are large enough."""
    return can_add_up(target, amounts) if len(amounts) <= FEW else sum(amounts) >= target
