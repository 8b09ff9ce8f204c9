"""How Xero's lists are read: changed rows by an HTTP header, pages that state how many rows there are, journals by number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from dlt.sources.helpers.rest_client import RESTClient
from requests import Response

from ingestion.context import SourceContext
from ingestion.errors import SourceError
from ingestion.http import RESOURCE_HEADER

Row = dict[str, Any]
PAGE_SIZE = 1000  # the most that Xero gives; each call counts against 60 a minute and 5000 a day
READINGS = 3  # rows that change while pages are read shift the pages: read again, then give up
OVERLAP = timedelta(minutes=10)  # read again at each load: a row may become visible a little after the time it carries
_MILLISECONDS = re.compile(r"^/Date\((-?\d+)")


@dataclass(frozen=True)
class Organisation:
    """One tenant, read through ``ctx``."""

    ctx: SourceContext

    @cached_property
    def _client(self) -> RESTClient:
        return self.ctx.rest_client()

    @cached_property
    def tenant_id(self) -> str:
        """The configured tenant, or the only one that the consent reaches. Raises SourceError where there are several or none."""
        given = self.ctx.config("tenant_id")
        if given:
            return str(given)
        address = self.ctx.fill("{base_url}/connections")
        found = [t for t in self._client.get(address).json() if t.get("tenantType") == "ORGANISATION"]
        if len(found) == 1:
            return str(found[0]["tenantId"])
        names = "; ".join(f"{t['tenantName']} = {t['tenantId']}" for t in found) or "none"
        raise self.ctx.error(
            "(connection)",
            f"the consent reaches {len(found)} organisations, and this connection does not say which to read.",
            f"Set config.tenant_id of {self.ctx.connection.name} in connections.yml to one of: {names}.",
        )

    def all_rows(self, resource: str, endpoint: str, params: Mapping[str, str], since: datetime | None) -> list[Row]:
        """Rows of an endpoint without pages."""
        answer = self._get(resource, endpoint, params, since)
        return [] if answer.status_code == 304 else _rows(answer.json(), endpoint)

    def paged_rows(self, resource: str, endpoint: str, key: str, params: Mapping[str, str], since: datetime | None) -> list[Row]:
        """Rows of a paged endpoint, each once in its newest state. Raises SourceError where fewer arrive than Xero says there are."""
        size = int(self.ctx.config("page_size", PAGE_SIZE))

        def page(number: int) -> Mapping[str, Any]:
            asked = {**params, "order": "UpdatedDateUTC ASC", "page": str(number), "pageSize": str(size)}
            answer = self._get(resource, endpoint, asked, since)
            return {} if answer.status_code == 304 else answer.json()

        rows: list[Row] = []
        expected = 0
        for _ in range(READINGS):
            rows, expected = read_pages(page, endpoint, key, size)
            if len(rows) >= expected:
                return rows
        raise self.ctx.error(
            resource,
            f"Xero says there are {expected} rows and gives {len(rows)}, {READINGS} times.",
            "Nothing was loaded, nothing is lost. Run again when the organisation is less busy; if it stays, tell Xero support.",
        )

    def journals(self, resource: str, offset: int) -> Iterator[list[Row]]:
        """Journals with a number above ``offset``, a call at a time. Raises SourceError where the numbers do not go up."""
        while True:
            try:
                answer = self._get(resource, "Journals", {"offset": str(offset)}, None)
            except SourceError as error:
                raise self.ctx.error(resource, error.what, _without_journals(error.cure)) from error
            rows = _rows(answer.json(), "Journals")
            if not rows:
                return
            last = last_number(rows)
            if last is None or last <= offset:
                raise self.ctx.error(
                    resource,
                    f"the journals after number {offset} do not carry higher numbers, so reading them would never end.",
                    "Nothing was loaded, nothing is lost. Run again later; if it stays, tell Xero support.",
                )
            offset = last
            yield rows

    def _get(self, resource: str, endpoint: str, params: Mapping[str, str], since: datetime | None) -> Response:
        headers = {"xero-tenant-id": self.tenant_id, RESOURCE_HEADER: resource}
        if since:
            headers["If-Modified-Since"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        answer = self._client.get(endpoint, params=dict(params), headers=headers)
        if answer.status_code >= 400:
            raise self.ctx.error(
                resource,
                f"{endpoint} answers {answer.status_code} {answer.reason}.",
                "Check base_url and the app's scopes; if both are right, the API has changed: report it with this message.",
            )
        return answer


def read_pages(page: Callable[[int], Mapping[str, Any]], endpoint: str, key: str, size: int) -> tuple[list[Row], int]:
    """All rows and how many Xero says there are.

    A row that changes while pages are read moves to the end: it is then seen twice (the newer state counts) and pushes another one over a
    page's edge, where nobody sees it. Only the count tells.
    """
    newest: dict[str, Row] = {}
    number, expected = 1, 0
    while True:
        body = page(number)
        rows, pagination = _rows(body, endpoint), body.get("pagination") or {}
        for row in rows:
            name = str(row.get(key) or f"unnamed {number}/{len(newest)}")  # a row without its key counts; the loader quarantines it
            if name not in newest or (changed_at(row) or _NEVER) >= (changed_at(newest[name]) or _NEVER):
                newest[name] = row
        expected = int(pagination.get("itemCount") or expected)
        if number >= int(pagination.get("pageCount") or 0) and (pagination or len(rows) < size):
            return list(newest.values()), expected
        number += 1


_NEVER = datetime.min.replace(tzinfo=UTC)


def changed_at(row: Row) -> datetime | None:
    """``UpdatedDateUTC`` of ``row``; None where it is absent or malformed."""
    return _instant(row.get("UpdatedDateUTC"))


def entered_at(row: Row) -> datetime | None:
    """``CreatedDateUTC``, which is all that a bank transfer tells; None where it is absent or malformed."""
    return _instant(row.get("CreatedDateUTC"))


def _instant(value: object) -> datetime | None:
    found = _MILLISECONDS.match(str(value or ""))
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(found[1])) if found else None


def last_change(rows: Iterable[Row]) -> datetime | None:
    return max(filter(None, map(changed_at, rows)), default=None)


def last_number(rows: Iterable[Row]) -> int | None:
    numbers = (str(row.get("JournalNumber", "")) for row in rows)
    return max((int(n) for n in numbers if n.isdigit()), default=None)


def _rows(body: Mapping[str, Any], endpoint: str) -> list[Row]:
    return list(body.get("Organisations" if endpoint == "Organisation" else endpoint) or [])


def _without_journals(cure: str) -> str:
    return f"{cure} Where your Xero plan has no Journals, set config.journals: false; the ledger tie-out then lacks this organisation."
