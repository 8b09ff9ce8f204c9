"""Reading one connection: every resource, conditioned, into a spool. Nothing reaches the warehouse; a failure leaves no trace there."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dlt.common.configuration.container import Container
from dlt.common.pipeline import StateInjectableContext

from ingestion.catalog import Platform
from ingestion.connections import Connection
from ingestion.context import SourceContext
from ingestion.http import SourceSession
from ingestion.phi import tokeniser
from ingestion.raw_table import QUARANTINE, raw_tables
from ingestion.rows import Conditioner, Tally
from ingestion.sealed import Seal
from ingestion.secret import installation_key
from ingestion.source import build_source
from ingestion.spool import Spool
from ingestion.tokens import TokenStore


@dataclass
class Reading:
    """What one connection gave. ``memory`` is what its sources remember after it (dlt's source state); kept together with the rows."""

    platform: Platform
    connection: Connection
    started_at: datetime
    session: SourceSession
    memory: dict[str, Any]
    full_refresh: bool
    spool: Spool | None = None
    tallies: dict[str, Tally] = field(default_factory=dict)
    failure: Exception | None = None


def read(
    platform: Platform, connection: Connection, tokens: Path, folder: Path, memory: Mapping[str, Any], *, full_refresh: bool = False
) -> Reading:
    """Reads ``connection`` into ``folder``, going on from ``memory`` (which stays as it is). Never raises for what a source does.

    Runs in any thread: dlt's contexts belong to the thread, and everything else here to the connection.
    """
    session = SourceSession(connection.name)
    remembered = {} if full_refresh else copy.deepcopy(dict(memory))
    reading = Reading(platform, connection, datetime.now(UTC), session, remembered, full_refresh)
    try:
        session.is_throttled = getattr(platform.source_module(), "is_throttled", session.is_throttled)
        ctx = SourceContext(platform, connection, TokenStore(tokens, connection.name), session, full_refresh, remembered)
        _read(ctx, reading, folder)
    except Exception as error:  # one source's failure must not stop the others; the load reports it
        reading.failure = error
    return reading


def _read(ctx: SourceContext, reading: Reading, folder: Path) -> None:
    token, seal = tokeniser(installation_key()), Seal.from_key(installation_key())
    reading.tallies = {resource.name: Tally() for resource in ctx.platform.resources}
    conditioners = {
        resource.name: Conditioner(ctx.platform, resource, ctx.connection.name, token, seal, reading.tallies[resource.name])
        for resource in ctx.platform.resources
    }

    def unwritable(table: str, row: dict[str, Any]) -> None:
        if table in conditioners:
            spool.add(QUARANTINE.name, conditioners[table].set_aside(row))

    spool = reading.spool = Spool(folder, raw_tables(ctx.platform), unwritable)
    # Resources that use dlt's own state (incremental cursors) find the same memory there.
    state = StateInjectableContext(state={"sources": {ctx.platform.name: reading.memory}})  # type: ignore[typeddict-item]
    with Container().injectable_context(state):
        for _ in build_source(ctx, spool, conditioners):
            raise AssertionError("rows go to the spool")
    spool.close()
