"""List requests: filters, limits and cursors, refused as Stripe refuses them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ingestion.sandbox.versions import Row

if TYPE_CHECKING:
    from ingestion.sandbox.stripe.reader import Reader

PAGE_MAX = 100
_RANGE = re.compile(r"^(\w+)(?:\[(gte|gt|lte|lt)\])?$")
_COMPARE = {"gte": operator.ge, "gt": operator.gt, "lte": operator.le, "lt": operator.lt, None: operator.eq}


class ApiError(Exception):
    """An answer of Stripe's error shape."""

    def __init__(self, status: int, message: str, code: str | None = None, param: str | None = None) -> None:
        super().__init__(status, message, code, param)
        self.status, self.message, self.code, self.param = status, message, code, param

    def body(self) -> dict[str, Any]:
        parts = {"code": self.code, "doc_url": self.code and f"https://stripe.com/docs/error-codes/{self.code}", "param": self.param}
        return {"error": {**{k: v for k, v in parts.items() if v}, "message": self.message, "type": "invalid_request_error"}}


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list endpoint serves. ``fields`` are filters on equal values, ``times`` also take [gte], [gt], [lte], [lt]."""

    path: str
    entity: str
    fields: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset({"created"})


LISTINGS = {
    listing.path: listing
    for listing in (
        Listing("charges", "charge", frozenset({"customer", "payment_intent", "transfer_group"})),
        Listing("refunds", "refund", frozenset({"charge", "payment_intent"})),
        Listing("disputes", "dispute", frozenset({"charge", "payment_intent"})),
        Listing("payouts", "payout", frozenset({"status", "destination"}), frozenset({"created", "arrival_date"})),
        Listing("balance_transactions", "balance_transaction", frozenset({"type", "source", "currency"})),
        Listing("customers", "customer", frozenset({"email"})),
        Listing("events", "event"),
    )
}


def list_page(listing: Listing, account: Reader, query: list[tuple[str, str]]) -> dict[str, Any]:
    """One page of ``listing``. Raises ApiError 400 for an unknown parameter, a bad limit or an unknown cursor."""
    given = dict(query)
    limit = _whole("limit", given.pop("limit", "10"))
    if not 1 <= limit <= PAGE_MAX:
        raise ApiError(400, "Invalid integer: limit must be between 1 and 100", code="parameter_invalid_integer", param="limit")
    after, before = given.pop("starting_after", None), given.pop("ending_before", None)
    rows = account.rows(listing.entity)
    if listing.entity == "balance_transaction" and "payout" in given:
        rows = account.payout_lines(given.pop("payout"))
    wanted = [value for name, value in query if listing.entity == "event" and name in ("type", "types[]")]
    keep = list(_filters(listing, [(n, v) for n, v in given.items() if n not in ("type", "types[]") or listing.entity != "event"]))
    if keep or wanted:
        rows = [row for row in rows if all(test(row) for test in keep) and (not wanted or _any_type(row["type"], wanted))]
    page, has_more = _cut(account, listing.entity, rows, limit, after, before)
    return {"object": "list", "data": page, "has_more": has_more, "url": f"/v1/{listing.path}"}


def _filters(listing: Listing, given: list[tuple[str, str]]) -> Iterable[Callable[[Row], bool]]:
    for name, value in given:
        match = _RANGE.match(name)
        column, comparison = match.groups() if match else (None, None)
        if column in listing.times:
            yield _compares(column, _COMPARE[comparison], _whole(name, value))
        elif name in listing.fields:
            yield _compares(name, operator.eq, value)
        else:
            raise ApiError(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def _compares(column: str, compare: Callable[[Any, Any], bool], value: Any) -> Callable[[Row], bool]:
    return lambda row: row.get(column) is not None and compare(row[column], value)


def _any_type(kind: str, wanted: list[str]) -> bool:
    return any(fnmatchcase(kind, pattern) for pattern in wanted)


def _cut(account: Reader, entity: str, rows: list[Row], limit: int, after: str | None, before: str | None) -> tuple[list[Row], bool]:
    """The page next to a cursor. The cursor is an object's place in the whole list, so it may be outside the filter."""
    places = account.places(entity)
    for param, cursor in (("starting_after", after), ("ending_before", before)):
        if cursor is not None and cursor not in places:
            raise ApiError(400, f"No such {entity.replace('_', ' ')}: '{cursor}'", code="resource_missing", param=param)
    if after is not None:
        rows = [row for row in rows if places[row["id"]] > places[after]]
    if before is not None:
        rows = [row for row in rows if places[row["id"]] < places[before]]
        return rows[-limit:], len(rows) > limit
    return rows[:limit], len(rows) > limit


def _whole(name: str, value: str) -> int:
    if not re.fullmatch(r"-?\d+", value):
        raise ApiError(400, f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)
