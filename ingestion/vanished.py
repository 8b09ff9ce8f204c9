"""After a full read: records of the warehouse that did not come again were deleted at the source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import duckdb

from ingestion.catalog import Resource
from ingestion.raw_table import DELETED_RECORD, QUARANTINE, RawTable
from ingestion.reading import Reading


def mark_vanished(con: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """Adds a deletion to ``reading`` for each record that the warehouse holds and the source no longer has.

    A record that came again but unfit (quarantined) is still there. Resources that are not ``complete`` are left out: their source shows a
    window, and what left it was not deleted. The tables of the platform must exist.
    """
    assert reading.spool is not None
    now = datetime.now(UTC)
    for resource in reading.platform.resources:
        for source_id in _vanished(con, reading, resource) if resource.complete else ():
            row = {"resource": resource.name, "source_id": source_id, "deleted_at": now, "detected_by": "full_refresh"}
            reading.spool.add(DELETED_RECORD.name, {"connection_id": reading.connection.name, **row})
    reading.spool.close()


def _vanished(con: duckdb.DuckDBPyConnection, reading: Reading, resource: Resource) -> list[str]:
    schema, key = f"raw_{reading.platform.name}", RawTable.of(resource).key_columns[1:]
    source_id = " || '/' || ".join(f"cast(held.{column} as varchar)" for column in key)
    same = " and ".join(f"came.{column} = held.{column}" for column in key)
    query = f"""
        select {source_id}
        from {schema}.{resource.name} as held
        where held.connection_id = $connection
            and not exists (select 1 from {_spooled(reading, resource.name, key)} as came where {same})
            and not exists (
                select 1 from {_spooled(reading, QUARANTINE.name, ["resource", "source_id"])} as unfit
                where unfit.resource = $resource and unfit.source_id = {source_id}
            )
            and not exists (
                select 1 from {schema}.{DELETED_RECORD.name} as known
                where known.connection_id = $connection and known.resource = $resource and known.source_id = {source_id}
                    and cast(known._dlt_load_id as double) >= cast(held._dlt_load_id as double)
            )
    """  # noqa: S608 names from the catalog
    return [found for (found,) in con.execute(query, {"connection": reading.connection.name, "resource": resource.name}).fetchall()]


def _spooled(reading: Reading, table: str, columns: Sequence[str]) -> str:
    """What the source gave for ``table``, as SQL."""
    assert reading.spool is not None
    files = ["'" + str(file).replace("'", "''") + "'" for file in reading.spool.files(table)]
    if not files:
        return f"(select {', '.join(f'null as {column}' for column in columns)} where false)"
    return f"read_parquet([{', '.join(files)}])"
