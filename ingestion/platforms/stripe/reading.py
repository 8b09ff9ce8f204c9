"""Reading Stripe's lists, objects and change feed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dlt.sources.helpers.rest_client import RESTClient

from ingestion.context import SourceContext
from ingestion.http import RESOURCE_HEADER

Row = dict[str, Any]
PAGE_MAX = 100


@dataclass(frozen=True)
class Reading:
    """Reads of one account. ``resource`` names what a read is for, in counts and errors. Raises SourceError for whatever Stripe refuses."""

    ctx: SourceContext

    @cached_property
    def _client(self) -> RESTClient:
        return self.ctx.rest_client()

    def pages(self, resource: str, path: str, **filters: Any) -> Iterator[list[Row]]:
        """Every page of a list, newest first."""
        query: dict[str, Any] = {"limit": PAGE_MAX, **filters}
        while True:
            body = self._get(resource, path, query)
            page = body["data"]
            yield page
            if not body["has_more"]:
                return
            last = next((row["id"] for row in reversed(page) if row.get("id")), None)
            if last is None or last == query.get("starting_after"):
                raise self.ctx.error(resource, f"{path} says there is more, but gives no row to continue after.", "Run the load again.")
            query["starting_after"] = last

    def get(self, resource: str, path: str) -> Row | None:
        """One object, or None where it does not exist (any more)."""
        return self._get(resource, path, {}, missing_is_none=True)

    @cached_property
    def newest_event(self) -> Row | None:
        """The latest change of anything, as of the first time this load asked."""
        return next(iter(self._get("(connection)", "events", {"limit": 1})["data"]), None)

    def remembers(self, event_id: str) -> bool:
        """Whether the change feed still reaches back to ``event_id``. Stripe forgets events after 30 days."""
        return self.get("(connection)", f"events/{event_id}") is not None

    def _get(self, resource: str, path: str, query: dict[str, Any], missing_is_none: bool = False) -> Any:
        response = self._client.get(path, params=query, headers={RESOURCE_HEADER: resource})
        if response.status_code == 404 and missing_is_none:
            return None
        if not response.ok:
            error = response.json().get("error", {})
            told = ", ".join(str(error[k]) for k in ("type", "code", "param") if error.get(k))
            raise self.ctx.error(
                resource,
                f"Stripe refuses GET /v1/{path} ({response.status_code}: {told}).",
                f"Look up request {response.headers.get('Request-Id', '')} in the Stripe dashboard under Developers, Logs.",
            )
        return response.json()
