"""Writing readings to the warehouse: one dlt run for all of them, rows and memory in one load package.

dlt's state is always read back from the warehouse (its working folder is thrown away before each use), and counts only once the whole
package is in. A process killed at any point therefore repeats, at most, work that merges onto itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import dlt
import duckdb
import pyarrow as pa
from dlt.extract import DltResource, DltSource
from dlt.pipeline.exceptions import PipelineStepFailed

from ingestion.catalog import Platform
from ingestion.raw_table import RawTable, raw_tables
from ingestion.reading import Reading
from ingestion.settings import Settings
from ingestion.vanished import mark_vanished

PIECE = 100_000  # rows
MEMORIES = "connections"  # in dlt's source state: the source state of each connection, by name


class Writer:
    """The door to ``raw_<platform>``. A context manager; one at a time."""

    def __init__(self, platform: Platform, settings: Settings) -> None:
        self._platform = platform
        self._settings = settings
        self._open = ExitStack()

    def __enter__(self) -> Writer:
        self._con = self._open.enter_context(duckdb.connect(str(self._settings.warehouse)))
        self._connect()
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def memory(self, connection: str) -> dict[str, Any]:
        """What the sources of ``connection`` remember; empty before its first load."""
        return self._memories.get(connection, {})

    def write(self, readings: Sequence[Reading]) -> None:
        """Merges the rows of ``readings`` and keeps their memory, all or nothing. Raises what dlt raises; then nothing counts as loaded."""
        try:
            refreshed = [reading for reading in readings if reading.full_refresh]
            if refreshed:
                self.shape()
            for reading in refreshed:
                mark_vanished(self._con, reading)
            if any(reading.spool or reading.memory != self.memory(reading.connection.name) for reading in readings):
                self._run([*self._table_resources(readings), _memory_resource(readings)])
        except Exception:
            self._connect()
            raise
        self._memories |= {reading.connection.name: reading.memory for reading in readings}

    def shape(self) -> None:
        """Makes the tables and columns that are not there yet, so that models find them before the first row."""
        missing = missing_tables(self._platform, self._con)
        if missing:
            self._run([_resource(table, [table.to_arrow([])]) for table in missing])

    def _connect(self) -> None:
        """A dlt pipeline without memory of its own."""
        name = f"load_{self._platform.name}"
        shutil.rmtree(self._settings.pipelines / name, ignore_errors=True)
        self._pipeline = dlt.pipeline(
            pipeline_name=name,
            destination=dlt.destinations.duckdb(self._con),
            dataset_name=f"raw_{self._platform.name}",
            pipelines_dir=str(self._settings.pipelines),
        )
        self._pipeline.sync_destination()
        sources = self._pipeline.state.get("sources", {})
        self._memories: dict[str, Any] = dict(sources.get(self._platform.name, {}).get(MEMORIES, {}))

    def _run(self, resources: list[DltResource]) -> None:
        source = DltSource(dlt.Schema(self._platform.name), self._platform.name, resources)
        try:
            self._pipeline.extract(source, loader_file_format="parquet")
            self._pipeline.normalize()
            self._pipeline.load()
        except PipelineStepFailed as error:
            if isinstance(error.__cause__, KeyboardInterrupt):  # dlt makes a failure of it; who stops the load means all of it
                raise error.__cause__ from None
            raise

    def _table_resources(self, readings: Sequence[Reading]) -> Iterator[DltResource]:
        """The tables with rows, and (a run for them alone would cost as much) those that are missing, without."""
        missing = {table.name for table in missing_tables(self._platform, self._con)}
        for table in raw_tables(self._platform).values():
            if any(reading.spool and reading.spool.files(table.name) for reading in readings):
                yield _resource(table, _batches(table, readings))
            elif table.name in missing:
                yield _resource(table, [table.to_arrow([])])


def missing_tables(platform: Platform, con: duckdb.DuckDBPyConnection) -> list[RawTable]:
    """The tables of ``platform`` that are not in the warehouse with all their columns."""
    query = "select table_name, list(column_name) from information_schema.columns where table_schema = ? group by table_name"
    there = dict(con.execute(query, [f"raw_{platform.name}"]).fetchall())
    return [table for table in raw_tables(platform).values() if not set(there.get(table.name, ())) >= set(table.native)]


def _resource(table: RawTable, batches: Any) -> DltResource:
    return dlt.resource(
        batches,
        name=table.name,
        table_name=table.name,
        write_disposition={"disposition": "merge", "strategy": "delete-insert", "deduplicated": True},
        primary_key=list(table.key),
        columns=table.hints,
    )


def _batches(table: RawTable, readings: Sequence[Reading]) -> Iterator[pa.Table]:
    """The rows in few large pieces: each one that dlt gets costs it as much as thousands of rows."""
    found: list[pa.Table] = []
    for reading in readings:
        for batch in reading.spool.batches(table.name) if reading.spool else ():
            found.append(batch)
            if sum(map(len, found)) >= PIECE:
                yield pa.concat_tables(found)
                found = []
    if found:
        yield pa.concat_tables(found)


def _memory_resource(readings: Sequence[Reading]) -> DltResource:
    """Gives no rows; it puts what the readings remember where dlt commits it with the rows of the same run."""
    remembered: Mapping[str, Any] = {reading.connection.name: reading.memory for reading in readings}

    def memory() -> Iterator[Any]:
        dlt.current.source_state().setdefault(MEMORIES, {}).update(remembered)
        yield from ()

    return dlt.resource(memory, name="memory")
