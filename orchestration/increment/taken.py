"""By which rule a unit was taken. From then on no later rule sees it, nor a unit that shares an item with it: a candidate that a later rule
has for it plays no part."""

from __future__ import annotations

import duckdb

# Of pairs joined to whom was taken: those that their rule could have decided.
BOTH_FREE = "coalesce(least(left_taken.priority, right_taken.priority) >= pairs.priority, true)"


def find_taken(con: duckdb.DuckDBPyConnection, table: str, units: str, decided: str, bundles: str, days: str = "is not null") -> None:
    """Makes ``table`` (unit_id, priority) of those of ``units`` that a rule of the decisions ``decided`` took.

    bundles: the items of bundles then. Every other unit is its item. days: a condition that the days of all these units and items meet.
    """
    con.execute(f"""
        create or replace table sharing_item as
        select unit_id, unit_id as other_unit_id from {units}
        union all select unit_id, item_id from {bundles} semi join {units} using (unit_id)
        union all select {units}.unit_id, bundles.unit_id from {bundles} as bundles inner join {units} on bundles.item_id = {units}.unit_id
    """)
    con.execute(f"""
        create or replace table {table} as
        select sharing_item.unit_id, min(rule.priority) as priority
        from sharing_item inner join {decided} as decided on sharing_item.other_unit_id = decided.unit_id inner join rule using (rule_id)
        where decided.verdict <> 'wanted' and decided.unit_on {days} group by sharing_item.unit_id
    """)


def joined(pairs: str, lefts: str, rights: str) -> str:
    """Joins to ``pairs`` the rules that took their units, of two tables of :func:`find_taken`."""
    return f"""
        {pairs} as pairs
        left join {lefts} as left_taken on pairs.left_unit_id = left_taken.unit_id
        left join {rights} as right_taken on pairs.right_unit_id = right_taken.unit_id
    """
