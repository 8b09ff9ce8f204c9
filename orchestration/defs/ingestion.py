"""One asset per raw table, ``raw/<platform>/<resource>``; one step per platform, which loads all its connections.

A connection that fails does not stop the others nor what follows: the step reports it in its metadata and in the check
``every_connection_loaded``, and the data of that connection stays as it was.
"""

# No `from __future__ import annotations` here: Dagster reads the type of `context` at run time.
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    Backoff,
    FreshnessPolicy,
    MaterializeResult,
    RetryPolicy,
    asset,
    multi_asset,
)

from ingestion.catalog import COMMON_TABLES, Platform, platform, platform_names
from ingestion.load import LoadResult
from orchestration.defs.resources import LoadScope

WRITER = "warehouse_writer"  # a pool of one: DuckDB has one writer
CONNECTIONS = AssetKey(["raw_tieout", "connection"])


def asset_key(platform_name: str, resource: str) -> AssetKey:
    return AssetKey(["raw", platform_name, resource])


def _specs(spec: Platform) -> list[AssetSpec]:
    described = {r.name: r.description or f"Rows of {r.name} as {spec.name} delivers them." for r in spec.resources}
    described |= {name: f"Rows of {name}, from every resource of {spec.name}." for name in COMMON_TABLES}
    return [
        AssetSpec(
            key=asset_key(spec.name, table),
            group_name=spec.name,
            kinds={"dlt", "duckdb"},
            description=description,
            freshness_policy=FreshnessPolicy.time_window(fail_window=timedelta(hours=30), warn_window=timedelta(hours=26)),
        )
        for table, description in described.items()
    ]


def _check_name() -> str:
    return "every_connection_loaded"


def _loading(spec: Platform) -> AssetsDefinition:
    first = asset_key(spec.name, spec.resources[0].name)

    @multi_asset(
        name=f"load_{spec.name}",
        specs=_specs(spec),
        check_specs=[AssetCheckSpec(name=_check_name(), asset=first)],
        pool=WRITER,
        retry_policy=RetryPolicy(max_retries=2, delay=5, backoff=Backoff.EXPONENTIAL),
    )
    def load_platform(context: AssetExecutionContext, scope: LoadScope) -> Iterator[Any]:
        from ingestion.connections import read_connections, select
        from ingestion.load import load
        from ingestion.settings import settings
        from orchestration.liveness import prove_alive
        from orchestration.progress import say

        now = settings()
        prove_alive(context.run_id, now)
        wanted = [c for c in select(read_connections(now.connections), tuple(scope.connections)) if c.platform == spec.name]
        results = load(wanted, now, full_refresh=scope.full_refresh, progress=lambda message: say(f"{spec.name} {message}"))
        for resource in spec.resources:
            yield MaterializeResult(asset_key=asset_key(spec.name, resource.name), metadata=_metadata(resource.name, results))
        for table in COMMON_TABLES:
            yield MaterializeResult(asset_key=asset_key(spec.name, table))
        yield _check(first, results)

    return load_platform


def _metadata(resource: str, results: tuple[LoadResult, ...]) -> dict[str, Any]:
    rows = [row for result in results for row in result.rows if row.resource == resource]
    return {
        "rows": sum(row.rows for row in rows),
        "rows_in_quarantine": sum(row.quarantined for row in rows),
        "api_calls": sum(row.api_calls for row in rows),
        "retries": sum(row.retries for row in rows),
        "failed_connections": sum(row.status != "loaded" for row in rows),
    }


def _check(key: AssetKey, results: tuple[LoadResult, ...]) -> AssetCheckResult:
    failures = {result.connection: result.error.error or "" for result in results if result.error}
    return AssetCheckResult(
        check_name=_check_name(), asset_key=key, passed=not failures, severity=AssetCheckSeverity.ERROR, metadata={"failures": failures}
    )


@asset(key=CONNECTIONS, group_name="tieout", pool=WRITER, kinds={"duckdb"})
def connection_registry(context: AssetExecutionContext) -> MaterializeResult:
    """The connections of connections.yml, for the models: whose money it is, and what is enabled."""
    from ingestion import load_log
    from ingestion.connections import read_connections
    from ingestion.settings import settings
    from orchestration.liveness import prove_alive

    now = settings()
    prove_alive(context.run_id, now)
    known = read_connections(now.connections)
    load_log.prepare(now.warehouse)
    load_log.write_connections(now.warehouse, [(c.name, c.platform, platform(c.platform).kind, c.facility, c.enabled) for c in known])
    return MaterializeResult(metadata={"connections": len(known)})


ingestion_assets = [connection_registry, *(_loading(platform(name)) for name in platform_names())]
