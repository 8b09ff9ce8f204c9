"""Reading a database: what was written since the last load, then which ids are still there.

Paging is by id inside the window ``write_date >= since``, not by (write_date, id): Odoo shows write_date in whole seconds but compares
microseconds, so a keyset on it never gets past a bulk import of more than one page; ids are exact and never change. ``since`` is the
latest write_date seen before reading began, minus an overlap, since a transaction carries the time it started and may be committed later.

Deletions leave no trace, so the ids of the tables that lose rows are listed at each load (ids only): known and gone is deleted, there and
unknown is read after all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import dlt
from dlt.extract import DltResource

from ingestion.catalog import Resource
from ingestion.context import SourceContext
from ingestion.platforms.odoo.ids import packed, unpacked
from ingestion.platforms.odoo.rpc import Client, Rows, connect, is_passing, resource_of

MODELS = (
    "res.company",
    "res.partner",
    "account.account",
    "account.journal",
    "account.payment.method.line",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
)
SWEPT = frozenset({"account.move", "account.move.line", "account.partial.reconcile", "account.payment"})
DOMAINS = {"res.partner": ["|", ["customer_rank", ">", 0], ["supplier_rank", ">", 0]]}  # users and contacts are nobody's money
PAGE = 500
ID_PAGE = 10_000
OVERLAP = timedelta(minutes=10)
MOMENT = "%Y-%m-%d %H:%M:%S"


def is_throttled(response: Any) -> bool:
    """Asked of every answer: a passing error inside HTTP 200 is tried again like a 503."""
    if response.status_code != 200 or not response.content.startswith(b'{"') or b'"error"' not in response.content:
        return False
    return is_passing(response.json())


def build_resources(ctx: SourceContext) -> list[DltResource]:
    """One resource per model; one client (and one authentication) for all."""
    shared: list[Client] = []

    def client() -> Client:
        if not shared:
            shared.append(connect(ctx))
        return shared[0]

    return [dlt.resource(_model(ctx, client, model), name=resource_of(model)) for model in MODELS]


def _model(ctx: SourceContext, client: Any, model: str) -> Any:
    name = resource_of(model)

    def rows() -> Iterator[Any]:
        state = ctx.state(name)
        reader = Reader(ctx, client(), model)
        latest = reader.latest_write()
        seen: set[int] = set()
        for page in reader.written_since(_overlapped(state.get("written_until"))):
            seen.update(_ids(page))
            yield page
        if model in SWEPT:
            yield from _sweep(ctx, reader, state, seen)
        state["written_until"] = latest or state.get("written_until")

    return rows


def _sweep(ctx: SourceContext, reader: Reader, state: dict[str, Any], seen: set[int]) -> Iterator[Any]:
    known = unpacked(state.get("known_ids", "")) | seen
    present = reader.all_ids()
    if known and not present:
        raise ctx.error(
            reader.resource,
            f"all {len(known)} records are gone at once.",
            "Most likely the API user lost its companies or its access rights: restore them. If they were really deleted, run with"
            " --full-refresh.",
        )
    yield from reader.with_ids(sorted(present - known))
    now = datetime.now(UTC)
    for native_id in sorted(known - present):
        yield ctx.deleted(reader.resource, str(native_id), now, detected_by="id_sweep")
    state["known_ids"] = packed(present)


class Reader:
    """Reads of one model, with the fields that both we and this database know."""

    def __init__(self, ctx: SourceContext, client: Client, model: str) -> None:
        self.ctx = ctx
        self.client = client
        self.model = model
        self.resource = resource_of(model)
        self.fields = self._fields(ctx.platform.resource(self.resource))
        self.domain: list[Any] = DOMAINS.get(model, [])

    def _fields(self, declared: Resource) -> list[str]:
        there = self.client.call(self.model, "fields_get", attributes=["type"])
        missing = [name for name, column in declared.columns.items() if not column.nullable and name not in there]
        if missing:
            raise self.ctx.error(
                self.resource,
                f"this database has no field {', '.join(missing)} on {self.model}, or the API user may not see it.",
                "Give the user accounting rights; Odoo 17 to 19 are supported.",
            )
        return [name for name in declared.columns if name in there]

    def latest_write(self) -> str | None:
        """The newest write_date, or None. Asked before reading: what is written meanwhile comes next time."""
        newest = self.client.call(
            self.model, "search_read", domain=self.domain, fields=["write_date"], limit=1, order="write_date desc, id desc"
        )
        value = newest[0].get("write_date") if newest else None
        return value if _is_moment(value) else None

    def written_since(self, since: str | None) -> Iterator[Rows]:
        """Rows written at or after ``since`` (naive UTC), by id, a page at a time."""
        window = [["write_date", ">=", since]] if since else []
        last = 0
        while True:
            page = self._read([*window, ["id", ">", last]], PAGE)
            if page:
                yield page
            if len(page) < PAGE:
                return
            reached = max(_ids(page), default=last)
            if reached == last:
                raise self.ctx.error(self.resource, "a whole page came without ids.", "The server's answers are damaged; run again later.")
            last = reached

    def with_ids(self, ids: list[int]) -> Iterator[Rows]:
        """Rows that are there though no window showed them: committed late, or visible again."""
        for first in range(0, len(ids), PAGE):
            yield self._read([["id", "in", ids[first : first + PAGE]]], PAGE)

    def all_ids(self) -> set[int]:
        """Every id there is now."""
        found: set[int] = set()
        last = 0
        while True:
            page = self.client.call(self.model, "search", domain=[*self.domain, ["id", ">", last]], limit=ID_PAGE, order="id asc")
            found.update(page)
            if len(page) < ID_PAGE:
                return found
            last = max(page)

    def _read(self, domain: list[Any], limit: int) -> Rows:
        found = self.client.call(self.model, "search_read", domain=[*self.domain, *domain], fields=self.fields, limit=limit, order="id asc")
        return list(found)


def _ids(rows: Iterable[dict[str, Any]]) -> set[int]:
    return {row["id"] for row in rows if isinstance(row.get("id"), int)}


def _overlapped(written_until: str | None) -> str | None:
    if written_until is None:
        return None
    return (datetime.strptime(written_until, MOMENT) - OVERLAP).strftime(MOMENT)


def _is_moment(value: Any) -> bool:
    try:
        return bool(datetime.strptime(value, MOMENT))
    except (TypeError, ValueError):
        return False
