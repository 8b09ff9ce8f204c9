"""What was decided anew takes the place of what was kept about the same units, in one transaction."""

from __future__ import annotations

import duckdb

from orchestration.increment.tables import DAY_OF, OF_ITEMS, OF_MATCHES, OF_PAIRS, OF_UNITS, PARTIES, TOUCHES, UNITS, days_of, pairs_of
from orchestration.project import Project

TEXTS = {"party_similarity": "text_compared", "counterparty_alias": "text_seen"}  # with the texts of which each is known in full


def merge(con: duckdb.DuckDBPyConnection, kept: str, project: Project) -> None:
    """Replaces the rows of touched units in the kept tables by those of the last pass. Nothing is changed where a statement fails."""
    days = days_of(con, "touched")
    con.execute(f"""
        create or replace table match_before as
        select group_id from {kept}.decided_exact semi join touched_unit using (unit_id) where unit_on {days}
        union select group_id from {kept}.decided_near semi join touched_unit using (unit_id) where unit_on {days}
    """)
    con.execute(f"""
        create or replace table entry_touched as
        select entry_id from subset_item semi join touched_item using (item_id) where reconciliation = 'receivable'
        union
        select entry_id from {kept}.decided_member semi join touched_item using (item_id)
        where reconciliation = 'receivable' and item_on {days}
        union
        select unnest([left_entry_id, right_entry_id]) from ({pairs_of(f"{kept}.pair_by_reference", "touched_unit", days)})
        where reconciliation = 'receivable'
    """)
    con.execute("create or replace table fresh_on as select unit_on from touched semi join fresh_unit using (unit_id)")
    fresh_days = days_of(con, "fresh_on")
    _prepare_texts(con, kept, project)
    con.execute("begin")
    try:
        for name in OF_UNITS:
            # what units there are, and what they mention, is other than it was of those alone that were made anew
            units, their_days = ("fresh_unit", fresh_days) if name in UNITS else ("touched_unit", days)
            _replace(con, kept, name, f"unit_id in (from {units})" + _on(name, their_days))
        for name in OF_PAIRS:
            for side in ("left", "right"):
                con.execute(f"delete from {kept}.{name} where {side}_unit_id in (from touched_unit) and {side}_on {days}")
            con.execute(f"insert into {kept}.{name} by name from {name} where {TOUCHES}")
        for name in OF_ITEMS:
            _replace(con, kept, name, "item_id in (from touched_item)" + _on(name, days))
        for name in OF_MATCHES:
            # all that a match was made of is touched, so that it lies within their days
            con.execute(f"delete from {kept}.{name} where group_id in (from match_before){_on(name, days)}")
            con.execute(f"insert into {kept}.{name} by name from {name}")
        _replace(con, kept, "application_allocation", "entry_id in (from entry_touched)")
        _texts(con, kept)
        for name, now in (("common_reference", "common_reference"), ("decided_pair", "decided_pair_now")):
            con.execute(f"delete from {kept}.{name}")
            con.execute(f"insert into {kept}.{name} by name from {now}")
        for name, key in PARTIES.items():
            seen = f"(scope, {key}) in (select scope, {key} from {name}_less union select scope, {key} from {name}_more)"
            con.execute(f"delete from {kept}.{name} where {seen}")
            con.execute(f"insert into {kept}.{name} by name from {name} where {seen}")
        days = "item_on in (select item_on from day_of_change)"
        con.execute(f"delete from {kept}.matched_day where {days}")
        con.execute(f"insert into {kept}.matched_day by name from matched_day where {days}")
        con.execute(f"delete from {kept}.matched_item where {days} and item_id in (select item_id from changed_item)")
        con.execute(f"""
            insert into {kept}.matched_item by name
            select item_id, item_hash, item_on from {kept}.reconciliation_item semi join changed_item using (item_id) where {days}
        """)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise


def _on(name: str, days: str) -> str:
    """The condition ``days`` on the day of a row, for a table that tells it."""
    return f" and {DAY_OF[name]} {days}" if name in DAY_OF else ""


def _replace(con: duckdb.DuckDBPyConnection, kept: str, name: str, rows: str) -> None:
    con.execute(f"delete from {kept}.{name} where {rows}")
    con.execute(f"insert into {kept}.{name} by name from {name} where {rows}")


def _prepare_texts(con: duckdb.DuckDBPyConnection, kept: str, project: Project) -> None:
    """Whom the touched texts may stand for, of the likenesses and aliases that there will be."""
    con.execute("create or replace table text_touched as from text_compared union from text_seen")
    for name, texts in TEXTS.items():
        con.execute(f"""
            create or replace table {name}_touched as
            from {name} semi join {texts} using (scope, text_key)
            union all by name
            from {kept}.{name} semi join text_touched using (scope, text_key) anti join {texts} using (scope, text_key)
        """)
    project.build_apart("possible_party", {name: f"{name}_touched" for name in TEXTS})


def _texts(con: duckdb.DuckDBPyConnection, kept: str) -> None:
    for name, texts in {**TEXTS, "alias_support": "text_seen", "possible_party": "text_touched"}.items():
        con.execute(f"delete from {kept}.{name} where (scope, text_key) in (select scope, text_key from {texts})")
        con.execute(f"insert into {kept}.{name} by name from {name} semi join {texts} using (scope, text_key)")
