"""QuickBooks' query language, as far as its documentation goes: select, where, orderby, startposition, maxresults.

A query that breaks it raises :class:`QueryError`, which the API answers as a ValidationFault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ingestion.sandbox.versions import Version

PAGE_DEFAULT, PAGE_MAX = 100, 1000
_SELECT = re.compile(
    r"^\s*select\s+(?P<fields>.+?)\s+from\s+(?P<entity>\w+)"
    r"(?:\s+where\s+(?P<where>.+?))?"
    r"(?:\s+order\s*by\s+(?P<order>[\w.]+)(?:\s+(?P<direction>asc|desc))?)?"
    r"(?:\s+startposition\s+(?P<start>\d+))?"
    r"(?:\s+maxresults\s+(?P<max>\d+))?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_COMPARISON = re.compile(r"^\s*([\w.]+)\s*(>=|<=|=|>|<)\s*'([^']*)'\s*$")
_MEMBERSHIP = re.compile(r"^\s*([\w.]+)\s+in\s*\(([^)]*)\)\s*$", re.IGNORECASE)
_TIMES = {"metadata.lastupdatedtime", "metadata.createtime"}


class QueryError(ValueError):
    """A query QuickBooks would refuse: ``code`` and ``detail`` as it says them."""

    def __init__(self, code: str, message: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.message, self.detail = code, message, detail


@dataclass(frozen=True, slots=True)
class Condition:
    path: str
    operator: str
    values: tuple[str, ...]

    def holds(self, version: Version) -> bool:
        found = value_at(version, self.path)
        if self.operator == "in":
            return found is not None and str(found).lower() in self.values
        wanted: Any = self.values[0]
        if isinstance(found, datetime):
            wanted = _time(wanted)
        elif found is None:
            return False
        else:
            found = str(found)
        return {"=": found == wanted, ">=": found >= wanted, "<=": found <= wanted, ">": found > wanted, "<": found < wanted}[self.operator]


@dataclass(frozen=True, slots=True)
class Query:
    entity: str
    fields: tuple[str, ...]  # ("*",) for all
    is_count: bool
    conditions: tuple[Condition, ...]
    order: str | None
    descending: bool
    start: int
    size: int


def parse(text: str) -> Query:
    match = _SELECT.match(text)
    if not match:
        raise QueryError("4000", "Error parsing query", "QueryParserError: Encountered an unexpected token in the query")
    size = int(match["max"] or PAGE_DEFAULT)
    if size > PAGE_MAX:
        raise QueryError("4001", "Invalid query", f"QueryValidationError: value {size} is too large. Max allowed value is {PAGE_MAX}.")
    start = int(match["start"] or 1)
    if start < 1:
        raise QueryError("4001", "Invalid query", "QueryValidationError: startposition must be 1 or more")
    fields = tuple(f.strip() for f in match["fields"].split(","))
    return Query(
        entity=match["entity"],
        fields=fields,
        is_count=fields[0].lower().replace(" ", "") == "count(*)",
        conditions=tuple(_condition(c) for c in re.split(r"\s+and\s+", match["where"] or "", flags=re.IGNORECASE) if c.strip()),
        order=match["order"],
        descending=(match["direction"] or "").lower() == "desc",
        start=start,
        size=size,
    )


def value_at(version: Version, path: str) -> Any:
    """The field of a row; its times as datetimes."""
    if path.lower() == "metadata.lastupdatedtime":
        return version.at
    value: Any = version.row
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return _time(value) if path.lower() in _TIMES and value else value


def select(query: Query, versions: list[Version]) -> list[Version]:
    """Rows that match, in order; without ORDERBY by Id, newest first, which is no order to page by."""
    found = [v for v in versions if all(c.holds(v) for c in query.conditions)]
    if query.order:
        return sorted(found, key=lambda v: (value_at(v, query.order or "") or "", int(v.native_id)), reverse=query.descending)
    return sorted(found, key=lambda v: int(v.native_id), reverse=True)


def projected(query: Query, row: dict[str, Any]) -> dict[str, Any]:
    """The wanted fields of ``row`` (QuickBooks adds Id, domain and sparse)."""
    if query.fields == ("*",):
        return row
    wanted = {f.split(".")[0] for f in query.fields} | {"Id", "domain", "sparse"}
    return {**{k: v for k, v in row.items() if k in wanted}, "sparse": True}


def _condition(text: str) -> Condition:
    if match := _COMPARISON.match(text):
        if match[1].lower() in _TIMES:
            _time(match[3])
        return Condition(match[1], match[2], (match[3],))
    if match := _MEMBERSHIP.match(text):
        return Condition(match[1], "in", tuple(v.strip().strip("'").lower() for v in match[2].split(",")))
    raise QueryError("4000", "Error parsing query", "QueryParserError: Encountered an unexpected token in the where clause")


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError("4001", "Invalid query", "QueryValidationError: Invalid dateTime value") from None
    if found.tzinfo is None:
        raise QueryError("4001", "Invalid query", "QueryValidationError: dateTime value needs an offset")
    return found
