"""What the cascade reads of the database: only units that stand in a candidate pair, or share an item with one, under numbers for ids."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

COMPARED = """
    unit_id as name, row_number() over (order by unit_id) as unit_id, reconciliation, side, unit_on,
    counterparty_key, text_key, check_number, is_whole, is_bundle, cast(cast(amount as decimal(28, 2)) * 100 as bigint) as cents
"""


def read(
    session: duckdb.DuckDBPyConnection,
    units: duckdb.DuckDBPyRelation,
    bundle_items: duckdb.DuckDBPyRelation,
    candidates: duckdb.DuckDBPyRelation,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Units, their items and the candidates as :func:`dbt_project.solvers.cascade.decide` wants them. Numbers follow the order of the ids,
    so that they break ties as the ids would. A unit that is no bundle is an item, and known by its id."""
    named = candidates.project("left_unit_id as unit_id").union(candidates.project("right_unit_id as unit_id")).distinct()
    named = session.from_arrow(named.to_arrow_table())  # read twice
    bundle_items = bundle_items.project("unit_id, item_id")
    of_bundles = _join(bundle_items, named, "unit_id").project("item_id")
    items_named = session.from_arrow(
        of_bundles.union(_join(named, bundle_items, "unit_id", "anti").project("unit_id")).distinct().to_arrow_table()
    )
    alone = items_named.project("item_id as unit_id, item_id")
    sharing = session.from_arrow(alone.union(_join(bundle_items, items_named, "item_id")).to_arrow_table())
    compared = _join(units, sharing, "unit_id").project(COMPARED).to_arrow_table()
    numbers = session.from_arrow(compared.select(["name", "unit_id"]))
    items = sharing.set_alias("items").join(numbers.set_alias("numbers"), "items.unit_id = numbers.name")
    pairs = candidates.set_alias("pairs").join(numbers.set_alias("lefts"), "pairs.left_unit_id = lefts.name")
    pairs = pairs.project("rule_id, priority, predicate, state, cost, lefts.unit_id as left_unit_id, right_unit_id").set_alias("pairs")
    pairs = pairs.join(numbers.set_alias("rights"), "pairs.right_unit_id = rights.name")
    edges = pairs.project("rule_id, priority, predicate, state, cost, left_unit_id, rights.unit_id as right_unit_id").to_arrow_table()
    return (
        compared.to_pandas(),
        items.project("numbers.unit_id, item_id").to_arrow_table().to_pandas(),
        edges.to_pandas(strings_to_categorical=True),
    )


def by_day(decided: pa.Table) -> pa.Table:
    """The rows of :func:`dbt_project.solvers.cascade.decide` in the order of a kept table: see the macro of this name."""
    return decided if os.environ.get("TIEOUT_STEPS_IN") else decided.sort_by("unit_on")


def consumed(session: duckdb.DuckDBPyConnection, decided_items: duckdb.DuckDBPyRelation, items: pd.DataFrame) -> pd.DataFrame:
    """Which of ``items`` (of :func:`read`) were decided before: item_id."""
    return _join(decided_items.project("item_id"), session.from_df(items), "item_id").to_arrow_table().to_pandas()


def _join(rows: duckdb.DuckDBPyRelation, others: duckdb.DuckDBPyRelation, column: str, how: str = "semi") -> duckdb.DuckDBPyRelation:
    return rows.set_alias("of_rows").join(others.set_alias("of_others"), column, how=how)
