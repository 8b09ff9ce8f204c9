"""Who has to be matched again, and whom those meet: the units touched by a change, and around them the units that they are held against.

A touched unit is decided anew. Its neighbours are there so that whatever is counted about it (who else has its amount, its name, its
reference; how many stand around its day) is counted in full; they stay as they were decided. Where a touched unit could be matched with a
neighbour, the neighbour is touched, too, with all that it was matched or compared with: the cascade decides such components as one.
"""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from orchestration.increment.neighbours import neighbours
from orchestration.increment.recent import UNIT, Recent
from orchestration.increment.tables import UNITS, between, count, days_of, union_of_units
from orchestration.increment.windows import (
    ERAS_REACHED,
    FIRST_REFERENCE_ERA,
    LAST_REFERENCE_ERA,
    LONGEST,
    REFERENCE_ERA,
    REFERENCE_ERA_DAYS,
)
from orchestration.project import Project

# What a reference is known by, and what is read of whoever mentions one.
REFERENCE = "reconciliation, scope, reference_key"
SHARED = "reconciliation, side, scope, reference_key, unit_id, unit_on"


class TooFarError(Exception):
    """A change reaches so many items that matching everything anew is faster."""


class Neighbourhood:
    """Tables in memory over the kept ones: ``touched_item``, ``touched_unit``, ``touched`` (units old and new with what is compared of
    them), ``fresh_item`` and ``fresh_unit`` (those of them that are made anew), ``mentioned`` (their references), ``telling`` (those that
    were not common in their era), ``shared_mention`` (whoever mentioned those), ``ring`` (the units around them), the models that say what
    units there are (``UNITS``) of both, and ``subset_item``: the items of the touched, and of those around them the ones that the books may
    apply to each other."""

    def __init__(self, con: duckdb.DuckDBPyConnection, warehouse: str, kept: str, variables: dict[str, str], most: int | None) -> None:
        self.con, self.warehouse, self.kept, self.variables, self.most = con, warehouse, kept, variables, most
        self.items = f"{kept}.reconciliation_item"
        self.fresh = -1  # items of which units were made anew
        con.execute("create table touched_item (item_id varchar)")
        # items of bundles as they were: every other unit is its item
        con.execute(f"create table bundle_before as from {kept}.bundle_item")
        # what a pass will find
        con.execute("create table bundle_now as from bundle_before limit 0")
        con.execute(f"create table possible_party as from {kept}.possible_party limit 0")
        # what is kept together now: a hash in place of five texts, as two bundles of one hash would only be touched together
        con.execute(f"""
            create table bundled as
            select item_id, hash(reconciliation, side, scope, currency, bundle_key) as bundle from {self.items} where bundle_key is not null
        """)
        # read of the kept tables so far, and what was asked for: a later pass asks for the rest
        con.execute(f"create table item_read as from {self.items} limit 0")
        con.execute("create table item_asked (item_id varchar)")
        con.execute(f"create table mention_before as from {kept}.reference_mention limit 0")
        con.execute("create table mention_asked (unit_id varchar)")
        con.execute(f"create table shared_mention as select {SHARED}, {REFERENCE_ERA} as era from {kept}.reference_mention limit 0")
        con.execute(f"create table key_asked as select {REFERENCE}, era as first_era, era as last_era from shared_mention")
        # nearly all of what changed: a single one of years ago must not make all the years since then recent
        ((first, last),) = con.execute("select quantile_disc(first_on, 0.05), max(last_on) from changed_item").fetchall()
        if first:
            first, last = first - timedelta(LONGEST["amount"]), last + timedelta(LONGEST["check"])
        self.recent = Recent(con, kept, first, last)

    def touch(self, query: str) -> int:
        """Touches the items that ``query`` (of item_id) names, with their bundles and all that they were compared with.

        Returns how many came new. Raises TooFarError where there are more than ``most``.
        """
        before = self.count()
        self._go_on_with(query)
        while count(self.con, "frontier"):
            self.con.execute("insert into touched_item from frontier")
            if self.most is not None and self.count() > self.most:
                raise TooFarError
            self._go_on_with(self._next("frontier"))
            if not count(self.con, "frontier") and self.recent.read_edges(self._units("touched_item")):
                self._go_on_with(self._next("touched_item"))
        return self.count() - before

    def touch_units(self, query: str) -> int:
        """The same for units (unit_id), old or new."""
        self.con.execute(f"create or replace table named_unit as select distinct unit_id from ({query})")
        return self.touch("""
            select unit_id as item_id from named_unit
            anti join bundle_before using (unit_id) anti join bundle_now using (unit_id)
            union all select item_id from bundle_before semi join named_unit using (unit_id)
            union all select item_id from bundle_now semi join named_unit using (unit_id)
        """)

    def _go_on_with(self, query: str) -> None:
        self.con.execute(f"""
            create or replace table frontier as select distinct item_id from ({query}) anti join touched_item using (item_id)
        """)

    def _units(self, items: str) -> str:
        """A table of the units that ``items`` were."""
        self.con.execute(f"""
            create or replace table unit_of_item as
            select item_id as unit_id from {items} union select unit_id from bundle_before semi join {items} using (item_id)
        """)
        return "unit_of_item"

    def _next(self, items: str) -> str:
        """Items that share a bundle with ``items``, or were decided with them."""
        units = self._units(items)
        self.con.execute(
            f"create or replace table met_unit as select distinct other_unit_id as unit_id from edge semi join {units} using (unit_id)"
        )
        return f"""
            select unit_id as item_id from met_unit anti join bundle_before using (unit_id)
            union all select item_id from bundle_before semi join met_unit using (unit_id)
            union all select item_id from bundle_before semi join {units} using (unit_id)
            union all
            select item_id from bundled semi join (select bundle from bundled semi join {items} using (item_id)) as bundles using (bundle)
        """

    def look_at_touched(self) -> None:
        """What is touched, as it was and as it is, and who shares its references."""
        con = self.con
        self._make_fresh()
        con.execute("create or replace table bundle_now as from bundle_item")
        con.execute("""
            create or replace table touched_unit as
            select item_id as unit_id from touched_item
            union select unit_id from bundle_before semi join touched_item using (item_id)
            union select unit_id from bundle_now
        """)
        self.recent.read("touched_unit", "unit_before")
        self._ask("mention", "unit_before", "unit_id")
        if count(con, "mention_missing"):
            con.execute(f"""
                insert into mention_before from {self.kept}.reference_mention semi join mention_missing using (unit_id)
                where unit_on {days_of(con, "unit_before")}
            """)
        con.execute("create or replace table same_unit as select unit_id from unit_before anti join fresh_unit using (unit_id)")
        for name, before in (("match_unit", "unit_before"), ("reference_mention", "mention_before")):
            con.execute(f"insert into {name} by name from {before} semi join same_unit using (unit_id)")
        con.execute(f"""
            create or replace table touched as
            select {UNIT}, true as is_new from match_unit union all select {UNIT}, false from unit_before
        """)
        self._recall_mentions()

    def _make_fresh(self) -> None:
        """Makes the units anew of items that changed, or are or were parts of bundles. Every other item is the unit that it was."""
        con = self.con
        con.execute("""
            create or replace table fresh_item_id as
            select item_id from touched_item where item_id in (select item_id from changed_item)
                or item_id in (select item_id from bundled) or item_id in (select item_id from bundle_before)
        """)
        if count(con, "fresh_item_id") == self.fresh:
            # they only become more
            for name in UNITS:
                con.execute(f"delete from {name} where unit_id not in (from fresh_unit)")
            return
        self.fresh = count(con, "fresh_item_id")
        self._read_items()
        fresh = Project(
            con, self.warehouse, rebuilt=frozenset(UNITS),
            given={"reconciliation_item": "fresh_item"}, variables=self.variables,
        )  # fmt: skip
        for name in UNITS:
            con.execute(f"drop table if exists {name}")
            fresh.build(name)
        con.execute("""
            create or replace table fresh_unit as
            select item_id as unit_id from fresh_item_id
            union select unit_id from bundle_before semi join fresh_item_id using (item_id)
            union select unit_id from bundle_item
        """)

    def lay_out(self) -> None:
        """Finds the neighbours of what is touched, once that is looked at."""
        con, kept = self.con, self.kept
        self.recent.read_amounts("touched", ERAS_REACHED)
        con.execute(f"""
            create or replace table open_unit as
            from {kept}.free_unit
            where unit_on between (select min(unit_on) - {LONGEST["party"]} from touched)
                    and (select max(unit_on) + {LONGEST["party"]} from touched)
                and unit_id not in (from touched_unit)
        """)
        parts = neighbours(kept, self.items, f'"{self.warehouse}".ledger.entry_link')
        con.execute("create or replace table near_unit as " + union_of_units(parts))
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
        self._recall_ring()
        # An item that is as it was is told by its unit. The books say of items, not of units, what they apply to each other.
        con.execute("""
            create or replace table subset_item as
            from fresh_item
            union all by name
            select
                unit_id as item_id, unit_on as item_on, reconciliation, side, scope, amount, currency, facility, record_type, entry_id,
                counterparty_key, description, check_number, is_check
            from match_unit
            where not is_bundle and unit_id not in (from fresh_item_id)
                and (unit_id in (from touched_item) or reconciliation = 'receivable')
        """)

    def _recall_ring(self) -> None:
        """Adds the neighbours to the units that are looked at, with the references that they mention: they are as they were."""
        con = self.con
        for units in ("amount_met", "open_unit"):
            con.execute(f"insert into match_unit by name from {units} semi join ring using (unit_id) anti join match_unit using (unit_id)")
        con.execute("create or replace table ring_missing as from ring anti join match_unit using (unit_id)")
        if count(con, "ring_missing"):
            self.recent.read("ring_missing", "ring_read")
            con.execute("insert into match_unit by name from ring_read")
        con.execute("insert into bundle_item by name from bundle_before semi join ring using (unit_id)")
        con.execute(f"""
            insert into reference_mention by name
            from {self.kept}.reference_mention semi join ring using (unit_id) where unit_on {days_of(con, "match_unit")}
        """)

    def _read_items(self) -> None:
        """Makes ``fresh_item`` of the items that ``fresh_item_id`` names: of the days read first, then of all on which something changed,
        and where some are parts of a bundle, of any."""
        con = self.con
        self._ask("item", "fresh_item_id", "item_id")
        ((first, last),) = con.execute("select min(first_on), max(last_on) from changed_item").fetchall()
        for days in (f"where items.item_on {self.recent.days}", f"where items.item_on {between(first, last)}", ""):
            if not count(con, "item_missing"):
                break
            con.execute(f"insert into item_read select items.* from {self.items} as items semi join item_missing using (item_id) {days}")
            con.execute("delete from item_missing where item_id in (select item_id from item_read)")
        con.execute("create or replace table fresh_item as from item_read semi join fresh_item_id using (item_id)")

    def _ask(self, what: str, wanted: str, keys: str) -> None:
        """Lists which of ``wanted`` were not asked for in an earlier pass, as ``{what}_missing``: the others are read."""
        missing, asked = f"{what}_missing", f"{what}_asked"
        self.con.execute(f"create or replace table {missing} as select distinct {keys} from {wanted} anti join {asked} using ({keys})")
        self.con.execute(f"insert into {asked} from {missing}")

    def _recall_mentions(self) -> None:
        """The references of touched units, as they were and as they are, and whoever else was known to mention those."""
        con, kept = self.con, self.kept
        con.execute(f"""
            create or replace table mentioned as
            select *, {REFERENCE_ERA} as era
            from (
                select *, true as is_new from reference_mention
                union all
                select *, false from mention_before semi join unit_before using (unit_id)
            )
        """)
        con.execute(f"""
            create or replace table telling as
            from mentioned anti join {kept}.common_reference using (reconciliation, side, scope, reference_key, era)
        """)
        con.execute(f"""
            create or replace table key_reached as
            select {REFERENCE}, min({FIRST_REFERENCE_ERA}) as first_era, max({LAST_REFERENCE_ERA}) as last_era
            from mentioned left join reference_window using (reconciliation) group by {REFERENCE}
        """)
        con.execute(f"""
            create or replace table key_missing as
            select key_reached.* from key_reached left join key_asked using ({REFERENCE})
            where coalesce(key_reached.first_era < key_asked.first_era or key_reached.last_era > key_asked.last_era, true)
        """)
        ((first, last),) = con.execute("select min(first_era), max(last_era) from key_missing").fetchall()
        if first is None:
            return
        # a key that is asked for again is read anew, further around
        for table in ("key_asked", "shared_mention"):
            con.execute(f"delete from {table} where ({REFERENCE}) in (select {REFERENCE} from key_missing)")
        con.execute(f"insert into key_asked select {REFERENCE}, {first}, {last} from key_missing")
        starts, ends = date(1970, 1, 1) + timedelta(first), date(1970, 1, 1) + timedelta(last + REFERENCE_ERA_DAYS - 1)
        con.execute(f"""
            insert into shared_mention
            select * from (
                -- one column tells nearly all of them apart: to ask by three takes longer
                select {SHARED}, {REFERENCE_ERA} as era from {kept}.reference_mention
                semi join (select distinct reference_key from key_missing) as missing using (reference_key)
                where unit_on {between(starts, ends)}
            ) as mentions
            semi join key_missing using ({REFERENCE})
        """)
        self.recent.know_days(f"select unit_id, unit_on from shared_mention semi join key_missing using ({REFERENCE})")

    def count(self) -> int:
        return count(self.con, "touched_item")
