"""Units around the days of what changed, and with whom they were decided: read once from the kept tables, and more where a pass needs it.

Most of what a change reaches happened in the weeks before it. What is older is still found, at the cost of looking a kept table through.
"""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from orchestration.increment.tables import between, count, days_of, pairs_of
from orchestration.increment.taken import BOTH_FREE, find_taken, joined
from orchestration.increment.windows import ERA, ERA_DAYS

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
    """Tables in memory: ``recent_unit`` (units as they were) and ``edge`` (of each of them, those it was decided with).

    first, last: the days read at once; None where nothing is.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, kept: str, first: date | None, last: date | None) -> None:
        self.con, self.kept = con, kept
        self.days = between(first, last)
        con.execute(f"create table recent_unit as select {UNIT} from {kept}.match_unit where unit_on {self.days}")
        con.execute("create table edge (unit_id varchar, other_unit_id varchar)")
        con.execute("create table edge_asked (unit_id varchar)")
        con.execute("create table day_of_unit (unit_id varchar, unit_on date)")
        con.execute("create table older_read as from recent_unit limit 0")
        con.execute("create table older_asked (unit_id varchar)")
        con.execute("create table older_amount as select unit_id, amount, unit_on from recent_unit limit 0")
        con.execute(
            f"create table amount_asked as select reconciliation, scope, abs(amount) as size, {ERA} as era from recent_unit limit 0"
        )
        # what no reference matched is little, and may hang together for months
        self._read_edges("near")
        self._read_edges("exact", "recent_unit", self.days)
        self._shorten()
        for mine, other in SIDES:
            pairs = f"{kept}.pair_by_reference where {mine}_on {self.days}"
            con.execute(f"insert into edge select {mine}_unit_id, {other}_unit_id from {pairs}")
            self.know_days(f"select {other}_unit_id, {other}_on from {pairs} and not {other}_on {self.days}")

    def read_edges(self, units: str) -> bool:
        """Reads the edges of those of the table ``units`` that lie beyond the days read, and says whether there are such."""
        con = self.con
        if not self._find_older(units, f"(select unit_id from recent_unit where unit_on {self.days})", "edge_asked"):
            return False
        con.execute("insert into edge_asked from older_unit")
        days = self._days_of_older()
        self._read_edges("exact", "older_unit", days)
        con.execute(f"""
            create or replace table reference_read as {pairs_of(f"{self.kept}.pair_by_reference", "older_unit", days)}
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
        if self._find_older(units, "recent_unit", "older_asked"):
            con.execute("insert into older_asked from older_unit")
            con.execute(f"""
                insert into older_read
                select {UNIT} from {self.kept}.match_unit semi join older_unit using (unit_id) where unit_on {self._days_of_older()}
            """)
        con.execute(f"""
            create or replace table {table} as
            from recent_unit semi join {units} using (unit_id)
            union all
            from older_read semi join {units} using (unit_id) anti join recent_unit using (unit_id)
        """)

    def read_amounts_of(self, units: str) -> None:
        """Makes ``amount_of_unit`` of those of the table ``units`` that were there: unit_id, amount, unit_on."""
        con = self.con
        if self._find_older(units, "recent_unit", "older_amount"):
            con.execute(f"""
                insert into older_amount
                select unit_id, amount, unit_on from {self.kept}.match_unit semi join older_unit using (unit_id)
                where unit_on {self._days_of_older()}
            """)
        con.execute(f"""
            create or replace table amount_of_unit as
            select unit_id, amount, unit_on from recent_unit semi join {units} using (unit_id)
            union all
            from older_amount semi join {units} using (unit_id)
        """)

    def read_amounts(self, units: str, eras: str) -> None:
        """Reads whoever has the amount, or its opposite, of one of ``units`` in one of its ``eras`` (an expression), where they are not all
        read."""
        con = self.con
        keys = "reconciliation, scope, abs(amount)"
        con.execute(f"""
            create or replace table amount_missing as
            select distinct reconciliation, scope, size, era
            from (select reconciliation, scope, abs(amount) as size, unnest({eras}) as era from {units})
            anti join amount_asked using (reconciliation, scope, size, era)
            where not (date '1970-01-01' + cast(era * {ERA_DAYS} as integer) {self.days}
                and date '1970-01-01' + cast(era * {ERA_DAYS} + {ERA_DAYS - 1} as integer) {self.days})
        """)
        ((first, last),) = con.execute("select min(era), max(era) from amount_missing").fetchall()
        if first is None:
            return
        con.execute("insert into amount_asked from amount_missing")
        starts, ends = (date(1970, 1, 1) + timedelta(int(era) * ERA_DAYS) for era in (first, last + 1))
        con.execute(f"""
            insert into recent_unit select {UNIT} from {self.kept}.match_unit
            where unit_on >= date '{starts}' and unit_on < date '{ends}' and not unit_on {self.days}
                and ({keys}, {ERA}) in (select reconciliation, scope, size, era from amount_missing)
        """)

    def _find_older(self, units: str, recent: str, asked: str) -> bool:
        """Makes ``older_unit`` of those of ``units`` that were there and are not in ``recent`` or ``asked``; says if there are any."""
        self.con.execute(f"""
            create or replace table older_unit as
            select distinct unit_id from {units}
            anti join {recent} as recent using (unit_id) anti join {asked} using (unit_id)
            anti join (select item_id as unit_id from changed_item where is_new) as new using (unit_id)
        """)
        return count(self.con, "older_unit") > 0

    def _days_of_older(self) -> str:
        """A condition that the days of all of ``older_unit`` meet. Those of units that were not met with their days are looked for."""
        con = self.con
        con.execute("create or replace table older_on as select unit_id, unit_on from day_of_unit semi join older_unit using (unit_id)")
        con.execute("create or replace table unmet_unit as from older_unit anti join older_on using (unit_id)")
        if count(con, "unmet_unit"):
            con.execute(f"insert into older_on select unit_id, unit_on from {self.kept}.match_unit semi join unmet_unit using (unit_id)")
        return days_of(con, "older_on")

    def _read_edges(self, stage: str, units: str = "", days: str = "is not null") -> None:
        """Adds the edges of ``units`` (of all where none are named): with whom each stood in a pair that could be decided, or was found.

        days: a condition that the days of all of them meet.
        """
        con, alone = self.con, ALONE[stage]
        pairs = f"{self.kept}.candidate_{stage}"
        con.execute(f"""
            create or replace table pair_read as
            select left_unit_id, right_unit_id, left_on, right_on, priority
            from ({pairs_of(pairs, units, days) if units else f"from {pairs}"}) where rule_id not in (from {alone})
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
