"""A day that comes to a long history: matched on top of what is kept, against matching everything anew, with the same result."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingestion import load_log
from ingestion.settings import Settings
from orchestration.dbt import build_models
from orchestration.environment import variables
from orchestration.file_match.engine import MODELS, SEEDS, lay_out
from orchestration.increment.neighbourhood import TooFarError
from orchestration.increment.rematch import find_changes, rematch
from orchestration.increment.tables import VIEWS
from orchestration.increment.within_dbt import most_reached
from orchestration.project import Project
from tests.benchmarks.apart import apart
from tests.benchmarks.figures import Figure
from tests.benchmarks.speed import AS_OF, ITEMS, model_seconds
from tests.benchmarks.volume import make
from tests.orchestration.history import differences

MATCHING = [*MODELS[: MODELS.index("match_evidence") + 1], "matched_item", "matched_day"]
TABLES = [name for name in MATCHING if name not in VIEWS]
DAYS = 1000  # of the history: one of so many rows is new, the latest
COMPARED = 1_000_000  # rows a side up to which all rows are compared one by one: of more, the sums of their hashes

# The volume as a bank's: two unknown files are matched by how rare words are in all of them, so they are always matched as a whole.
AS_BANK = """
    create table matching.bank_item as
    with items as (
        select * replace (
            md5('bank|' || side || '|' || scope || '|' || entry_id) as item_id, md5(entry_id) as entry_id, 'bank' as reconciliation,
            {{ name_key('counterparty') }} as counterparty_key, cast(null as varchar) as bundle_key
        ) from matching.reconciliation_item
    )
    select items.*, {{ item_hash('items', 'cast(null as varchar)') }} as item_hash from items order by item_on
"""
KEEP_BACK = f"""
    create table matching.latest as
    select item_id from matching.bank_item order by item_on desc, item_id limit (select count(*) // {DAYS} from matching.bank_item)
"""


def figures(rows: int, settings: Settings, seed: int = 1) -> list[Figure]:
    """Seconds of the increment over those of a full rebuild, and how many rows of all tables differ between the two (of a long history, how
    many tables do)."""
    level = f"{rows:,} rows of history a side"
    with TemporaryDirectory(dir=settings.state) as name:
        work = replace(settings, state=Path(name), warehouse=Path(name) / "match.duckdb", as_of=AS_OF)
        apart(lay_out_history, work, rows, seed)
        rebuilt = _rebuild(work, [*SEEDS, *MATCHING])
        taken = apart(increment, work, rebuilt)
        found = [Figure(level, "time of a daily increment over a full rebuild", taken / rebuilt, 0.05, 1.0, at_most=True)]
        found.append(_differing_rows(work, level) if rows <= COMPARED else _differing_tables(work, level))
    return found


def _differing_rows(work: Settings, level: str) -> Figure:
    kept = work.warehouse.rename(work.state / "increment.duckdb")
    with duckdb.connect(str(work.warehouse)) as con:
        con.execute(f"attach '{kept}' as kept (read_only)")
        con.execute("copy from database kept to match")
    _rebuild(work, MATCHING)
    differing = float(sum(differences(work.warehouse, kept, TABLES).values()))
    return Figure(level, "rows in which the increment differs from it", differing, 0, 0, at_most=True)


def _differing_tables(work: Settings, level: str) -> Figure:
    of_increment = apart(_sums_of_rows, work)
    _rebuild(work, MATCHING)
    of_rebuild = apart(_sums_of_rows, work)
    differing = float(sum(of_increment[name] != of_rebuild[name] for name in TABLES))
    return Figure(level, "tables in which the increment differs from it", differing, 0, 0, at_most=True)


def _sums_of_rows(work: Settings) -> dict[str, tuple]:
    """By table, how many rows it has and the sum of their hashes: two tables of other rows hardly ever share both."""
    with duckdb.connect(str(work.warehouse), read_only=True) as con:
        return {
            name: con.execute(
                f"select count(*), sum(hash(rows)) from (select {_columns(con, name)} from matching.{name}) as rows"
            ).fetchall()[0]
            for name in TABLES
        }


def _columns(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """In an order that does not hang on how the table was made."""
    return ", ".join(sorted(column for column, *_ in con.execute(f"describe matching.{name}").fetchall()))


def lay_out_history(work: Settings, rows: int, seed: int) -> None:
    """All but the latest day of the volume, as items; ``matching.bank_item`` has all."""
    load_log.prepare(work.warehouse)
    with duckdb.connect(str(work.warehouse)) as con:
        con.execute(f"set memory_limit = '{variables(work)['TIEOUT_MEMORY']}'")
        make(con, rows, seed, DAYS)
        con.execute(f"create temp table items as {ITEMS}")
        lay_out(con)
        con.execute(Project(con, work.warehouse.stem, rebuilt=frozenset(), variables=variables(work)).render(AS_BANK))
        con.execute(KEEP_BACK)
        con.execute(
            "create or replace table matching.reconciliation_item as from matching.bank_item anti join matching.latest using (item_id)"
        )


def increment(work: Settings, rebuilt: float) -> float:
    """Seconds that the latest day takes; those of a full rebuild with them, where it reaches so far that everything is matched anew."""
    with duckdb.connect() as con:
        con.execute(f"set memory_limit = '{variables(work)['TIEOUT_MEMORY']}'; set temp_directory = '{work.state / 'spill'}'")
        con.execute(f"attach '{work.warehouse}' as \"{work.warehouse.stem}\"")
        con.execute("create or replace table match.matching.reconciliation_item as from match.matching.bank_item")
        started = time.perf_counter()
        find_changes(con, work.warehouse.stem)
        ((matched,),) = con.execute("select count(*) from match.matching.matched_item").fetchall()
        try:
            rematch(con, work.warehouse.stem, variables(work), most_reached(matched))
        except TooFarError:
            return time.perf_counter() - started + rebuilt
        return time.perf_counter() - started


def _rebuild(work: Settings, models: list[str]) -> float:
    # what a day is added to is a history that is kept, and both are timed on that
    build_models(models, work, kept=True)
    return model_seconds(work.state / "dbt_target" / "run_results.json")
