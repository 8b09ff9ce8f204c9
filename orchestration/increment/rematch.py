"""Matches what changed since the last time, with the result that matching everything anew would have.

The cost follows what changed, not what there is: new, changed and gone items are found by their hashes, the models are run over the units
that those can reach and the neighbours that are counted with them, and what comes out replaces what was kept about these units. What a
change means to others (a reference that dozens share by now, a name that texts come to stand for) touches those, too; so a pass is repeated
until it reaches nobody new.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from dbt_project.solvers.cascade import SUMS, UNIQUE
from orchestration.environment import NO_CHECKPOINTS
from orchestration.increment.consequences import consequences, sharing
from orchestration.increment.foresight import foresee
from orchestration.increment.merge import merge
from orchestration.increment.neighbourhood import Neighbourhood
from orchestration.increment.once_more import Pass
from orchestration.increment.tables import count, either, union_of_units
from orchestration.project import Project


@dataclass(frozen=True, slots=True)
class Rematch:
    """changed: items that are new, gone or other than they were; touched: items decided anew; passes: how often the models were run."""

    changed: int
    touched: int
    passes: int


def find_changes(con: duckdb.DuckDBPyConnection, warehouse: str) -> int:
    """Lists the items that are new, gone or other than they were as ``changed_item``, and counts them.

    Days on which all items are the same are told by a sum over them, so that only the others are compared one by one.
    """
    kept = f'"{warehouse}".matching'
    Project(con, warehouse, rebuilt=frozenset(("matched_day",)), given={"matched_item": f"{kept}.reconciliation_item"}).build("matched_day")
    con.execute(f"""
        create table day_of_change as
        select item_on from matched_day as now full join {kept}.matched_day as before using (item_on)
        where now.items is distinct from before.items or now.hash_sum is distinct from before.hash_sum
    """)
    con.execute(f"""
        create table changed_item as
        with now as (select item_id, item_hash, item_on from {kept}.reconciliation_item semi join day_of_change using (item_on)),
        before as (select item_id, item_hash, item_on from {kept}.matched_item semi join day_of_change using (item_on))
        select
            coalesce(now.item_id, before.item_id) as item_id, before.item_id is null as is_new,
            least(now.item_on, before.item_on) as first_on, greatest(now.item_on, before.item_on) as last_on
        from now full join before on now.item_id = before.item_id
        where now.item_hash is distinct from before.item_hash
    """)
    return count(con, "changed_item")


def rematch(con: duckdb.DuckDBPyConnection, warehouse: str, variables: dict[str, str], most: int | None = None) -> Rematch:
    """Brings the matching tables of the attached ``warehouse`` up to its reconciliation items, of which :func:`find_changes` listed those
    that changed. ``con`` is a database in memory of its own.

    Raises TooFarError where more than ``most`` items would have to be matched again (with None it never does), and duckdb.Error where a
    table is missing or is not as this version makes it; the warehouse is then as it was.
    """
    kept = f'"{warehouse}".matching'
    passes: list[Pass] = []
    with _untidied(con):
        rules = _lay_out_rules(con, warehouse, variables)
        around = Neighbourhood(con, warehouse, kept, variables, most)
        around.touch("select item_id from changed_item")
        around.touch_units(f"""
            select unnest([left_unit_id, right_unit_id]) as unit_id from ({either("decided_pair_now", f"{kept}.decided_pair")})
        """)
        reached = around.count()
        while reached:
            around.look_at_touched()
            guesses = foresee(con, kept, rules, around.recent, most) if not passes else ()
            while around.touch_units(sharing(con, around.recent)) + sum(map(around.touch_units, guesses)):
                around.look_at_touched()
            around.lay_out()
            passes.append(Pass(con, warehouse, kept, variables))
            passes[-1].run()
            consequent = consequences(con, kept, passes[-1].project, around.recent)
            reached = around.touch_units(union_of_units(consequent))
        if passes:
            passes[-1].finish()
    if passes:
        merge(con, kept, passes[-1].project)
    return Rematch(count(con, "changed_item"), around.count(), len(passes))


def _lay_out_rules(con: duckdb.DuckDBPyConnection, warehouse: str, variables: dict[str, str]) -> Project:
    """What people decided by now (``decided_pair_now``), and of the rules in force what a neighbourhood depends on.

    Returns the project, whose macros say more of that."""
    now = Project(con, warehouse, rebuilt=frozenset(("decided_pair",)), variables=variables)
    now.build("decided_pair")
    con.execute("alter table decided_pair rename to decided_pair_now")
    con.execute(f"create table rule as {now.render('{{ rules_in_force() }}')}")
    # within how many days a reference is compared, and within how many it decides
    con.execute(f"""
        create table reference_window as
        select
            windows.reconciliation, greatest(windows.days_before, windows.days_after) as days_compared,
            coalesce(max(greatest(rule.days_before, rule.days_after)), 0) as days_decided
        from ({now.render("{{ widest_windows() }}")}) as windows
        left join rule on windows.reconciliation = rule.reconciliation and rule.predicate = 'shared_reference'
        group by all
    """)
    con.execute("""
        create table by_time as
        select distinct reconciliation from rule
        where predicate in ('sum', 'nearest_amount') and minimum_similarity = 0
    """)
    con.execute("""
        create table least_likeness as
        select reconciliation, min(minimum_similarity) as likeness from rule
        where predicate in ('sum', 'counterparty_within_tolerance', 'transposition') and minimum_similarity > 0 group by reconciliation
    """)
    for name, of_kind in (("sum_rule", SUMS), ("unique_rule", UNIQUE)):
        predicates = ", ".join(f"'{predicate}'" for predicate in sorted(of_kind))
        con.execute(f"create table {name} as select distinct rule_id from rule where predicate in ({predicates})")
    return now


@contextmanager
def _untidied(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Without checkpoints, for what is worked out in memory; the warehouse of the same session has them before and after."""
    ((before,),) = con.execute("select current_setting('checkpoint_threshold')").fetchall()
    con.execute(f"set checkpoint_threshold = '{NO_CHECKPOINTS}'")
    try:
        yield
    finally:
        con.execute(f"set checkpoint_threshold = '{before}'")
