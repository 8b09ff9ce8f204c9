"""Units around the days of what changed, and with whom they were compared: read once from the kept tables, and more where a pass needs it.

Most of what a change reaches happened in the weeks before it. What is older is still found, at the cost of reading a kept table through.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from orchestration.increment.tables import count

UNIT = """
    unit_id, reconciliation, side, scope, currency, amount, unit_on, counterparty_key, text_key, check_number, is_check, is_whole, is_bundle
"""
COMPARED = ("candidate_exact", "candidate_near", "candidate_within_side", "decided_exact", "decided_near")
DATED = "pair_by_reference"  # has the days of both units
# Pairs are decided together with all that they hang together with. A sum is searched for each unit by itself, and what is unique is
# counted for each: they hang on those alone that they found. Whom else they could be of has no end where an amount, or a party, comes
# every day: what that means for others is asked of who is another than before (see consequences).
CANDIDATES = "(select left_unit_id, right_unit_id from {kept}.{table} where rule_id not in (from {rules}))"
FOUND = """(
    select one.unit_id as left_unit_id, other.unit_id as right_unit_id
    from {kept}.{table} as one inner join {kept}.{table} as other on one.group_id = other.group_id and one.unit_id <> other.unit_id
    where one.rule_id in (from {rules})
)"""
RELATIONS = {
    "candidate_exact": (CANDIDATES, "unique_rule"),
    "candidate_near": (CANDIDATES, "sum_rule"),
    "decided_exact": (FOUND, "unique_rule"),
    "decided_near": (FOUND, "sum_rule"),
}
SIDES = (("left", "right"), ("right", "left"))


class Recent:
    """Tables in memory: ``recent_unit`` (units as they were) and ``recent_edge`` (of each of them, those it was compared with)."""

    def __init__(self, con: duckdb.DuckDBPyConnection, kept: str) -> None:
        self.con, self.kept = con, kept
        self._first = self._last = self._check = None
        con.execute(f"create table recent_unit as select {UNIT} from {kept}.match_unit limit 0")
        con.execute("create table recent_edge (unit_id varchar, other_unit_id varchar)")
        con.execute("create table older_edge (unit_id varchar, other_unit_id varchar)")
        self._reads_all = False

    def reach(self, first: date, last: date, check: date | None = None) -> None:
        """Reads the units of the days from ``first`` to ``last``, and checks of the days from ``check`` on, where they are not read yet."""
        known, known_days = self._within(), self._days()
        self._first = min(first, self._first or first)
        self._last = max(last, self._last or last)
        self._check = min((day for day in (check, self._check) if day), default=None)
        if self._within() == known:
            return
        self.con.execute(f"""
            create or replace table newly_recent as
            select {UNIT} from {self.kept}.match_unit where ({self._within()}) and not ({known})
        """)
        self.con.execute("insert into recent_unit from newly_recent")
        for query in self._edges("newly_recent", COMPARED):
            self.con.execute(f"insert into recent_edge {query}")
        for mine, other in SIDES:
            self.con.execute(f"""
                insert into recent_edge select {mine}_unit_id, {other}_unit_id from {self.kept}.{DATED}
                where {mine}_on {self._days()} and ({f"{mine}_on not {known_days}" if known_days else "true"})
            """)

    def met(self, units: str) -> str:
        """A query of the units (unit_id) that those of the table ``units`` were compared with."""
        near = f"select other_unit_id as unit_id from recent_edge semi join {units} using (unit_id)"
        if not self._older(units):
            return near
        if not self._reads_all:
            # whoever reaches back once goes on from there: all that was compared is read now
            self._reads_all = True
            for query in self._edges("recent_unit", COMPARED, "anti"):
                self.con.execute(f"insert into older_edge {query}")
        older = ("select * from older_edge semi join older_unit using (unit_id)", *self._edges("older_unit", (DATED,)))
        return " union all ".join((near, *(f"select other_unit_id from ({query})" for query in older)))

    def read(self, units: str, table: str) -> None:
        """Makes ``table`` of the units that the table ``units`` names, as they were; one that is new is not in it."""
        self.con.execute(f"create or replace table {table} as from recent_unit semi join {units} using (unit_id)")
        if self._older(units):
            self.con.execute(f"insert into {table} select {UNIT} from {self.kept}.match_unit semi join older_unit using (unit_id)")

    def _older(self, units: str) -> bool:
        """Whether some of ``units`` were kept, but lie beyond the days read; they are in ``older_unit``."""
        self.con.execute(f"""
            create or replace table older_unit as
            select unit_id from {units} anti join recent_unit using (unit_id)
            anti join (select item_id as unit_id from changed_item where is_new) as new using (unit_id)
        """)
        if count(self.con, "older_unit"):
            self.con.execute(f"""
                create or replace table older_unit as select unit_id from {self.kept}.match_unit semi join older_unit using (unit_id)
            """)
        return count(self.con, "older_unit") > 0

    def _edges(self, units: str, tables: Sequence[str], join: str = "semi") -> list[str]:
        """Queries of the edges of these units, or with an anti join of all others."""
        return [
            f"select {mine}_unit_id as unit_id, {other}_unit_id as other_unit_id from {self._relation(edges)} as edges "
            f"{join} join {units} on edges.{mine}_unit_id = {units}.unit_id"
            for edges in tables
            for mine, other in SIDES
        ]

    def _relation(self, table: str) -> str:
        if table not in RELATIONS:
            return f"{self.kept}.{table}"
        relation, rules = RELATIONS[table]
        return relation.format(kept=self.kept, table=table, rules=rules)

    def _days(self) -> str:
        """All days read, those of checks alone with them."""
        if self._first is None:
            return ""
        return f"between date '{min(self._first, self._check or self._first)}' and date '{self._last}'"

    def _within(self) -> str:
        if self._first is None:
            return "false"
        within = f"unit_on between date '{self._first}' and date '{self._last}'"
        return f"{within} or (is_check and unit_on between date '{self._check}' and date '{self._last}')" if self._check else within
