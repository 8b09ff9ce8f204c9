"""How long matching takes, next to what else is used on the same rows, in one run on one machine: figures are ratios."""

from __future__ import annotations

import json
import logging
import os
import resource
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import duckdb

from ingestion import load_log
from ingestion.settings import Settings
from orchestration.environment import variables
from orchestration.file_match.engine import MODELS, decide, lay_out
from tests.benchmarks import splink_model
from tests.benchmarks.apart import apart
from tests.benchmarks.figures import Figure
from tests.benchmarks.volume import make

Way = Callable[[duckdb.DuckDBPyConnection, Path], float]

AS_OF = date(2026, 10, 4)  # after the last day of the volume
BLOCKS = splink_model.Blocks(compared=(("account", "amount"), ("reference",)), certain=(("reference",),), trained=(("account", "amount"),))
MEMORY = "6GB"  # for the engine's database where TIEOUT_MEMORY says nothing: of the ten that are aimed at, as Python's part comes on top
SPLINK_ROWS = 1_000_000  # a side; with more it takes the whole bench, and its time grows faster than its rows
CASCADE = MODELS[: MODELS.index("match_evidence") + 1]  # decides and explains; what follows tells why the rest is open
ITEMS = " union all ".join(
    f"""
    select
        '{side}' as side, id as source_id, account || '|USD' as scope, amount, 'USD' as currency, item_on,
        counterparty, case when reference is not null then [reference] else [] end::varchar[] as stated_references,
        cast(null as varchar) as check_number, description, 'file_row' as record_type
    from {side}_file
    """
    for side in ("left", "right")
)
# The truth is joined to what was found. ``found`` has left_id and right_id.
RECALL = """
    select count(found.left_id) * 1.0 / count(*)
    from event left join found on event.left_id = found.left_id and event.right_id = found.right_id
    where kind not like 'only_%'
"""
PRECISION = """
    select count(event.n) * 1.0 / greatest(count(*), 1)
    from found left join event on event.left_id = found.left_id and event.right_id = found.right_id and kind not like 'only_%'
"""


@dataclass(frozen=True, slots=True)
class Timing:
    """One way of matching ``rows`` rows a side. ``seconds`` by the wall; ``megabytes`` at the peak of its process, where it has its own."""

    name: str
    rows: int
    seconds: float
    recall: float
    precision: float
    megabytes: float | None = None


def figures(timings: list[Timing]) -> list[Figure]:
    """What is aimed at: no slower than datacompy, a fiftieth of splink per row, at most six raw joins, ten gigabytes.

    Times swing with what else the machine does: the most that is put up with is far from what is usual.
    """
    engine, _, join, compared, linked = timings
    level = f"{engine.rows:,} rows a side"
    found = [
        Figure(level, "time over a raw join and write", engine.seconds / join.seconds, 6.0, 60.0, at_most=True),
        Figure(level, "time over datacompy's", engine.seconds / compared.seconds, 1.0, 300.0, at_most=True),
        Figure(level, "time per row over splink's", _per_row(engine) / _per_row(linked), 0.02, 20.0, at_most=True),
        Figure(level, "recall less datacompy's", engine.recall - compared.recall, 0.0, 0.0),
    ]
    if engine.megabytes is not None:
        found.append(Figure(level, "peak memory in GB", engine.megabytes / 1000, 10.0, 10.0, at_most=True))
    return found


def _per_row(timing: Timing) -> float:
    return timing.seconds / timing.rows


def measure(rows: int, settings: Settings, seed: int = 1) -> list[Timing]:
    """The engine's cascade, the whole of it with exceptions, and the others on the same rows."""
    with TemporaryDirectory(dir=settings.state) as name:
        with patch.dict(os.environ, {"TIEOUT_MEMORY": os.environ.get("TIEOUT_MEMORY") or MEMORY}):
            found = apart(_engine, rows, seed, settings, Path(name))
        for what, way, most in (
            ("one DuckDB hash join and write", raw_join, rows),
            ("datacompy (polars), on the reference", datacompy, rows),
            ("splink, links of 0.9 and more", splink, SPLINK_ROWS),
        ):
            found.append(apart(timed, what, way, min(rows, most), seed, Path(name)))
    return found


def _engine(rows: int, seed: int, settings: Settings, folder: Path) -> list[Timing]:
    work = replace(settings, state=folder, warehouse=folder / "match.duckdb", as_of=AS_OF)
    load_log.prepare(work.warehouse)
    with duckdb.connect(str(work.warehouse)) as con:
        con.execute(f"set memory_limit = '{variables(work)['TIEOUT_MEMORY']}'")
        make(con, rows, seed)
        con.execute(f"create temp table items as {ITEMS}")
        lay_out(con)
    decide(work, settings)
    with duckdb.connect(str(work.warehouse)) as con:
        con.execute("""
            create temp table found as
            select lefts.source_id as left_id, rights.source_id as right_id
            from matching.match_member as left_members
            inner join matching.match_member as right_members on left_members.match_id = right_members.match_id
            inner join ledger.ledger_entry as lefts on left_members.entry_id = lefts.entry_id
            inner join ledger.ledger_entry as rights on right_members.entry_id = rights.entry_id
            where left_members.side = 'left' and right_members.side = 'right'
        """)
        recall, precision = _quality(con)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    results = folder / "dbt_target" / "run_results.json"
    return [
        Timing("tieout: the cascade, every match explained", rows, model_seconds(results, CASCADE), recall, precision, peak),
        Timing("tieout: with exceptions and nearest candidates", rows, model_seconds(results), recall, precision, peak),
    ]


def model_seconds(results: Path, models: Collection[str] | None = None) -> float:
    """From the start of the first to the end of the last of ``models`` (all that ran) of a dbt run, by its run_results.json."""
    times = [
        (timing["started_at"], timing["completed_at"])
        for result in json.loads(results.read_text())["results"]
        if result["unique_id"].startswith("model.") and (models is None or result["unique_id"].split(".")[-1] in models)
        for timing in result["timing"]
    ]
    first, last = min(start for start, _ in times), max(end for _, end in times)
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


def timed(name: str, way: Way, rows: int, seed: int, folder: Path) -> Timing:
    """How long another ``way`` takes for the same two files, and how well it does."""
    with duckdb.connect(":memory:") as con:
        make(con, rows, seed)
        seconds = way(con, folder)
        recall, precision = _quality(con)
    return Timing(name, rows, seconds, recall, precision)


def raw_join(con: duckdb.DuckDBPyConnection, folder: Path) -> float:
    """Seconds of a join on account and amount within the weeks that the engine looks at, too, and of writing what it finds to a file."""
    con.execute(f"attach '{folder / 'join.duckdb'}' as written")
    started = time.perf_counter()
    con.execute("""
        create table written.joined as
        select lefts.*, rights.id as right_id, rights.item_on as right_on, rights.description as right_description
        from left_file as lefts inner join right_file as rights on lefts.account = rights.account and lefts.amount = rights.amount
        where rights.item_on between lefts.item_on - 5 and lefts.item_on + 21
    """)
    seconds = time.perf_counter() - started
    con.execute("create temp table found as select id as left_id, right_id from written.joined")
    return seconds


def datacompy(con: duckdb.DuckDBPyConnection, folder: Path) -> float:
    """Seconds of datacompy's comparison of two polars frames, joined on the reference.

    As for the engine, the clock runs from two tables (with the reference still in the bank's text) to what was found, written to disk.
    """
    from datacompy import PolarsCompare

    logging.getLogger("datacompy").setLevel(logging.ERROR)
    started = time.perf_counter()
    # it needs a key that both files have
    quoted = "nullif(regexp_extract(description, 'INV-[0-9]+'), '')"
    left = con.execute("select account, coalesce(reference, id) as reference, id, item_on, amount from left_file").pl()
    right = con.execute(f"select account, coalesce({quoted}, id) as reference, id, item_on, amount from right_file").pl()
    compared = PolarsCompare(left, right, join_columns=["account", "reference"])
    for name, rows in (("pairs", compared.intersect_rows), ("left", compared.df1_unq_rows), ("right", compared.df2_unq_rows)):
        rows.write_parquet(folder / f"datacompy_{name}.parquet")
    seconds = time.perf_counter() - started
    pairs = compared.intersect_rows.select("id_df1", "id_df2").to_arrow()
    con.register("pairs", pairs)
    con.execute("create temp table found as select id_df1 as left_id, id_df2 as right_id from pairs")
    return seconds


def splink(con: duckdb.DuckDBPyConnection, folder: Path) -> float:
    """Seconds that splink takes to learn its weights without labels and to predict the links of 0.9 and more."""
    text = "regexp_replace(regexp_replace({}, '^ACH (CREDIT|DEBIT) ', ''), ' ?(INV-|REF)?[0-9]+', '')"
    left = con.execute(f"""
        select id as row_id, account, cast(amount as varchar) as amount, item_on as on_date, {text.format("counterparty")} as text,
            reference
        from left_file
    """).df()
    right = con.execute(f"""
        select id as row_id, account, cast(amount as varchar) as amount, item_on as on_date, {text.format("description")} as text,
            nullif(regexp_extract(description, 'INV-[0-9]+'), '') as reference
        from right_file
    """).df()
    started = time.perf_counter()
    links = splink_model.links(left, right, BLOCKS, days=(1, 4), least=0.9)
    seconds = time.perf_counter() - started
    con.register("links", links)
    con.execute("""
        create temp table found as
        select distinct
            case when row_id_l in (select id from left_file) then row_id_l else row_id_r end as left_id,
            case when row_id_l in (select id from left_file) then row_id_r else row_id_l end as right_id
        from links
    """)
    return seconds


def _quality(con: duckdb.DuckDBPyConnection) -> tuple[float, float]:
    (recall,), (precision,) = con.execute(RECALL).fetchone(), con.execute(PRECISION).fetchone()
    return float(recall), float(precision)
