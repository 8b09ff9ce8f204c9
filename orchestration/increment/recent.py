"""With whom the units around the days of what changed were decided, and units as they were: read from the kept tables when they are met.

Most of what a change reaches happened in the weeks before it. What is older is still found, at the cost of looking a kept table through.
"""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from orchestration.increment.tables import between, count, days_of, pairs_of, pairs_on
from orchestration.increment.taken import BOTH_FREE, find_taken, joined
from orchestration.increment.windows import ERA, ERA_DAYS

# What is compared of a unit.
UNIT = """
    unit_id, reconciliation, side, scope, currency, amount, unit_on, counterparty_key, text_key, check_number, is_check, is_whole, is_bundle
"""
# Pairs are decided together with all that they hang together with, where both units were still free. A sum is searched for each unit by
# itself, and what is unique is counted for each: they hang on those alone that they found. Whom else they could be of has no end where an
# amount, or a party, comes every day: what that means for others is asked of who is another than before (see consequences).
ALONE = {"exact": "unique_rule", "near": "sum_rule"}
FOUND = """
    select one.unit_id, other.unit_id as other_unit_id, other.unit_on as other_on
    from {kept}.decided_{stage} as one inner join {kept}.decided_{stage} as other
        on one.group_id = other.group_id and one.unit_id <> other.unit_id
    where one.rule_id in (from {alone}) and one.unit_on {days}
"""
SIDES = (("left", "right"), ("right", "left"))


class Recent:
    """Tables in memory: ``edge`` (of each unit of the days read at once, or met later, those it was decided with), ``day_of_unit`` (the
    days of units that were met) and ``amount_met`` (units of the amounts that were asked for).

    first, last: the days read at once; None where nothing is.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, kept: str, first: date | None, last: date | None) -> None:
        self.con, self.kept = con, kept
        self.days = between(first, last)
        con.execute("create table edge (unit_id varchar, other_unit_id varchar)")
        con.execute("create table edge_asked (unit_id varchar)")
        con.execute("create table day_of_unit (unit_id varchar, unit_on date)")
        con.execute("create table day_asked (unit_id varchar)")
        con.execute(f"create table unit_as_was as from {kept}.match_unit limit 0")
        con.execute(f"create table amount_met as from {kept}.match_unit limit 0")
        con.execute(f"create table amount_asked as select reconciliation, scope, abs(amount) as size, {ERA} as era from amount_met")
        for stage in ALONE:
            self._read_edges(stage, self.days)
        self._shorten()
        for mine, other in SIDES:
            pairs = f"{kept}.pair_by_reference where {mine}_on {self.days}"
            con.execute(f"insert into edge select {mine}_unit_id, {other}_unit_id from {pairs}")
            self.know_days(f"select {other}_unit_id, {other}_on from {pairs} and not {other}_on {self.days}")

    def read_edges(self, units: str) -> bool:
        """Reads the edges of those of the table ``units`` that lie beyond the days read, and says whether there are such."""
        con = self.con
        self._find_days(units)
        con.execute(f"""
            create or replace table older_unit as
            select distinct unit_id, unit_on from day_of_unit semi join {units} using (unit_id) anti join edge_asked using (unit_id)
            where not unit_on {self.days}
        """)
        if not count(con, "older_unit"):
            return False
        con.execute("insert into edge_asked select unit_id from older_unit")
        days = days_of(con, "older_unit")
        for stage in ALONE:
            self._read_edges(stage, days, "older_unit")
        con.execute(f"""
            create or replace table reference_read as
            select left_unit_id, right_unit_id, left_on, right_on
            from ({pairs_of(f"{self.kept}.pair_by_reference", "older_unit", days)})
        """)
        for mine, other in SIDES:
            con.execute(f"insert into edge select {mine}_unit_id, {other}_unit_id from reference_read")
            self.know_days(f"select {mine}_unit_id, {mine}_on from reference_read")
        return True

    def know_days(self, query: str) -> None:
        """Notes the days of units (unit_id, unit_on) that were met, so that those need not be looked for in all years later."""
        self.con.execute(f"insert into day_of_unit {query}")

    def read(self, units: str, table: str) -> None:
        """Makes ``table`` of the units that the table ``units`` names, as they were; one that is new is not in it."""
        con = self.con
        self._find_days(units)
        con.execute(f"""
            create or replace table unit_missing as
            select distinct unit_id, unit_on from day_of_unit semi join {units} using (unit_id) anti join unit_as_was using (unit_id)
        """)
        if count(con, "unit_missing"):
            con.execute(f"""
                insert into unit_as_was
                from {self.kept}.match_unit semi join unit_missing using (unit_id) where unit_on {days_of(con, "unit_missing")}
            """)
        con.execute(f"create or replace table {table} as from unit_as_was semi join {units} using (unit_id)")

    def read_amounts_of(self, units: str) -> None:
        """Makes ``amount_of_unit`` of those of the table ``units`` that were there: unit_id, amount, unit_on."""
        con = self.con
        self._find_days(units)
        con.execute(f"create or replace table unit_named as select unit_id, unit_on from day_of_unit semi join {units} using (unit_id)")
        con.execute(f"""
            create or replace table amount_of_unit as
            select unit_id, amount, unit_on from {self.kept}.match_unit semi join unit_named using (unit_id)
            where unit_on {days_of(con, "unit_named")}
        """)

    def read_amounts(self, units: str, eras: str) -> None:
        """Reads whoever has the amount, or its opposite, of one of ``units`` in one of its ``eras`` (an expression), where they are not all
        read."""
        con = self.con
        con.execute(f"""
            create or replace table amount_missing as
            select distinct reconciliation, scope, size, era
            from (select reconciliation, scope, abs(amount) as size, unnest({eras}) as era from {units})
            anti join amount_asked using (reconciliation, scope, size, era)
        """)
        ((first, last),) = con.execute("select min(era), max(era) from amount_missing").fetchall()
        if first is None:
            return
        con.execute("insert into amount_asked from amount_missing")
        starts, ends = (date(1970, 1, 1) + timedelta(int(era) * ERA_DAYS) for era in (first, last + 1))
        # the amount tells nearly all of them apart: to ask by four at once takes longer
        con.execute(f"""
            insert into amount_met from {self.kept}.match_unit
            where unit_on >= date '{starts}' and unit_on < date '{ends}' and abs(amount) in (select size from amount_missing)
                and (reconciliation, scope, abs(amount), {ERA}) in (select reconciliation, scope, size, era from amount_missing)
        """)

    def _find_days(self, units: str) -> None:
        """Sees to it that the day of each of ``units`` that was there is noted: who was met without one is looked for, first in the days
        read at once, then in all years."""
        con = self.con
        con.execute(f"""
            create or replace table day_missing as
            select distinct unit_id from {units}
            anti join day_of_unit using (unit_id) anti join day_asked using (unit_id)
            anti join (select item_id as unit_id from changed_item where is_new) as new using (unit_id)
        """)
        con.execute("insert into day_asked from day_missing")
        for days in (self.days, "is not null"):
            if count(con, "day_missing"):
                found = f"from {self.kept}.match_unit semi join day_missing using (unit_id) where unit_on {days}"
                self.know_days(f"select unit_id, unit_on {found}")
                con.execute("delete from day_missing where unit_id in (select unit_id from day_of_unit)")

    def _read_edges(self, stage: str, days: str, units: str = "") -> None:
        """Adds the edges of ``units`` (of all of the days where none are named): with whom each stood in a pair that could be decided, or
        was found.

        days: a condition that the days of all of them meet.
        """
        con, alone = self.con, ALONE[stage]
        pairs = f"{self.kept}.candidate_{stage}"
        con.execute(f"""
            create or replace table pair_read as
            select left_unit_id, right_unit_id, left_on, right_on, priority
            from ({pairs_of(pairs, units, days) if units else pairs_on(pairs, days)})
            where rule_id not in (from {alone})
        """)
        con.execute("""
            create or replace table unit_read as
            select left_unit_id as unit_id, left_on as unit_on from pair_read union select right_unit_id, right_on from pair_read
        """)
        self.know_days(f"from unit_read where not unit_on {self.days}")
        # a part of a bundle may be taken on another day
        taken_on = "is not null" if count(con, "bundle_before") else days_of(con, "unit_read")
        find_taken(con, "taken_read", "unit_read", f"{self.kept}.decided_{stage}", "bundle_before", taken_on)
        con.execute(f"""
            create or replace table pair_free as
            select left_unit_id, right_unit_id from {joined("pair_read", "taken_read", "taken_read")} where {BOTH_FREE}
        """)
        for relation in ("pair_free", *([f"{self.kept}.candidate_within_side"] if stage == "exact" else [])):
            for query in _both_ways(relation, units):
                con.execute(f"insert into edge {query}")
        found = FOUND.format(kept=self.kept, stage=stage, alone=alone, days=days)
        con.execute(
            f"create or replace table found_read as select * from ({found}) {f'semi join {units} using (unit_id)' if units else ''}"
        )
        con.execute("insert into edge select unit_id, other_unit_id from found_read")
        self.know_days(f"select other_unit_id, other_on from found_read where not other_on {self.days}")

    def _shorten(self) -> None:
        """Ties all edges read so far together in one place for each set that hangs together: whatever the length of the way, it takes two
        steps."""
        con = self.con
        con.execute("""
            create or replace table node as
            select unit_id, hash(unit_id) as code from (select unit_id from edge union select other_unit_id from edge)
        """)
        # numbers are told apart sooner than names; two names of one number would only be touched together
        ends = con.sql("select hash(unit_id) as one, hash(other_unit_id) as other from edge").fetchnumpy()
        places, codes = pd.factorize(np.concatenate((ends["one"], ends["other"])))
        ones, others = np.split(places, 2)
        graph = coo_matrix((np.ones(len(ones), dtype=bool), (ones, others)), shape=(len(codes), len(codes)))
        sets = pd.DataFrame({"code": codes, "number": connected_components(graph, directed=False)[1]})
        con.register("code_of_set", sets)
        con.execute("create or replace table star as select unit_id, number from node inner join code_of_set using (code)")
        con.unregister("code_of_set")
        con.execute("""
            create or replace table edge as
            with centres as (select number, min(unit_id) as centre from star group by number)
            select unit_id, centre as other_unit_id from star inner join centres using (number)
            union all
            select centre, unit_id from star inner join centres using (number)
        """)


def _both_ways(pairs: str, units: str) -> list[str]:
    """Queries of the edges (unit_id, other_unit_id) that ``pairs`` are, of ``units`` where they are named."""
    return [
        f"select {mine}_unit_id as unit_id, {other}_unit_id as other_unit_id from {pairs} as pairs"
        + (f" semi join {units} on pairs.{mine}_unit_id = {units}.unit_id" if units else "")
        for mine, other in SIDES
    ]
