"""Which tables matching keeps, and by which columns a row of each is known to concern a unit."""

from __future__ import annotations

from datetime import date

import duckdb

# Rows about one unit, about a pair of units, about one item, about one match.
OF_UNITS = ("match_unit", "bundle_item", "reference_mention", "undecided_unit", "free_unit", "decided_exact", "decided_near")
OF_PAIRS = (
    "candidate_within_side", "pair_by_reference", "alias_sighting", "blocked_exact", "pair_exact", "candidate_exact", "blocked_near",
    "pair_near", "candidate_near",
)  # fmt: skip
OF_ITEMS = ("decided_member",)
OF_MATCHES = ("decided_group", "decided_evidence")
# The columns that tell the day of a row, by which a kept table lies. A pair has two, left_on and right_on.
DAY_OF = {
    **dict.fromkeys((name for name in OF_UNITS if name != "bundle_item"), "unit_on"),
    "decided_member": "item_on", "decided_group": "matched_on",
}  # fmt: skip
# In a table of pairs, the rows that concern a touched unit; and those that concern no other.
TOUCHES = "left_unit_id in (from touched_unit) or right_unit_id in (from touched_unit)"
BOTH_TOUCHED = "left_unit_id in (from touched_unit) and right_unit_id in (from touched_unit)"
# Only two unknown files are matched by rare words, and those always as a whole.
OF_FILES = ("unit_word", "pair_text", "candidate_text")

# Counts of names and of texts, by their keys.
PARTIES = {"party_name": "counterparty_key", "party_text": "text_key"}

# Views over the others: nothing is kept in them.
VIEWS = ("unit_item", "unit_reference", "item_decided_exact", "match_decision", "match_member", "match_group", "match_evidence")

# Where an equal amount alone may be compared.
COMPARED_BY_AMOUNT = "reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'files')"

# What is built of what a change touches, and kept of those around it.
UNITS = ("bundle_item", "match_unit", "reference_mention")

# What is built, over both of them.
BUILT = frozenset(
    (
        *(name for name in OF_UNITS if name not in UNITS),
        *OF_PAIRS,
        *OF_ITEMS,
        *OF_MATCHES,
        *VIEWS,
        "possible_party",
        "decided_pair",
        "application_allocation",
    ),
)


def days_of(con: duckdb.DuckDBPyConnection, table: str, before: int = 0, after: int = 0) -> str:
    """A condition on a day: from that of the first of the units in ``table`` to that of the last, and so many days before and after.

    Rows lie by day, so that it spares looking the others through.
    """
    ((first, last),) = con.execute(f"select min(unit_on) - {before}, max(unit_on) + {after} from {table}").fetchall()
    return between(first, last)


def between(first: date | None, last: date | None) -> str:
    """A condition on a day; where there is no ``first``, one that no day meets."""
    return f"between date '{first}' and date '{last}'" if first else "is null"


def pairs_of(pairs: str, units: str, days: str) -> str:
    """A query of the rows of a table (or query in brackets) of pairs that one of the table ``units`` stands in.

    days: a condition that the days of all of these units meet. Pairs lie by day, and few are looked through.
    """
    return _of_either_side(pairs, *(f"{side}_on {days} and {side}_unit_id in (select unit_id from {units})" for side in ("left", "right")))


def pairs_on(pairs: str, days: str) -> str:
    """The same for all units of the days that meet the condition ``days``."""
    return _of_either_side(pairs, *(f"{side}_on {days}" for side in ("left", "right")))


def _of_either_side(pairs: str, left: str, right: str) -> str:
    """Each side is asked for itself: a condition on either would be one on no column, and all rows would be looked through."""
    return f"select * from {pairs} where {left} union all select * from {pairs} where {right} and not ({left})"


def count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of a table."""
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])


def union_of_units(queries: list[str]) -> str:
    """A query of the units (unit_id) that any of ``queries`` names."""
    return " union ".join(f"(select unit_id from ({query}))" for query in queries)


def either(one: str, other: str) -> str:
    """A query of the rows that only one of two tables (or queries in brackets) has."""
    return f"(from {one} except from {other}) union (from {other} except from {one})"
