"""Where a connection's rows wait until all of it is read: Parquet files, already conditioned (PHI tokenised, the unknown sealed)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.raw_table import RawTable

Row = dict[str, Any]
CHUNK = 10_000  # rows kept in memory, per table
UNWRITABLE = (pa.ArrowException, ValueError, TypeError, OverflowError)


class Spool:
    """Rows of one connection by table. ``close`` before reading them back; more may be added after that, and closed again.

    A row that cannot be written at all goes to ``unwritable`` (with its table's name), and the others are written.
    """

    def __init__(self, folder: Path, tables: Mapping[str, RawTable], unwritable: Callable[[str, Row], None]) -> None:
        self._folder = folder
        self._tables = tables
        self._unwritable = unwritable
        self._waiting: dict[str, list[Row]] = defaultdict(list)
        self._files: dict[str, list[Path]] = defaultdict(list)
        folder.mkdir(parents=True)

    def add(self, table: str, row: Row) -> None:
        """Takes one row, in native names."""
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= CHUNK:
            self._write(table)

    def close(self) -> None:
        """Writes what waits. A record that was read twice counts as it was read last: sources move rows while they are paged."""
        while self._waiting:
            table = next(iter(self._waiting))
            self._write(table)
            self._keep_last(table)

    def files(self, table: str) -> list[Path]:
        """The files of ``table``; none where it has no rows."""
        return list(self._files.get(table, ()))

    def batches(self, table: str) -> Iterator[pa.Table]:
        for file in self.files(table):
            yield pq.read_table(file)

    def __bool__(self) -> bool:
        """Whether there is any row."""
        return any(self._files.values())

    def _write(self, table: str) -> None:
        rows = self._waiting.pop(table)
        try:
            found = self._tables[table].to_arrow(rows)
        except UNWRITABLE:
            found = self._one_by_one(table, rows)
        if len(found):
            self._store(table, found)

    def _one_by_one(self, table: str, rows: list[Row]) -> pa.Table:
        found = [self._tables[table].to_arrow([])]
        for row in rows:
            try:
                found.append(self._tables[table].to_arrow([row]))
            except UNWRITABLE:
                self._unwritable(table, row)
        return pa.concat_tables(found)

    def _store(self, table: str, rows: pa.Table) -> None:
        file = self._folder / f"{table}.{len(self._files[table])}.parquet"
        pq.write_table(rows, file)
        self._files[table].append(file)

    def _keep_last(self, table: str) -> None:
        """Rewrites the files without the earlier readings of a record, where there are any."""
        if not self._files[table]:
            return
        key = self._tables[table].key_columns
        keys = pa.concat_tables(pq.read_table(file, columns=key) for file in self._files[table])
        place = "place read"  # no column has a blank in its name
        last = keys.append_column(place, pa.arange(0, len(keys))).group_by(key).aggregate([(place, "max")])[f"{place}_max"]
        if len(last) < len(keys):
            whole = pa.concat_tables(self.batches(table))
            self._files[table] = []
            self._store(table, whole.take(last.sort()))
