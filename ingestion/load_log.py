"""The load log: one row per load of one resource, written beside the data it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

TABLE = "raw_tieout.load_log"

DDL = f"""
create schema if not exists raw_tieout;
create table if not exists {TABLE} (
    load_id varchar not null,
    connection_id varchar not null,
    platform varchar not null,
    resource varchar not null,
    business_on date not null,
    started_at timestamp with time zone not null,
    ended_at timestamp with time zone,
    status varchar not null,
    rows bigint not null,
    quarantined bigint not null,
    api_calls bigint not null,
    retries bigint not null,
    error varchar,
    cure varchar,
    new_fields varchar,
    primary key (load_id, resource)
);
create table if not exists raw_tieout.connection (
    connection_id varchar primary key,
    platform varchar not null,
    kind varchar not null,
    facility varchar,
    is_enabled boolean not null
);
create table if not exists raw_tieout.decision (
    decision_id varchar primary key,
    decided_at timestamp with time zone not null,
    decided_by varchar not null,
    verdict varchar not null check (verdict in ('accept', 'reject')),
    reconciliation varchar not null,
    left_entry_id varchar not null,
    right_entry_id varchar not null,
    note varchar
);
"""

COLUMNS = 15


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One load of one resource. Times are UTC. ``status``: running, loaded, failed (its own error), not_loaded (a sibling failed),
    interrupted (the process died)."""

    load_id: str
    connection_id: str
    platform: str
    resource: str
    business_on: date
    started_at: datetime
    ended_at: datetime | None
    status: str
    rows: int = 0
    quarantined: int = 0
    api_calls: int = 0
    retries: int = 0
    error: str | None = None
    cure: str | None = None
    new_fields: str | None = None


def prepare(warehouse: Path) -> None:
    """Creates the tables; what a dead process left running is marked interrupted."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse)) as con:
        con.execute(DDL)
        con.execute(f"update {TABLE} set status = 'interrupted', ended_at = started_at where status = 'running'")  # noqa: S608 constant


def write(warehouse: Path, rows: Iterable[LoadRow]) -> None:
    """Inserts rows, replacing those of the same load and resource, in one statement."""
    values = [value for row in rows for value in astuple(row)]
    if not values:
        return
    places = ", ".join(["(" + ", ".join("?" * COLUMNS) + ")"] * (len(values) // COLUMNS))
    with duckdb.connect(str(warehouse)) as con:
        con.execute(f"insert or replace into {TABLE} values {places}", values)  # noqa: S608 constant


def write_connections(warehouse: Path, connections: Iterable[tuple[str, str, str, str | None, bool]]) -> None:
    """The registry of connections, replaced whole: (connection_id, platform, kind, facility, is_enabled)."""
    with duckdb.connect(str(warehouse)) as con:
        con.begin()
        con.execute("delete from raw_tieout.connection")
        rows = list(connections)
        if rows:
            con.executemany("insert into raw_tieout.connection values (?, ?, ?, ?, ?)", rows)
        con.commit()
