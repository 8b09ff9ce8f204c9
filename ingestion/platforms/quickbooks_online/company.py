"""Reading one QuickBooks company: queries by key-set paging, and the times it writes.

Rows move while they are paged: an edit puts a row at the end of the order, and every row behind it moves up by one. So each page starts at
the last time seen instead of counting positions; positions count only within one instant. Nothing is skipped; a row may come twice, which
merging makes harmless.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dlt.sources.helpers.rest_client import RESTClient

from ingestion.context import SourceContext
from ingestion.http import RESOURCE_HEADER

MINOR_VERSION = "75"
PAGE_SIZE = 1000
THE_BEGINNING = datetime(1980, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True)
class Company:
    """The API of one company. ``resource`` names what is read, for counts and messages."""

    ctx: SourceContext
    client: RESTClient

    @classmethod
    def of(cls, ctx: SourceContext) -> Company:
        return cls(ctx, ctx.rest_client())

    def get(self, resource: str, path: str, **params: str) -> Row:
        """The JSON answer. Raises SourceError with QuickBooks' own code where it refuses the request."""
        answer = self.client.get(path, params={**params, "minorversion": MINOR_VERSION}, headers={RESOURCE_HEADER: resource})
        if answer.ok:
            return answer.json()
        raise self.ctx.error(
            resource,
            f"QuickBooks refuses {path} ({answer.status_code}, {fault_of(answer)}).",
            "Check realm_id and the app's scope (com.intuit.quickbooks.accounting); if both are right, report this.",
        )

    def now(self, resource: str) -> datetime:
        """The company's clock, which its own time stamps follow."""
        return time_of(self.get(resource, "query", query="select count(*) from Account")["time"])

    def query(self, resource: str, entity: str, text: str) -> list[Row]:
        return self.get(resource, "query", query=text)["QueryResponse"].get(entity, [])

    def pages(self, resource: str, entity: str, since: datetime, *, order: str = "LastUpdatedTime", where: str = "") -> Iterator[list[Row]]:
        """Pages of rows whose MetaData.<order> is ``since`` or later, earliest first."""
        position = 1
        while True:
            condition = f"{where}MetaData.{order} >= '{iso(since)}'"
            suffix = f"orderby MetaData.{order} startposition {position} maxresults {PAGE_SIZE}"
            page = self.query(resource, entity, f"select * from {entity} where {condition} {suffix}")  # noqa: S608 no SQL, our own names
            if page:
                yield page
            if len(page) < PAGE_SIZE:
                return
            last = latest(page, order) or since
            since, position = (last, 1) if last > since else (since, position + len(page))


def iso(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def time_of(text: str) -> datetime:
    """An aware datetime. QuickBooks writes Pacific time with its offset, so texts do not sort: 01:30-07:00 comes before 01:10-08:00."""
    return datetime.fromisoformat(text)


def latest(rows: list[Row], field: str) -> datetime | None:
    """The latest readable MetaData.<field>. A row without one is unfit and will be quarantined; it must not stop the reading."""
    found = []
    for row in rows:
        try:
            found.append(time_of(row["MetaData"][field]))
        except (KeyError, TypeError, ValueError):
            continue
    return max(found, default=None)


def fault_of(answer: Any) -> str:
    """QuickBooks' code and message of a refusal; never its detail, which may quote data."""
    try:
        body = answer.json()
        error = (body.get("Fault") or body.get("fault"))["Error"][0]
        return f"{error.get('code')} {error.get('Message')}"
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return "no reason given"
