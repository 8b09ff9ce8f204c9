"""Whom a pass has to touch beyond those it was given: what a changed unit means to units that it is not matched with.

A reference that dozens share now tells nobody any longer; an amount that meant one means two; a day is crowded. Each query names units.
"""

from __future__ import annotations

import duckdb

from orchestration.increment.crowds import crowded, party_crowds, quiet
from orchestration.increment.recent import Recent
from orchestration.increment.sums import could_add_up
from orchestration.increment.tables import TOUCHES, count, days_of, either, pairs_of
from orchestration.project import Project


def consequences(con: duckdb.DuckDBPyConnection, kept: str, project: Project, recent: Recent) -> list[str]:
    """Queries of unit_id, over the tables of a Neighbourhood and of the pass over it. What a crowd is, the macros of ``project`` say."""
    con.execute("""
        create or replace table undecided_changed as
        select unit_id from (
            select unit_id, true as was, false as is_now from undecided_before
            union all
            select unit_id, false, true from undecided_unit semi join touched_unit using (unit_id)
        ) group by unit_id having bool_or(was) <> bool_or(is_now) or unit_id in (from changed_unit)
    """)
    free = "(select unit_id from {} semi join touched_unit using (unit_id))"
    con.execute(f"""
        create or replace table free_changed as
        select unit_id from undecided_changed union ({either(free.format(f"{kept}.free_unit"), free.format("free_unit"))})
    """)
    return [
        "select unit_id from beyond",
        _common(kept),
        _compared(con, kept, "blocked_exact", crowded(con, kept, project)), _compared(con, kept, "alias_sighting", _sighted(con, kept)),
        _aliases(kept), _likenesses(kept),
        quiet(con, kept, project), party_crowds(con, kept, project),
        _alone(con, kept, "exact", "unique_rule", "undecided_changed"),
        could_add_up(con, kept, recent, _alone(con, kept, "near", "sum_rule", "free_changed")),
    ]  # fmt: skip


def _common(kept: str) -> str:
    """Units of a reference that dozens share now, or no longer."""
    keys = "reconciliation, side, scope, reference_key, era"
    return f"""
        select mentions.unit_id from shared_mention as mentions
        semi join (
            (select {keys} from common_reference except select {keys} from {kept}.common_reference)
            union
            (
                select {keys} from {kept}.common_reference semi join mentioned using ({keys})
                except select {keys} from common_reference
            )
        ) as flipped using ({keys})
    """


def sharing(con: duckdb.DuckDBPyConnection, recent: Recent) -> str:
    """Query of the units that share a reference with a changed one, and the amount: by that they had one candidate more or less. What a
    neighbourhood says is enough to know it. Leaves ``sharing``, which says with whom."""
    con.execute("""
        create or replace table changed_unit as
        select item_id as unit_id from changed_item
        union select unit_id from bundle_before semi join changed_item using (item_id)
        union select unit_id from bundle_now semi join changed_item using (item_id)
    """)
    con.execute("""
        create or replace table sharing as
        select distinct others.unit_id, mine.amount, mine.unit_id as changed_id, mine.side <> others.side as is_other_side
        from (
            select telling.*, touched.amount
            from telling semi join changed_unit using (unit_id) inner join touched using (unit_id, is_new)
        ) as mine
        inner join shared_mention as others using (reconciliation, scope, reference_key)
        inner join reference_window using (reconciliation)
        where abs(others.unit_on - mine.unit_on) <= days_decided
    """)
    recent.read_amounts_of("sharing")
    return "select unit_id from amount_of_unit semi join sharing using (unit_id, amount)"


def _compared(con: duckdb.DuckDBPyConnection, kept: str, name: str, suspects: str) -> str:
    """Units of the pairs of a table that came or went, with one of ``suspects``: a query of units (unit_id, unit_on) that counting touched
    ones may concern. Pairs with a touched one are decided with that."""
    con.execute(f"""
        create or replace table suspect as select distinct unit_id, unit_on from ({suspects}) anti join touched_unit using (unit_id)
    """)
    if not count(con, "suspect"):
        return "select unit_id from suspect where false"
    days = days_of(con, "suspect")
    for when, pairs in (("before", f"{kept}.{name}"), ("now", f"{name}_around")):
        con.execute(f"create or replace table concerned as {pairs_of(pairs, 'suspect', days)}")
        con.execute(f"create or replace table {name}_{when} as select left_unit_id, right_unit_id from concerned where not ({TOUCHES})")
    return f"select unnest([left_unit_id, right_unit_id]) as unit_id from ({either(f'{name}_before', f'{name}_now')})"


def _sighted(con: duckdb.DuckDBPyConnection, kept: str) -> str:
    """Units of the same amount within the days in which one shows whom a text stands for."""
    return f"""
        select others.unit_id, others.unit_on
        from (
            select distinct scope, amount, side, unit_on from touched semi join undecided_changed using (unit_id)
            where reconciliation in ('bank', 'files')
        ) as mine
        inner join {kept}.undecided_unit as others
            on mine.scope = others.scope and mine.amount = others.amount and mine.side <> others.side
            and case when mine.side = 'left' then others.unit_on - mine.unit_on else mine.unit_on - others.unit_on end between -2 and 10
        where others.unit_on {days_of(con, "touched", 10, 10)}
    """


def _aliases(kept: str) -> str:
    """Units of a text that came to stand for a name, or no longer does."""
    keys = "scope, counterparty_key, text_key"
    return f"""
        with flipped as (
            (select {keys} from counterparty_alias except select {keys} from {kept}.counterparty_alias)
            union
            (
                select {keys} from {kept}.counterparty_alias semi join text_seen using (scope, text_key)
                except select {keys} from counterparty_alias
            )
        )
        select unit_id from {kept}.undecided_unit semi join flipped using (scope, text_key) where side = 'right'
    """


def _likenesses(kept: str) -> str:
    """Units of a known text that a new name is like."""
    keys = "scope, counterparty_key, text_key, similarity, best_similarity"
    return f"""
        with flipped as (
            (
                select {keys} from party_similarity semi join changed_text using (scope, text_key)
                except select {keys} from {kept}.party_similarity
            )
            union
            (
                select {keys} from {kept}.party_similarity semi join changed_text using (scope, text_key)
                except select {keys} from party_similarity
            )
        )
        select unit_id from {kept}.undecided_unit semi join flipped using (scope, text_key) where side = 'right'
    """


def _alone(con: duckdb.DuckDBPyConnection, kept: str, stage: str, rules: str, changed: str) -> str:
    """Units for each of which alone a rule of ``rules`` counts or adds up candidates, where these are others than before, or one of them is
    free and was not, or the reverse. Who is touched but stays what it was tells its candidates nothing new.

    stage: exact or near, of which the rules are. changed: the table of units that came to it, or left it.
    """
    keys, days = "rule_id, left_unit_id, right_unit_id", days_of(con, "touched")
    for when, where in (("before", f"{kept}."), ("now", "")):
        con.execute(f"""
            create or replace table {rules}_{when} as
            select {keys} from ({pairs_of(f"{where}candidate_{stage}", "touched_unit", days)}) where rule_id in (from {rules})
        """)
        con.execute(f"""
            create or replace table state_{when} as
            select unit_id, group_id from {where}decided_{stage} semi join touched_unit using (unit_id)
            where unit_on {days} and verdict <> 'wanted' and rule_id in (
                select rule_id from rule where priority <= (select max(priority) from rule where rule_id in (from {rules}))
            )
        """)
    con.execute(f"""
        create or replace table {rules}_changed as
        select unit_id from {changed}
        union select unit_id from ({either("state_before", "state_now")})
    """)
    return " union ".join((
        "select unnest([left_unit_id, right_unit_id]) as unit_id "
        f"from ({either(f'{rules}_before', f'{rules}_now')})",
        *(
            f"select {other}_unit_id as unit_id from {rules}_{when} as edges semi join {rules}_changed as changed "
            f"on edges.{mine}_unit_id = changed.unit_id"
            for when in ("before", "now") for mine, other in (("left", "right"), ("right", "left"))
        ),
    ))  # fmt: skip
