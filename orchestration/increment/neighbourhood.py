"""Who has to be matched again, and whom those meet: the units touched by a change, and around them the units that they are held against.

A touched unit is decided anew. Its neighbours are there so that whatever is counted about it (who else has its amount, its name, its
reference; how many stand around its day) is counted in full; they stay as they were decided. Where a touched unit could be matched with a
neighbour, the neighbour is touched, too, with all that it was matched or compared with: the cascade decides such components as one.
"""

from __future__ import annotations

from datetime import timedelta

import duckdb

from orchestration.increment.recent import ERA, ERA_DAYS, UNIT, Recent
from orchestration.increment.tables import count, union_of_units
from orchestration.project import Project

LONGEST = {"amount": 80, "check": 210, "party": 60, "day": 24, "deposit": 14}  # days, with the eras that a window reaches into
# The eras in which a unit of the same amount counts for one, as a list.
ERAS_REACHED = "[{era} + n for n in range(-({reach}), {reach} + 1)]".format(
    era=ERA, reach=f"case when is_check then {-(-LONGEST['check'] // ERA_DAYS)} else {-(-LONGEST['amount'] // ERA_DAYS)} end"
)


class TooFarError(Exception):
    """A change reaches so many items that matching everything anew is faster."""


class Neighbourhood:
    """Tables in memory over the kept ones: ``touched_item``, ``touched_unit``, ``touched`` (units old and new with what is compared of
    them), ``mentioned`` (their references), ``shared_mention`` (whoever mentioned those), ``ring`` (the units around them) and
    ``subset_item`` (the items of both)."""

    def __init__(self, con: duckdb.DuckDBPyConnection, warehouse: str, kept: str, variables: dict[str, str], most: int | None) -> None:
        self.con, self.warehouse, self.kept, self.variables, self.most = con, warehouse, kept, variables, most
        self.items = f"{kept}.reconciliation_item"
        con.execute("create table touched_item (item_id varchar primary key)")
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
        con.execute(f"create table shared_mention as from {kept}.reference_mention limit 0")
        con.execute("create table key_asked as select reconciliation, scope, reference_key from shared_mention")
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
        self._subset("touched_item")
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
        self.recent.read("touched_unit", "unit_before")
        con.execute(f"""
            create or replace table touched as
            select {UNIT}, true as is_new from match_unit union all select {UNIT}, false from unit_before
        """)
        self._recall_mentions()

    def lay_out(self) -> None:
        """Finds the neighbours of what is touched, once that is looked at."""
        con, kept = self.con, self.kept
        self.recent.read_amounts("touched", ERAS_REACHED)
        con.execute(f"""
            create or replace table open_unit as
            select {UNIT} from {kept}.free_unit
            where unit_on between (select min(unit_on) - {LONGEST["party"]} from touched)
                    and (select max(unit_on) + {LONGEST["party"]} from touched)
                and unit_id not in (from touched_unit)
        """)
        parts = [
            self._by_reference(), self._by_amount(), self._by_check(), self._by_reversal(), self._by_party(), self._by_day(),
            self._by_deposit(), self._by_link(),
        ]  # fmt: skip
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
        con.execute("""
            create or replace table wanted_item as
            select item_id from touched_item
            union select unit_id from ring anti join bundle_before using (unit_id)
            union select item_id from bundle_before semi join ring using (unit_id)
        """)
        self._subset("wanted_item")

    def _subset(self, wanted: str) -> None:
        """Makes ``subset_item`` of the items that the table ``wanted`` names: of the days read first, and where some are older, of all."""
        con = self.con
        self._ask("item", wanted, "item_id")
        for days in (f"where items.item_on {self.recent.days}", ""):
            if not count(con, "item_missing"):
                break
            # ids are looked through first: rows are wide
            con.execute(f"""
                create or replace table row_missing as
                select items.rowid as row from {self.items} as items semi join item_missing using (item_id) {days}
            """)
            con.execute(f"""
                insert into item_read
                select items.* from {self.items} as items semi join row_missing on items.rowid = row_missing.row {days}
            """)
            con.execute("delete from item_missing where item_id in (select item_id from item_read)")
        con.execute(f"create or replace table subset_item as from item_read semi join {wanted} using (item_id)")

    def _ask(self, what: str, wanted: str, keys: str) -> None:
        """Lists which of ``wanted`` were not asked for in an earlier pass, as ``{what}_missing``: the others are read."""
        missing, asked = f"{what}_missing", f"{what}_asked"
        self.con.execute(f"create or replace table {missing} as select distinct {keys} from {wanted} anti join {asked} using ({keys})")
        self.con.execute(f"insert into {asked} from {missing}")

    def _recall_mentions(self) -> None:
        """The references of touched units, as they were and as they are, and whoever else was known to mention those."""
        con, kept = self.con, self.kept
        # an item that did not change mentions what it did
        con.execute("""
            create or replace table unit_changed as
            select unit_id from unit_before
            where unit_id in (select item_id from changed_item) or unit_id in (select unit_id from bundle_before)
        """)
        self._ask("mention", "unit_changed", "unit_id")
        if count(con, "mention_missing"):
            con.execute(f"insert into mention_before from {kept}.reference_mention semi join mention_missing using (unit_id)")
        con.execute("""
            create or replace table mentioned as
            select *, true as is_new from reference_mention
            union all
            select *, false from reference_mention semi join unit_before using (unit_id) anti join unit_changed using (unit_id)
            union all
            select *, false from mention_before semi join unit_changed using (unit_id)
        """)
        self._ask("key", "mentioned", "reconciliation, scope, reference_key")
        if count(con, "key_missing"):
            con.execute(f"""
                insert into shared_mention from {kept}.reference_mention semi join key_missing using (reconciliation, scope, reference_key)
            """)

    # ------------------------------------------------------------------------------------------------------------ who is a neighbour
    def _by_reference(self) -> str:
        return f"""
            select mentions.unit_id from shared_mention as mentions
            semi join (
                select distinct reconciliation, scope, reference_key from mentioned
                anti join {self.kept}.common_reference using (reconciliation, side, scope, reference_key)
            ) as mine using (reconciliation, scope, reference_key)
        """

    def _by_amount(self) -> str:
        """Of the same amount within the eras that a window reaches into, on both sides: those that are counted among it, too."""
        keys = "reconciliation, scope, currency, amount"
        return f"""
            select unit_id from (select unit_id, {keys}, {ERA} as era from recent_unit) as others
            semi join (select distinct {keys}, unnest({ERAS_REACHED}) as era from touched) as mine using ({keys}, era)
        """

    def _by_check(self) -> str:
        return f"""
            select others.unit_id from {self.kept}.match_unit as others
            semi join (select distinct reconciliation, scope, check_number from touched where check_number is not null) as mine
                using (reconciliation, scope, check_number)
        """

    def _by_reversal(self) -> str:
        return f"""
            with reversal as (
                select reconciliation, max(greatest(days_before, days_after)) as days from rule where predicate = 'reversal'
                group by reconciliation
            )
            select others.unit_id from recent_unit as others
            semi join (
                select distinct reconciliation, side, scope, -amount as amount, {_days_around("reversal.days")} as day
                from touched inner join reversal using (reconciliation)
            ) as mine
                on others.reconciliation = mine.reconciliation and others.side = mine.side and others.scope = mine.scope
                and others.amount = mine.amount and others.unit_on = mine.day
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
                select distinct reconciliation, scope, currency, sign(amount) as direction, {_days_around(LONGEST["day"])} as day
                from touched semi join by_time using (reconciliation)
            ) as mine
                on open_unit.reconciliation = mine.reconciliation and open_unit.scope = mine.scope and open_unit.currency = mine.currency
                and sign(open_unit.amount) = mine.direction and open_unit.unit_on = mine.day
        """

    def _by_deposit(self) -> str:
        return f"""
            select open_unit.unit_id from open_unit
            semi join (
                select distinct scope, currency, sign(amount) as direction, {_days_around(LONGEST["deposit"])} as day
                from touched where reconciliation = 'bank' and (is_check or side = 'right')
            ) as mine
                on open_unit.scope = mine.scope and open_unit.currency = mine.currency and sign(open_unit.amount) = mine.direction
                and open_unit.unit_on = mine.day
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
        return count(self.con, "touched_item")


def _days_around(days: object) -> str:
    """Each of so many days around the day of a unit: to be joined by a day, as in a join by a span every row is held against every one."""
    return f"unnest([unit_on + cast(n as integer) for n in range(-{days}, {days} + 1)])"
