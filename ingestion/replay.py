"""Replay: rows in quarantine tried again, as platform.yml declares them now.

A row that fits by now goes to its own table as if it had arrived so, unless the record was loaded later: that one is newer and stays. Both
leave quarantine. A row that still does not fit stays there. Cursors and what sources remember are not touched.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb
from cryptography.fernet import InvalidToken

from ingestion.catalog import Platform, platform
from ingestion.connections import Connection
from ingestion.errors import TieoutError
from ingestion.raw_table import NAMING, QUARANTINE, raw_tables
from ingestion.rows import Conditioner, Row, Tally
from ingestion.settings import Settings

if TYPE_CHECKING:
    from ingestion.sealed import Seal


@dataclass
class Replayed:
    """How the quarantined rows of one resource of one connection fared."""

    connection: str
    resource: str
    replayed: int = 0
    superseded: int = 0
    still_unfit: int = 0
    reasons: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A row of ``raw_<platform>.quarantine``. ``load_id`` grows with time."""

    quarantine_id: str
    resource: str
    payload: str
    load_id: float


def replay(connections: Sequence[Connection], settings: Settings) -> tuple[Replayed, ...]:
    """Tries every quarantined row of ``connections``; one result per connection and resource that had any."""
    from ingestion.load import prepared

    results: list[Replayed] = []
    with prepared(settings):
        for connection in connections:
            results += _replay_connection(platform(connection.platform), connection, settings)
    return tuple(results)


def _replay_connection(spec: Platform, connection: Connection, settings: Settings) -> list[Replayed]:
    from ingestion.http import SourceSession
    from ingestion.phi import tokeniser
    from ingestion.reading import Reading
    from ingestion.sealed import Seal
    from ingestion.secret import installation_key
    from ingestion.spool import Spool
    from ingestion.writing import Writer

    with closing(duckdb.connect(str(settings.warehouse))) as con:
        waiting = _waiting(con, spec, connection)
        if not waiting:
            return []
        token, seal = tokeniser(installation_key()), Seal.from_key(installation_key())
        folder = settings.pipelines / f"replay_{connection.name}"
        shutil.rmtree(folder, ignore_errors=True)
        results: dict[str, Replayed] = {}
        done: list[str] = []
        try:
            spool = Spool(folder, raw_tables(spec), lambda *_: None)
            for sealed in waiting:
                tally = results.setdefault(sealed.resource, Replayed(connection.name, sealed.resource))
                condition = Conditioner(spec, spec.resource(sealed.resource), connection.name, token, seal, Tally())
                table, row = condition(_opened(sealed, seal, connection))
                if table == QUARANTINE.name:
                    tally.still_unfit += 1
                    tally.reasons.add(row["reason"])
                    continue
                done.append(sealed.quarantine_id)
                if _is_newer_there(con, spec, row, sealed):
                    tally.superseded += 1
                else:
                    tally.replayed += 1
                    spool.add(table, row)
            spool.close()
            with Writer(spec, settings) as writer:
                memory = copy.deepcopy(dict(writer.memory(connection.name)))
                session = SourceSession(connection.name)
                writer.write([Reading(spec, connection, datetime.now(UTC), session, memory, full_refresh=False, spool=spool)])
            # Rows first, then their quarantine: killed in between, the next replay merges the same rows onto themselves.
            con.execute(f"delete from raw_{spec.name}.quarantine where quarantine_id in (select unnest(?))", [done])  # noqa: S608 names are ours
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return list(results.values())


def _waiting(con: duckdb.DuckDBPyConnection, spec: Platform, connection: Connection) -> list[SealedRow]:
    """Oldest first, so that the latest version of a record is the one that stays."""
    known = {resource.name for resource in spec.resources}
    there = con.execute(
        "select count(*) from information_schema.tables where table_schema = ? and table_name = 'quarantine'", [f"raw_{spec.name}"]
    ).fetchone()
    if not there or not there[0]:
        return []
    found = con.execute(
        f"select quarantine_id, resource, payload, cast(_dlt_load_id as double) from raw_{spec.name}.quarantine "  # noqa: S608 names are ours
        "where connection_id = ? order by 4, quarantine_id",
        [connection.name],
    ).fetchall()
    return [SealedRow(*row) for row in found if row[1] in known]


def _opened(sealed: SealedRow, seal: Seal, connection: Connection) -> Row:
    try:
        return seal.open(sealed.payload)
    except InvalidToken:
        raise TieoutError(
            f"{connection.name} / {sealed.resource}: a quarantined row cannot be opened: it was sealed with another key.",
            "Set TIEOUT_KEY to the key that was in force when it was loaded, or load it anew: "
            f"tieout run --connection {connection.name} --full-refresh.",
        ) from None


def _is_newer_there(con: duckdb.DuckDBPyConnection, spec: Platform, row: Row, sealed: SealedRow) -> bool:
    """Whether the record was loaded after the quarantined version of it."""
    keys = ["connection_id", *spec.resource(sealed.resource).primary_key]
    same = " and ".join(f"cast({NAMING.normalize_identifier(key)} as varchar) = ?" for key in keys)
    found = con.execute(
        f"select max(cast(_dlt_load_id as double)) from raw_{spec.name}.{sealed.resource} where {same}",  # noqa: S608 names are ours
        [str(row[key]) for key in keys],
    ).fetchone()
    return bool(found and found[0] and found[0] > sealed.load_id)
