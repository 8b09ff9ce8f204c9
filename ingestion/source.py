"""A connection as a dlt source: the declared resources through dlt's rest_api, the others from the platform's source.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import dlt
from dlt.extract import DltResource, DltSource
from dlt.extract.items import DataItemWithMeta
from dlt.sources.rest_api import rest_api_resources
from dlt.sources.rest_api.config_setup import create_auth, create_paginator, register_paginator

from ingestion.catalog import Column, Resource
from ingestion.context import DELETED_RECORD, SourceContext
from ingestion.http import RESOURCE_HEADER
from ingestion.phi import tokeniser
from ingestion.rows import QUARANTINE, Conditioner, Tally
from ingestion.sealed import Seal
from ingestion.secret import installation_key

DLT_TYPES = {
    "json": "json",
    "date": "date",
    "timestamp": "timestamp",
    "text": "text",
    "decimal": "decimal",
    "bigint": "bigint",
    "bool": "bool",
}

# Tables that every platform has beside its resources.
COMMON_TABLES: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    DELETED_RECORD: (
        ("connection_id", "resource", "source_id"),
        {"connection_id": "text", "resource": "text", "source_id": "text", "deleted_at": "timestamp", "detected_by": "text"},
    ),
    QUARANTINE: (
        ("connection_id", "quarantine_id"),
        {
            "connection_id": "text",
            "quarantine_id": "text",
            "resource": "text",
            "source_id": "text",
            "field": "text",
            "reason": "text",
            "payload": "text",
        },
    ),
}


def build_source(ctx: SourceContext, tallies: dict[str, Tally]) -> DltSource:
    """Every resource of ``ctx``'s connection, conditioned and typed. ``tallies`` is filled while rows flow."""
    resources = _declared(ctx) + _python(ctx)
    token, seal = tokeniser(installation_key()), Seal.from_key(installation_key())
    for resource in resources:
        declared = ctx.platform.resource(resource.name)
        tally = tallies.setdefault(resource.name, Tally())
        conditioner = Conditioner(ctx.platform, declared, ctx.connection.name, token, seal, tally)
        resource.add_step(_page_step(conditioner, ctx.connection.name))
        _shape(resource, declared)
    resources += [_common(name) for name in COMMON_TABLES]
    return DltSource(dlt.Schema(ctx.platform.name), ctx.platform.name, resources)


def _page_step(conditioner: Conditioner, connection: str) -> Callable[[Any, Any], Iterator[Any]]:
    """Conditions a page at a time: fit rows go on as one page, each row for a common table on its own."""

    def step(page: Any, meta: Any = None) -> Iterator[Any]:
        if getattr(meta, "table_name", None) in COMMON_TABLES:
            yield dlt.mark.with_table_name({"connection_id": connection, **page}, meta.table_name)
            return
        fit = []
        for row in page if isinstance(page, list) else [page]:
            if isinstance(row, DataItemWithMeta):
                yield dlt.mark.with_table_name({"connection_id": connection, **row.data}, row.meta.table_name)
                continue
            conditioned = conditioner(row)
            if isinstance(conditioned, DataItemWithMeta):
                yield conditioned
            else:
                fit.append(conditioned)
        if fit:
            yield fit

    return step


def build_auth(ctx: SourceContext) -> Any:
    """The auth object of ``ctx``'s client: one of dlt's kinds by name, or the platform's own."""
    declared = ctx.platform.client.get("auth")
    if not declared:
        return None
    if declared.get("type") != "custom":
        return create_auth(ctx.fill(declared))
    auth = _module(ctx).build_auth(ctx)
    if hasattr(auth, "renew"):
        ctx.session.renewable = auth
    return auth


def build_paginator(ctx: SourceContext) -> Any:
    _register_paginators(ctx)
    return create_paginator(ctx.fill(ctx.platform.client.get("paginator")))


def _declared(ctx: SourceContext) -> list[DltResource]:
    declared = [r for r in ctx.platform.resources if not r.python]
    if not declared:
        return []
    _register_paginators(ctx)
    client = {**ctx.fill({k: v for k, v in ctx.platform.client.items() if k != "auth"}), "session": ctx.session, "auth": build_auth(ctx)}
    return rest_api_resources({"client": client, "resources": [_endpoint_resource(ctx, r) for r in declared]})


def _endpoint_resource(ctx: SourceContext, resource: Resource) -> dict[str, Any]:
    endpoint = ctx.fill(resource.endpoint or {})
    if "incremental" in endpoint:  # a row without its cursor is quarantined, which takes the cursor field away with the rest
        endpoint["incremental"].setdefault("on_cursor_value_missing", "include")
    endpoint["headers"] = {**endpoint.get("headers", {}), RESOURCE_HEADER: resource.name}
    return {"name": resource.name, "endpoint": endpoint, "max_table_nesting": 0}


def _python(ctx: SourceContext) -> list[DltResource]:
    wanted = {r.name for r in ctx.platform.resources if r.python}
    if not wanted:
        return []
    built = _module(ctx).build_resources(ctx)
    names = {r.name for r in built}
    assert names == wanted, f"{ctx.platform.name}/source.py builds {sorted(names)}, platform.yml declares {sorted(wanted)}"
    return list(built)


def _shape(resource: DltResource, declared: Resource) -> None:
    """Types, keys and write disposition. No child tables: lists and objects stay JSON."""
    resource.max_table_nesting = 0
    columns: dict[str, Any] = {"connection_id": {"data_type": "text", "nullable": False}}
    columns |= {name: _hint(column) for name, column in declared.columns.items()}
    columns["undeclared"] = {"data_type": "text"}
    resource.apply_hints(
        table_name=declared.name,
        write_disposition="merge",
        primary_key=["connection_id", *declared.primary_key],
        columns=columns,
    )


def _hint(column: Column) -> dict[str, Any]:
    hint: dict[str, Any] = {"data_type": DLT_TYPES[column.data_type], "nullable": True}
    if column.data_type == "decimal":
        hint |= {"precision": column.precision, "scale": column.scale}
    return hint


def _common(name: str) -> DltResource:
    """The (empty) resource that gives a common table its shape; its rows come from the other resources."""
    key, columns = COMMON_TABLES[name]

    @dlt.resource(
        name=name,
        table_name=name,
        write_disposition="merge",
        primary_key=list(key),
        columns={c: {"data_type": t} for c, t in columns.items()},
    )
    def rows() -> Any:
        yield dlt.mark.materialize_table_schema()

    return rows


def _register_paginators(ctx: SourceContext) -> None:
    module = ctx.platform.source_module()
    for name, paginator in getattr(module, "PAGINATORS", {}).items():
        register_paginator(name, paginator)


def _module(ctx: SourceContext) -> Any:
    module = ctx.platform.source_module()
    assert module is not None, f"{ctx.platform.name}/platform.yml asks for source.py, which is not there"
    return module
