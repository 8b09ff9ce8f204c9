"""A connection as dlt resources: the declared ones through dlt's rest_api, the others from the platform's source.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

import dlt
from dlt.extract import DltResource, DltSource
from dlt.extract.items import DataItemWithMeta
from dlt.extract.items_transform import FilterItem
from dlt.sources.rest_api import rest_api_resources
from dlt.sources.rest_api.config_setup import create_auth, create_paginator, register_paginator

from ingestion.catalog import Resource
from ingestion.context import SourceContext
from ingestion.http import RESOURCE_HEADER
from ingestion.raw_table import COMMON
from ingestion.rows import Conditioner
from ingestion.spool import Spool


class Collect(FilterItem):
    """The last step of a resource: what is left after dlt's own incremental step goes to the spool, and no further."""

    placement_affinity: ClassVar[float] = 3


def build_source(ctx: SourceContext, spool: Spool, conditioners: Mapping[str, Conditioner]) -> DltSource:
    """Every resource of ``ctx``'s connection. Iterating it puts rows fit to be written into ``spool`` (and yields nothing)."""
    resources = _declared(ctx) + _python(ctx)
    for resource in resources:
        resource.apply_hints(primary_key=["connection_id", *ctx.platform.resource(resource.name).primary_key])
        resource.add_step(_page_step(conditioners[resource.name], spool))
        resource.add_step(Collect(partial(spool.add, resource.name)))
    return DltSource(dlt.Schema(ctx.platform.name), ctx.platform.name, resources)


def _page_step(conditioner: Conditioner, spool: Spool) -> Callable[[Any, Any], Iterator[Any]]:
    """Conditions a page at a time: fit rows go on as one page, each row for a common table to the spool."""

    def step(page: Any, meta: Any = None) -> Iterator[Any]:
        fit = []
        for row in page if isinstance(page, list) else [page]:
            table = row.meta.table_name if isinstance(row, DataItemWithMeta) else getattr(meta, "table_name", None)
            if table in COMMON:
                content = row.data if isinstance(row, DataItemWithMeta) else row
                spool.add(table, {"connection_id": conditioner.connection, **content})
                continue
            table, conditioned = conditioner(row)
            if table in COMMON:
                spool.add(table, conditioned)
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
    return ctx.session.renewing(auth) if hasattr(auth, "renew") else auth


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


def _register_paginators(ctx: SourceContext) -> None:
    module = ctx.platform.source_module()
    for name, paginator in getattr(module, "PAGINATORS", {}).items():
        register_paginator(name, paginator)


def _module(ctx: SourceContext) -> Any:
    module = ctx.platform.source_module()
    assert module is not None, f"{ctx.platform.name}/platform.yml asks for source.py, which is not there"
    return module
