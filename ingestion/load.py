"""Loading: each connection on its own, whole or not at all.

A connection is one dlt pipeline into ``raw_<platform>``. Its cursor moves only together with its rows, because both are committed in one
load package and the state is always read back from the warehouse: the local working folder is thrown away before each load. A process
killed at any point therefore repeats, at most, work that merges onto itself.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingestion import load_log
from ingestion.catalog import Platform, platform, platform_names
from ingestion.connections import Connection
from ingestion.errors import SourceError, TieoutError, source_error
from ingestion.load_log import LoadRow
from ingestion.settings import Settings

Progress = Callable[[str], None]

DLT_ENVIRONMENT = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
    "LOAD__DELETE_COMPLETED_JOBS": "true",  # completed packages would stay on disk
    "LOAD__WORKERS": "1",
    "NORMALIZE__DATA_WRITER__BUFFER_MAX_ITEMS": "50000",
}


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
    """Loads ``connections`` one after another. A failing one is reported in its result; the others still load.

    full_refresh: forgets the connection's cursors and reads everything anew; what does not come again is marked deleted.
    """
    for name, value in DLT_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    load_log.prepare(settings.warehouse)
    results = []
    with _held_open(settings.warehouse):
        for number, connection in enumerate(connections, start=1):
            result = load_connection(connection, settings, full_refresh=full_refresh)
            results.append(result)
            progress(f"[{number}/{len(connections)}] {_sentence(result)}")
    return tuple(results)


@contextmanager
def _held_open(warehouse: Path) -> Iterator[None]:
    """Keeps the file open while many short connections come and go: closing the last one checkpoints, which costs more than the work."""
    import duckdb

    with duckdb.connect(str(warehouse)):
        yield


def load_connection(connection: Connection, settings: Settings, *, full_refresh: bool = False) -> LoadResult:
    """Loads one connection. Never raises for what a source does; the result and the load log say what failed and the cure."""
    from ingestion.context import SourceContext
    from ingestion.http import SourceSession
    from ingestion.rows import Tally
    from ingestion.tokens import TokenStore

    spec = platform(connection.platform)
    started = datetime.now(UTC)
    load_id = f"{started:%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}"
    running = [LoadRow(load_id, connection.name, spec.name, r.name, settings.as_of, started, None, "running") for r in spec.resources]
    load_log.write(settings.warehouse, running)
    session = SourceSession(connection.name)
    tallies: dict[str, Tally] = {}
    failure: TieoutError | None = None
    try:
        ctx = SourceContext(spec, connection, TokenStore(settings.tokens, connection.name), session, full_refresh)
        session.is_throttled = getattr(spec.source_module(), "is_throttled", session.is_throttled)
        _run(ctx, settings, tallies)
    except Exception as error:  # one source's failure must not stop the others; it is logged with its cure
        failure = _explained(error, connection)
    finished = datetime.now(UTC)
    rows = tuple(_logged(row, finished, session, tallies, failure) for row in running)
    load_log.write(settings.warehouse, rows)
    return LoadResult(connection.name, spec.name, rows)


def shape(settings: Settings, names: Iterable[str] = ()) -> None:
    """Makes every table of the platforms, so that models find them before the first row."""
    import duckdb

    for name, value in DLT_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    load_log.prepare(settings.warehouse)
    with duckdb.connect(str(settings.warehouse)) as con:
        there = {(s, t) for s, t in con.execute("select table_schema, table_name from information_schema.tables").fetchall()}
    for name in names or platform_names():
        spec = platform(name)
        if any((f"raw_{name}", r.name) not in there for r in spec.resources):
            _shape_platform(spec, settings)


def _shape_platform(spec: Platform, settings: Settings) -> None:
    import dlt
    from dlt.extract import DltSource

    from ingestion import source

    resources = []
    for declared in spec.resources:
        resource = dlt.resource(lambda: iter([dlt.mark.materialize_table_schema()]), name=declared.name)
        source._shape(resource, declared)
        resources.append(resource)
    resources += [source._common(name) for name in source.COMMON_TABLES]
    with _pipeline(f"shape_{spec.name}", spec.name, settings) as pipeline:
        pipeline.run(DltSource(dlt.Schema(spec.name), spec.name, resources))


def _run(ctx, settings: Settings, tallies: dict) -> None:
    from ingestion.source import build_source

    with _pipeline(f"load_{ctx.connection.name}", ctx.platform.name, settings) as pipeline:
        if ctx.full_refresh:
            _forget_cursors(ctx, settings, pipeline.pipeline_name)
        info = pipeline.run(build_source(ctx, tallies))
    if ctx.full_refresh and info.loads_ids:
        _mark_vanished(ctx, settings, info.loads_ids)


@contextmanager
def _pipeline(name: str, platform_name: str, settings: Settings) -> Iterator[Any]:
    """A dlt pipeline without memory of its own (its state comes back from the warehouse), on a connection that ends with the block."""
    import dlt
    import duckdb

    shutil.rmtree(settings.pipelines / name, ignore_errors=True)
    with duckdb.connect(str(settings.warehouse)) as con:
        yield dlt.pipeline(
            pipeline_name=name,
            destination=dlt.destinations.duckdb(con),
            dataset_name=f"raw_{platform_name}",
            pipelines_dir=str(settings.pipelines),
        )


def _forget_cursors(ctx, settings: Settings, pipeline_name: str) -> None:
    """The next extract starts from the beginning. Rows stay: they are merged over, and what does not come again is marked deleted."""
    import duckdb

    schema = f"raw_{ctx.platform.name}"
    with duckdb.connect(str(settings.warehouse)) as con:
        if _has_table(con, schema, "_dlt_pipeline_state"):
            con.execute(f"delete from {schema}._dlt_pipeline_state where pipeline_name = ?", [pipeline_name])  # noqa: S608 name of a platform


def _mark_vanished(ctx, settings: Settings, load_ids: list[str]) -> None:
    """After a full read: rows of this connection that did not come again were deleted at the source."""
    import duckdb

    schema, connection = f"raw_{ctx.platform.name}", ctx.connection.name
    now = datetime.now(UTC)
    with duckdb.connect(str(settings.warehouse)) as con:
        con.begin()
        for resource in ctx.platform.resources:
            if not _has_table(con, schema, resource.name):
                continue  # it never had a row
            key = " || '/' || ".join(f"cast({_snake(k)} as varchar)" for k in resource.primary_key)
            con.execute(
                f"""
                insert into {schema}.deleted_record (connection_id, resource, source_id, deleted_at, detected_by, _dlt_load_id, _dlt_id)
                select connection_id, ?, {key}, ?, 'full_refresh', ?, md5(connection_id || ? || {key})
                from {schema}.{resource.name} as row
                where connection_id = ? and not list_contains(?, _dlt_load_id)
                    and not exists (
                        select 1 from {schema}.deleted_record as known
                        where known.connection_id = row.connection_id and known.resource = ? and known.source_id = {key}
                    )
                """,  # noqa: S608 names from the catalog
                [resource.name, now, load_ids[-1], resource.name, connection, load_ids, resource.name],
            )
        con.commit()


def _snake(native: str) -> str:
    from dlt.common.normalizers.naming.snake_case import NamingConvention

    return NamingConvention().normalize_identifier(native)


def _has_table(con, schema: str, table: str) -> bool:
    query = "select 1 from information_schema.tables where table_schema = ? and table_name = ?"
    return con.execute(query, [schema, table]).fetchone() is not None


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


def _logged(row: LoadRow, finished: datetime, session, tallies: dict, failure: TieoutError | None) -> LoadRow:
    tally = tallies.get(row.resource)
    done = replace(row, ended_at=finished, api_calls=session.calls[row.resource], retries=session.retries[row.resource])
    if failure is None:
        assert tally is not None
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


def drop_working_folders(folder: Path) -> None:
    """Removes what interrupted loads left in dlt's working folder."""
    shutil.rmtree(folder, ignore_errors=True)
