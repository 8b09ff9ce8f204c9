"""Whom a change will probably reach: touched before the models run, so that they hardly ever have to run once more.

Nothing but time depends on it. Who is touched for nothing is decided as before; whom this misses, the consequences name.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from orchestration.increment.recent import Recent
from orchestration.increment.tables import COMPARED_BY_AMOUNT, count, days_of
from orchestration.increment.windows import COMPARED, ERA, LONGEST, SUMMED
from orchestration.project import Project

MANY = 10_000
AMOUNT = "reconciliation, scope, currency, amount"


def foresee(con: duckdb.DuckDBPyConnection, kept: str, project: Project, recent: Recent, most: int | None) -> Iterator[str]:
    """Queries of units (unit_id) that are worth being touched. A guess of many, which would double what is touched, is not, nor one that
    might go beyond ``most`` with whom they hang together."""
    _find_lone(con)
    for table in (_of_their_amount(con, kept, project), _of_their_party(con, kept, project)):
        guessed, touched = count(con, table), count(con, "touched_item")
        if guessed <= max(MANY, touched) and (most is None or touched + 2 * guessed <= most):
            recent.know_days(f"select unit_id, unit_on from {table}")
            yield f"select unit_id from {table}"


def _find_lone(con: duckdb.DuckDBPyConnection) -> None:
    """Makes ``lone`` of the changed units that no reference will match: none of the other side has it with the same amount."""
    con.execute(f"""
        create or replace table lone as
        with new as (
            select telling.*, touched.amount from telling inner join touched using (unit_id, is_new) where is_new
        ),
        told_by_reference as (
            select changed_id as unit_id from sharing semi join amount_of_unit using (unit_id, amount) where is_other_side
            union all
            select mine.unit_id
            from new as mine inner join new as others using (reconciliation, scope, reference_key, amount)
            inner join reference_window using (reconciliation)
            where mine.side <> others.side and abs(mine.unit_on - others.unit_on) <= days_decided
        )
        select unit_id, {AMOUNT}, side, unit_on, is_check, counterparty_key, text_key, is_new
        from touched semi join changed_unit using (unit_id) anti join told_by_reference using (unit_id)
        where {COMPARED_BY_AMOUNT}
    """)


def _of_their_amount(con: duckdb.DuckDBPyConnection, kept: str, project: Project) -> str:
    """Table of those of the same amount: of the other side within the days that are compared, of the same side on the same day; where it
    becomes a crowd, or is one no longer, all around."""
    many = project.render("{{ most_of_an_amount() }}")
    con.execute(f"""
        create or replace table standing_around as
        select unit_id, side, {AMOUNT}, unit_on, is_check, {ERA} as era from {kept}.undecided_unit semi join lone using ({AMOUNT})
        where unit_on {days_of(con, "lone", *2 * [LONGEST["check"]])}
    """)
    con.execute(f"""
        create or replace table of_their_amount as
        with counted as (
            select {AMOUNT}, era, 1 as was, case when unit_id in (from changed_unit) then 0 else 1 end as is_now
            from standing_around where side = 'right'
            union all
            select {AMOUNT}, {ERA}, 0, 1 from lone where side = 'right' and is_new
        ),
        flipped as (select {AMOUNT} from counted group by {AMOUNT}, era having (sum(was) > {many}) <> (sum(is_now) > {many})),
        rivals as (
            select
                others.unit_id, others.unit_on, lone.unit_on as lone_on, others.side <> lone.side as is_other_side,
                case when others.is_check and lone.is_check then {COMPARED["check"]} else {COMPARED["after"]} end as most_days,
                case when lone.side = 'left' then others.unit_on - lone.unit_on else lone.unit_on - others.unit_on end as days
            from standing_around as others
            inner join (select distinct {AMOUNT}, side, unit_on, is_check from lone) as lone using ({AMOUNT})
        )
        select unit_id, unit_on from rivals
        where case when is_other_side then days between -{COMPARED["before"]} and most_days else unit_on = lone_on end
        union
        select unit_id, unit_on from standing_around semi join flipped using ({AMOUNT})
    """)
    return "of_their_amount"


def _of_their_party(con: duckdb.DuckDBPyConnection, kept: str, project: Project) -> str:
    """Table of those still open of a name that a lone one has or may have, near in time; not where very many are open."""
    many = project.render("{{ most_of_a_party() }}")
    con.execute(f"create or replace table open_around as from {kept}.free_unit where unit_on {days_of(con, 'lone', *2 * [SUMMED])}")
    for table, units in (("party_of_lone", "lone"), ("party_around", "open_around")):
        con.execute(f"""
            create or replace table {table} as
            select unit_id, scope, counterparty_key, unit_on from {units} where side = 'left' and counterparty_key is not null
            union
            select unit_id, scope, possible.counterparty_key, unit_on
            from {units} inner join {kept}.possible_party as possible using (scope, text_key) where side = 'right'
        """)
    con.execute(f"""
        create or replace table of_their_party as
        select distinct others.unit_id, others.unit_on
        from party_around as others
        inner join (select distinct scope, counterparty_key, unit_on from party_of_lone) as mine using (scope, counterparty_key)
        anti join (select scope, counterparty_key from party_around group by all having count(*) > {many}) as crowds
            using (scope, counterparty_key)
        where abs(others.unit_on - mine.unit_on) <= {SUMMED}
    """)
    return "of_their_party"
