"""Whom it concerns that an amount, a day or a name became crowded, or is so no longer. Each query names units (unit_id),
that of :func:`crowded` their days (unit_on), too."""

from __future__ import annotations

import duckdb

from orchestration.increment.tables import COMPARED_BY_AMOUNT, days_of, either
from orchestration.increment.windows import ERA_DAYS, LONGEST
from orchestration.project import Project


def crowded(con: duckdb.DuckDBPyConnection, kept: str, project: Project) -> str:
    """Where an amount is crowded, who is held against whom goes by places among those of its day: all of the days on which somebody came or
    went. Where it became crowded, or is so no longer, all around; where a name became one of many, all of that name's weeks."""
    keys = "reconciliation, scope, currency, amount"
    alike = " and ".join(f"standing.{key} = crowded.{key}" for key in keys.split(", "))
    con.execute(f"""
        create or replace table amount_changed as
        select distinct {keys}, unit_on from touched
        where {COMPARED_BY_AMOUNT} and (
            unit_id in (from undecided_changed) or (side = 'right' and (scope, text_key) in (select scope, text_key from changed_text))
        )
    """)
    era, many, clear = (project.render(one) for one in ("{{ era_of('unit_on') }}", "{{ most_of_an_amount() }}", "{{ clear_likeness() }}"))
    columns = f"unit_id, side, {keys}, unit_on, text_key, {era} as era"
    # further away no crowd is another than it was
    days = days_of(con, "amount_changed", *2 * [LONGEST["check"] + ERA_DAYS])
    con.execute(f"""
        create or replace table standing_before as
        select {columns} from {kept}.undecided_unit semi join amount_changed using ({keys}) where {COMPARED_BY_AMOUNT}
            and unit_on {days}
    """)
    con.execute(f"""
        create or replace table standing_now as
        from standing_before anti join touched_unit using (unit_id)
        union all
        select {columns} from undecided_unit semi join touched_unit using (unit_id) semi join amount_changed using ({keys})
        where {COMPARED_BY_AMOUNT} and unit_on {days}
    """)
    for when, likeness, possible in (
        ("before", f"{kept}.party_similarity", f"{kept}.possible_party"),
        ("now", *(f"""(
            select scope, text_key, {rest} from {name}
            union all
            select scope, text_key, {rest} from {kept}.{name} anti join text_compared using (scope, text_key)
        )""" for name, rest in (("party_similarity", "best_similarity"), ("possible_party", "counterparty_key")))),
    ):  # fmt: skip
        con.execute(f"""
            create or replace table crowd_{when} as
            select {keys}, era from standing_{when} where side = 'right' group by all having count(*) > {many}
        """)
        con.execute(f"""
            create or replace table namesakes_{when} as
            select {keys}, era, possible.counterparty_key
            from standing_{when} as standing semi join crowd_{when} using ({keys}, era)
            semi join (select scope, text_key from {likeness} where best_similarity >= {clear}) as clear using (scope, text_key)
            inner join {possible} as possible using (scope, text_key)
            where side = 'right' group by all having count(*) > {many}
        """)
    return f"""
        with standing as (from standing_before union from standing_now)
        select unit_id, unit_on from standing
        semi join (
            select {keys}, unit_on from amount_changed
            semi join (select {keys} from crowd_before union select {keys} from crowd_now) as crowds using ({keys})
        ) as crowded using ({keys}, unit_on)
        union all
        select unit_id, unit_on from standing semi join ({either("crowd_before", "crowd_now")}) as crowded
            on {alike} and abs(standing.unit_on - (date '1970-01-01' + cast(crowded.era as integer))) <= {LONGEST["check"]}
        union all
        select unit_id, unit_on from standing semi join ({either("namesakes_before", "namesakes_now")}) as crowded
            on {alike} and standing.era = crowded.era
    """


def quiet(con: duckdb.DuckDBPyConnection, kept: str, project: Project) -> str:
    """Open units of days around which it became crowded, or quiet, where a rule goes by time and amount alone."""
    keys = "reconciliation, scope, currency, side, direction, unit_on"
    few = project.render("{{ most_around_a_day() }}")
    con.execute("""
        create or replace table day_changed as
        select distinct reconciliation, scope, currency, sign(amount) as direction, unit_on
        from touched semi join free_changed using (unit_id) semi join by_time using (reconciliation)
    """)
    for when, units in (
        ("before", f"{kept}.free_unit"),
        ("now", f"""(
            select unit_id, reconciliation, scope, currency, side, amount, unit_on from {kept}.free_unit
            anti join touched_unit using (unit_id)
            union all
            select unit_id, reconciliation, scope, currency, side, amount, unit_on from free_unit semi join touched_unit using (unit_id)
        )"""),
    ):  # fmt: skip
        con.execute(f"""
            create or replace table quiet_{when} as
            with days as (
                select reconciliation, scope, currency, side, sign(amount) as direction, unit_on, count(*) as units from {units}
                where (reconciliation, scope, currency, sign(amount)) in (
                    select reconciliation, scope, currency, direction from day_changed
                )
                group by all
            )
            select {", ".join("days." + key for key in keys.split(", "))}
            from days inner join days as others
                on days.reconciliation = others.reconciliation and days.scope = others.scope and days.currency = others.currency
                and days.direction = others.direction and days.side <> others.side
                and case when days.side = 'left' then others.unit_on - days.unit_on else days.unit_on - others.unit_on end between -3 and 10
            group by all having sum(others.units) <= {few}
        """)
    return f"""
        select units.unit_id from {kept}.free_unit as units
        semi join ({either("quiet_before", "quiet_now")}) as flipped
            on units.reconciliation = flipped.reconciliation and units.scope = flipped.scope and units.currency = flipped.currency
            and units.side = flipped.side and sign(units.amount) = flipped.direction and units.unit_on = flipped.unit_on
    """


def party_crowds(con: duckdb.DuckDBPyConnection, kept: str, project: Project) -> str:
    """Open units of a name around the days where it became crowded, or is so no longer."""
    con.execute("create or replace table possible_now as from possible_party")
    era, many = project.render("{{ era_of('unit_on') }}"), project.render("{{ most_of_a_party() }}")
    for when, units, possible in (
        # as far as the neighbourhood reaches, now and before
        ("before", f"{kept}.free_unit semi join (from ring union from touched_unit) using (unit_id)", f"{kept}.possible_party"),
        ("now", "free_unit", "possible_party"),
    ):
        con.execute(f"""
            create or replace table party_crowd_{when} as
            select reconciliation, units.scope, currency, possible.counterparty_key, sign(amount) as direction,
                {era} as era
            from (select * from {units}) as units inner join {possible} as possible using (scope, text_key)
            inner join least_likeness using (reconciliation)
            where possible.likeness >= least_likeness.likeness and side = 'right' and reconciliation in ('bank', 'files')
                and (units.scope, possible.counterparty_key) in (
                    select scope, counterparty_key from touched semi join free_changed using (unit_id) where counterparty_key is not null
                    union
                    select touched.scope, possible_now.counterparty_key
                    from touched semi join free_changed using (unit_id) inner join possible_now using (scope, text_key)
                    where side = 'right'
                )
            group by all having count(*) > {many}
        """)
    return f"""
        select units.unit_id from {kept}.free_unit as units
        semi join ({either("party_crowd_before", "party_crowd_now")}) as flipped
            on units.scope = flipped.scope and units.counterparty_key = flipped.counterparty_key
            and abs(units.unit_on - (date '1970-01-01' + cast(flipped.era as integer))) <= {LONGEST["party"]}
        where units.side = 'left'
    """
