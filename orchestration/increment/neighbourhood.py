"""Who has to be matched again, and whom those meet: the units touched by a change, and around them the units that they are held against.

A touched unit is decided anew. Its neighbours are there so that whatever is counted about it (who else has its amount, its name, its
reference; how many stand around its day) is counted in full; they stay as they were decided. Where a touched unit could be matched with a
neighbour, the neighbour is touched, too, with all that it was matched or compared with: the cascade decides such components as one.
"""

from __future__ import annotations

import duckdb

from orchestration.project import Project

UNIT = """
    unit_id, reconciliation, side, scope, currency, amount, unit_on, counterparty_key, text_key, check_number, is_check, is_whole, is_bundle
"""
EDGES = ("candidate_exact", "candidate_near", "candidate_within_side", "pair_by_reference")
LONGEST = {"amount": 60, "check": 150, "party": 60, "day": 24, "deposit": 14}  # days, with the eras that a window reaches into


class Neighbourhood:
    """Tables in memory over the kept ones: ``touched_item``, ``touched_unit``, ``touched`` (units old and new with what is compared of
    them), ``mentioned`` (their references), ``ring`` (the units around them) and ``subset_item`` (the items of both)."""

    def __init__(self, con: duckdb.DuckDBPyConnection, warehouse: str, kept: str, variables: dict[str, str]) -> None:
        self.con, self.warehouse, self.kept, self.variables = con, warehouse, kept, variables
        self.items = f"{kept}.reconciliation_item"
        self._days: tuple = ()
        con.execute("create table touched_item (item_id varchar primary key)")
        # items of bundles as they were: every other unit is its item
        con.execute(f"create table bundle_before as from {kept}.bundle_item")
        # what a pass will find
        con.execute("create table bundle_now as from bundle_before limit 0")
        con.execute(f"create table possible_party as from {kept}.possible_party limit 0")

    def touch(self, query: str) -> int:
        """Touches the items that ``query`` (of item_id) names, with their bundles and all that they were compared with.

        Returns how many came new.
        """
        before = self.count()
        self._go_on_with(query)
        while self.con.execute("select count(*) from frontier").fetchall()[0][0]:
            self.con.execute("insert into touched_item from frontier")
            self._go_on_with(self._next())
        return self.count() - before

    def touch_units(self, query: str) -> int:
        """The same for units (unit_id), old or new."""
        self.con.execute(f"create or replace table named_unit as select distinct unit_id from ({query})")
        return self.touch(f"""
            select unit_id as item_id from named_unit semi join {self.items} as items on items.item_id = named_unit.unit_id
            union all select item_id from bundle_before semi join named_unit using (unit_id)
            union all select item_id from bundle_now semi join named_unit using (unit_id)
        """)

    def _go_on_with(self, query: str) -> None:
        self.con.execute(f"""
            create or replace table frontier as select distinct item_id from ({query}) anti join touched_item using (item_id)
        """)

    def _next(self) -> str:
        """Items that share a bundle with those of the frontier, or were compared with them."""
        con, kept = self.con, self.kept
        con.execute("""
            create or replace table frontier_unit as
            select item_id as unit_id from frontier union select unit_id from bundle_before semi join frontier using (item_id)
        """)
        con.execute("create or replace table met_unit (unit_id varchar)")
        for edges in EDGES:
            for mine, other in (("left", "right"), ("right", "left")):
                con.execute(f"""
                    insert into met_unit select distinct {other}_unit_id from {kept}.{edges} as edges
                    semi join frontier_unit on edges.{mine}_unit_id = frontier_unit.unit_id
                """)
        return f"""
            select unit_id as item_id from met_unit anti join bundle_before using (unit_id)
            union all select item_id from bundle_before semi join met_unit using (unit_id)
            union all select item_id from bundle_before semi join frontier_unit using (unit_id)
            union all
            select others.item_id from {self.items} as others
            semi join (
                select reconciliation, side, scope, currency, bundle_key
                from {self.items} semi join frontier using (item_id) where bundle_key is not null
            ) as bundles using (reconciliation, side, scope, currency, bundle_key)
            where others.bundle_key is not null
        """

    def lay_out(self) -> None:
        """Finds the neighbours of what is touched."""
        con, kept = self.con, self.kept
        con.execute(f"create or replace table subset_item as from {self.items} semi join touched_item using (item_id)")
        fresh = Project(
            con, self.warehouse, rebuilt=frozenset(("match_unit", "bundle_item", "reference_mention")),
            given={"reconciliation_item": "subset_item"}, variables=self.variables,
        )  # fmt: skip
        for name in ("match_unit", "bundle_item", "reference_mention"):
            con.execute(f"drop table if exists {name}")
        fresh.build("match_unit")
        fresh.build("reference_mention")
        con.execute("create or replace table bundle_now as from bundle_item")
        con.execute("""
            create or replace table touched_unit as
            select item_id as unit_id from touched_item
            union select unit_id from bundle_before semi join touched_item using (item_id)
            union select unit_id from bundle_now
        """)
        con.execute(f"""
            create or replace table touched as
            select {UNIT}, coalesce(description, '') as description, true as is_new from match_unit
            union all
            select {UNIT}, coalesce(description, ''), false from {kept}.match_unit semi join touched_unit using (unit_id)
        """)
        con.execute(f"""
            create or replace table mentioned as
            select *, true as is_new from reference_mention
            union all
            select *, false from {kept}.reference_mention semi join touched_unit using (unit_id)
        """)
        con.execute(f"""
            create or replace table open_unit as
            select {UNIT} from {kept}.free_unit anti join touched_unit using (unit_id)
        """)
        self._recall_recent()
        parts = [
            self._by_reference(), self._by_amount(), self._by_check(), self._by_reversal(), self._by_party(), self._by_day(),
            self._by_deposit(), self._by_link(),
        ]  # fmt: skip
        con.execute("create or replace table near_unit as " + " union ".join(f"(select unit_id from ({part}))" for part in parts))
        # a bundle and its parts take each other's place
        con.execute("""
            create or replace table ring as
            with bundles as (
                select unit_id from bundle_before semi join near_unit using (unit_id)
                union select unit_id from bundle_before semi join near_unit on bundle_before.item_id = near_unit.unit_id
            ),
            united as (
                from near_unit union from bundles union select item_id from bundle_before semi join bundles using (unit_id)
            )
            from united anti join touched_unit using (unit_id)
        """)
        con.execute(f"""
            create or replace table subset_item as
            with wanted as (
                select item_id from touched_item
                union select unit_id from ring anti join bundle_before using (unit_id)
                union select item_id from bundle_before semi join ring using (unit_id)
            )
            from {self.items} semi join wanted using (item_id)
        """)

    def _recall_recent(self) -> None:
        """What happened around the days of touched units, read once; and once more where a pass reaches further back."""
        ((first, last, first_check),) = self.con.execute(f"""
            select min(unit_on) - {LONGEST["amount"]}, max(unit_on) + {LONGEST["check"]},
                min(unit_on) filter (is_check) - {LONGEST["check"]}
            from touched
        """).fetchall()
        days = (first, last, first_check)
        if self._days:
            known_first, known_last, known_check = self._days
            if known_first <= first and known_last >= last and (first_check is None or (known_check and known_check <= first_check)):
                return
        self._days = days
        self.con.execute(
            f"""
            create or replace table recent_unit as
            select {UNIT} from {self.kept}.match_unit
            where unit_on between $first and $last or (is_check and unit_on between $check and $last)
            """,
            {"first": first, "last": last, "check": first_check},
        )

    # ------------------------------------------------------------------------------------------------------------ who is a neighbour
    def _by_reference(self) -> str:
        return f"""
            select mentions.unit_id from {self.kept}.reference_mention as mentions
            semi join (
                select distinct reconciliation, scope, reference_key from mentioned
                anti join {self.kept}.common_reference using (reconciliation, side, scope, reference_key)
            ) as mine using (reconciliation, scope, reference_key)
        """

    def _by_amount(self) -> str:
        """Of the same amount within the eras that a window reaches into, on both sides: those that are counted among it, too."""
        return f"""
            select others.unit_id from recent_unit as others
            semi join (
                select reconciliation, scope, currency, amount, min(unit_on) as first_on, max(unit_on) as last_on,
                    bool_or(is_check) as is_check
                from touched group by reconciliation, scope, currency, amount
            ) as mine
                on others.reconciliation = mine.reconciliation and others.scope = mine.scope and others.currency = mine.currency
                and others.amount = mine.amount
                and others.unit_on between mine.first_on - case when mine.is_check then {LONGEST["check"]} else {LONGEST["amount"]} end
                    and mine.last_on + case when mine.is_check then {LONGEST["check"]} else {LONGEST["amount"]} end
        """

    def _by_check(self) -> str:
        return f"""
            select others.unit_id from {self.kept}.match_unit as others
            semi join (select distinct reconciliation, scope, check_number from touched where check_number is not null) as mine
                using (reconciliation, scope, check_number)
        """

    def _by_reversal(self) -> str:
        return f"""
            select others.unit_id from recent_unit as others
            semi join (
                select reconciliation, side, scope, -amount as amount, min(unit_on) as first_on, max(unit_on) as last_on
                from touched group by reconciliation, side, scope, amount
            ) as mine
                on others.reconciliation = mine.reconciliation and others.side = mine.side and others.scope = mine.scope
                and others.amount = mine.amount
                and others.unit_on between mine.first_on - {LONGEST["amount"]} and mine.last_on + {LONGEST["amount"]}
        """

    def _by_party(self) -> str:
        """Open units of the names that touched ones have or may have."""
        return f"""
            with named as (
                select scope, counterparty_key, unit_on from touched
                where side = 'left' and counterparty_key is not null and reconciliation in ('bank', 'files')
                union all
                select possible.scope, possible.counterparty_key, touched.unit_on
                from touched inner join {self._possible()} as possible using (scope, text_key)
                where touched.side = 'right' and touched.reconciliation in ('bank', 'files')
            ),
            parties as (
                select scope, counterparty_key, min(unit_on) - {LONGEST["party"]} as first_on, max(unit_on) + {LONGEST["party"]} as last_on
                from named group by scope, counterparty_key
            ),
            texts as (
                select possible.scope, possible.text_key, min(first_on) as first_on, max(last_on) as last_on
                from {self._possible()} as possible inner join parties using (scope, counterparty_key)
                group by possible.scope, possible.text_key
            )
            select open_unit.unit_id from open_unit inner join parties using (scope, counterparty_key)
            where open_unit.side = 'left' and open_unit.unit_on between parties.first_on and parties.last_on
            union all
            select open_unit.unit_id from open_unit inner join texts using (scope, text_key)
            where open_unit.side = 'right' and open_unit.unit_on between texts.first_on and texts.last_on
        """

    def _possible(self) -> str:
        """Whom a text may mean: as kept, and as it was found in the pass before."""
        return f"(from {self.kept}.possible_party union from possible_party)"

    def _by_day(self) -> str:
        """Open units around the day, where a rule goes by time and amount alone."""
        return f"""
            select open_unit.unit_id from open_unit
            semi join (
                select distinct reconciliation, scope, currency, sign(amount) as direction, unit_on from touched
                semi join by_time using (reconciliation)
            ) as mine
                on open_unit.reconciliation = mine.reconciliation and open_unit.scope = mine.scope and open_unit.currency = mine.currency
                and sign(open_unit.amount) = mine.direction and abs(open_unit.unit_on - mine.unit_on) <= {LONGEST["day"]}
        """

    def _by_deposit(self) -> str:
        return f"""
            select open_unit.unit_id from open_unit
            semi join (
                select distinct scope, currency, sign(amount) as direction, unit_on from touched
                where reconciliation = 'bank' and (is_check or side = 'right')
            ) as mine
                on open_unit.scope = mine.scope and open_unit.currency = mine.currency and sign(open_unit.amount) = mine.direction
                and abs(open_unit.unit_on - mine.unit_on) <= {LONGEST["deposit"]}
            where open_unit.reconciliation = 'bank' and (open_unit.is_check or open_unit.side = 'right')
        """

    def _by_link(self) -> str:
        """Items of documents and payments that the books apply to each other."""
        links = f'"{self.warehouse}".ledger.entry_link'
        return f"""
            with entries as (
                select distinct entry_id from {self.items} semi join touched_item using (item_id) where reconciliation = 'receivable'
            ),
            others as (
                select from_entry_id as entry_id from {links} as links semi join entries on links.to_entry_id = entries.entry_id
                union select to_entry_id from {links} as links semi join entries on links.from_entry_id = entries.entry_id
            )
            select items.item_id as unit_id from {self.items} as items semi join others using (entry_id)
            where items.reconciliation = 'receivable'
        """

    # ------------------------------------------------------------------------------------------------------------------------ helpers
    def count(self) -> int:
        return int(self.con.execute("select count(*) from touched_item").fetchall()[0][0])
