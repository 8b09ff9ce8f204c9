"""Loading: each connection on its own, whole or not at all.

The connections of a platform are read side by side, each into a spool of its own; what is read is written together, in one dlt run, since
a run costs more than the rows of most connections. A connection that cannot be read has no part in it, one that cannot be written is left
out of it: its rows and its cursors stay as they were, which always move together.
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb

from ingestion import load_log
from ingestion.catalog import platform, platform_names
from ingestion.connections import Connection
from ingestion.errors import SourceError, TieoutError, source_error
from ingestion.load_log import LoadRow
from ingestion.settings import Settings

if TYPE_CHECKING:  # dlt and its friends take seconds to import: only who loads waits for them
    from ingestion.reading import Reading
    from ingestion.writing import Writer

Progress = Callable[[str], None]

DLT_ENVIRONMENT = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
    "LOAD__DELETE_COMPLETED_JOBS": "true",  # completed packages would stay on disk
    "LOAD__WORKERS": "1",
    "NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_LOAD_ID": "true",  # Arrow tables get these two columns only on demand
    "NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_ID": "true",
}
READERS = 4  # connections read at once; a source waits for its server most of the time
PATIENCE = 30.0  # seconds that rows already read wait for those of other connections, to be written with them


@dataclass(frozen=True, slots=True)
class LoadResult:
    """How one connection's load ended."""

    connection: str
    platform: str
    rows: tuple[LoadRow, ...]

    @property
    def ok(self) -> bool:
        return all(row.status == "loaded" for row in self.rows)

    @property
    def error(self) -> LoadRow | None:
        return next((row for row in self.rows if row.status == "failed"), None)


def load(
    connections: Sequence[Connection],
    settings: Settings,
    *,
    full_refresh: bool = False,
    progress: Progress = lambda message: None,
) -> tuple[LoadResult, ...]:
    """Loads ``connections``, platform by platform. A failing one is reported in its result; the others still load. Afterwards every table
    of these platforms exists, whether or not it has rows.

    full_refresh: forgets the connections' cursors and reads everything anew; what does not come again is marked deleted.
    """
    results: dict[str, LoadResult] = {}
    with prepared(settings):
        for name in dict.fromkeys(connection.platform for connection in connections):
            for result in _load_platform(name, [c for c in connections if c.platform == name], settings, full_refresh):
                results[result.connection] = result
                progress(f"[{len(results)}/{len(connections)}] {_sentence(result)}")
    return tuple(results[connection.name] for connection in connections)


def shape(settings: Settings, names: Iterable[str] = ()) -> None:
    """Makes every table of the platforms, so that models find them before the first row."""
    from ingestion.writing import Writer, missing_tables

    with prepared(settings) as con:
        for spec in map(platform, names or platform_names()):
            if missing_tables(spec, con):
                with Writer(spec, settings) as writer:
                    writer.shape()


@contextmanager
def prepared(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, ready to be written to. The file is held open while many short connections come and go: closing the last one
    checkpoints, which costs more than the work."""
    for name, value in DLT_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    load_log.prepare(settings.warehouse)
    with duckdb.connect(str(settings.warehouse)) as con:
        yield con


def _load_platform(name: str, connections: Sequence[Connection], settings: Settings, full_refresh: bool) -> Iterator[LoadResult]:
    """The result of each connection once it is written or has failed. Never raises for what a source does."""
    from ingestion.reading import read
    from ingestion.writing import Writer

    spec = platform(name)
    running = {connection.name: _running(connection, settings) for connection in connections}
    load_log.write(settings.warehouse, [row for rows in running.values() for row in rows])
    spools = settings.pipelines / f"read_{name}"
    shutil.rmtree(spools, ignore_errors=True)
    with Writer(spec, settings) as writer, ThreadPoolExecutor(READERS, thread_name_prefix="read") as pool:
        try:
            readings = [
                pool.submit(
                    read,
                    spec,
                    connection,
                    settings.tokens,
                    spools / connection.name,
                    writer.memory(connection.name),
                    full_refresh=full_refresh,
                )
                for connection in connections
            ]
            for arrived in together(readings):
                for reading in _written(writer, arrived):
                    yield _ended(reading, running[reading.connection.name], settings)
            writer.shape()  # where nothing could be loaded
        finally:
            pool.shutdown(cancel_futures=True)
            shutil.rmtree(spools, ignore_errors=True)


def together(futures: Collection[Future[Reading]], patience: float | None = None) -> Iterator[list[Reading]]:
    """Readings in lists as they arrive, at the latest ``patience`` seconds after the first of each list."""
    patience = PATIENCE if patience is None else patience
    waiting = set(futures)
    while waiting:
        arrived, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        until = time.monotonic() + patience
        while waiting and time.monotonic() < until:
            more, waiting = wait(waiting, timeout=until - time.monotonic(), return_when=FIRST_COMPLETED)
            arrived |= more
        yield [future.result() for future in futures if future in arrived]


def _written(writer: Writer, readings: Sequence[Reading]) -> Sequence[Reading]:
    """``readings``, written together or, where that fails, each on its own; those that cannot be written carry their failure."""
    whole = [reading for reading in readings if reading.failure is None]
    try:
        writer.write(whole)
    except Exception as error:  # it is told for whom it holds, and logged with its cure
        if len(whole) == 1:
            whole[0].failure = error
        else:
            for reading in whole:
                _written(writer, [reading])
    return readings


def _running(connection: Connection, settings: Settings) -> list[LoadRow]:
    started = datetime.now(UTC)
    load_id = f"{started:%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}"
    spec = platform(connection.platform)
    return [LoadRow(load_id, connection.name, spec.name, r.name, settings.as_of, started, None, "running") for r in spec.resources]


def _ended(reading: Reading, running: Sequence[LoadRow], settings: Settings) -> LoadResult:
    failure = _explained(reading.failure, reading.connection) if reading.failure else None
    finished = datetime.now(UTC)
    rows = tuple(_logged(row, reading, finished, failure) for row in running)
    load_log.write(settings.warehouse, rows)
    return LoadResult(reading.connection.name, reading.platform.name, rows)


def _explained(error: Exception, connection: Connection) -> TieoutError:
    """The error as a user should read it. What is not ours is named by type only: its text may carry data."""
    known = source_error(error)
    resource = _resource_of(error)
    if known:
        if resource and known.resource != resource and known.resource not in {r.name for r in platform(connection.platform).resources}:
            return SourceError(known.connection, resource, known.what, known.cure)
        return known
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, TieoutError):
            return inner
        inner = inner.__cause__ or inner.__context__
    root: BaseException = error
    while root.__cause__ or root.__context__:
        root = root.__cause__ or root.__context__  # type: ignore[assignment]
    if os.environ.get("TIEOUT_DEBUG"):
        raise error
    return SourceError(
        connection.name,
        resource or "(connection)",
        f"the load stopped unexpectedly ({type(root).__name__}).",
        "Run `TIEOUT_DEBUG=1 tieout run --connection " + connection.name + "` and report the trace; the data is as it was.",
    )


def _resource_of(error: BaseException | None) -> str | None:
    while error is not None:
        name = getattr(error, "pipe_name", None) or getattr(error, "resource_name", None)
        if name:
            return str(name)
        error = error.__cause__ or error.__context__
    return None


def _logged(row: LoadRow, reading: Reading, finished: datetime, failure: TieoutError | None) -> LoadRow:
    calls, retries = reading.session.calls[row.resource], reading.session.retries[row.resource]
    done = replace(row, started_at=reading.started_at, ended_at=finished, api_calls=calls, retries=retries)
    if failure is None:
        tally = reading.tallies[row.resource]
        fields = ", ".join(sorted(tally.undeclared)) or None
        return replace(done, status="loaded", rows=tally.rows, quarantined=tally.quarantined, new_fields=fields)
    blamed = getattr(failure, "resource", None)
    if blamed == row.resource or blamed not in {r.name for r in platform(row.platform).resources}:
        return replace(done, status="failed", error=str(failure), cure=failure.cure)
    return replace(done, status="not_loaded", error=f"{blamed or 'the connection'} failed", cure=failure.cure)


def _sentence(result: LoadResult) -> str:
    if result.error:
        return f"{result.connection}: FAILED. {result.error.error}"
    rows = sum(row.rows for row in result.rows)
    calls = sum(row.api_calls for row in result.rows)
    kept_back = sum(row.quarantined for row in result.rows)
    return f"{result.connection}: {rows} rows, {calls} API calls" + (f", {kept_back} rows in quarantine" if kept_back else "")
