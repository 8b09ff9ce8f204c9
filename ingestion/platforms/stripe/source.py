"""What platform.yml cannot say: lists filter by creation only, so later edits come from the change feed; payouts are asked for lines.

Incremental promise: after any number of loads each table holds what one full load would hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dlt
from dlt.extract import DltResource

from ingestion.context import SourceContext
from ingestion.platforms.stripe.reading import Reading, Row

OVERLAP = 3600  # seconds of creation time read again, for objects that appear a little late

# resource -> (list, events that tell of its changes)
CHANGING = {
    "charge": ("charges", "charge.*"),
    "refund": ("refunds", "refund.*"),
    "dispute": ("disputes", "charge.dispute.*"),
    "payout": ("payouts", "payout.*"),
    "customer": ("customers", "customer.*"),
}


def build_resources(ctx: SourceContext) -> list[DltResource]:
    """The resources with ``python: true``. Each keeps its cursor in its own dlt resource state."""
    reading = Reading(ctx)

    def changing(name: str) -> DltResource:
        return dlt.resource(lambda: _changed(reading, name, name), name=name)

    return [
        *(changing(name) for name in CHANGING),
        dlt.resource(lambda: _payout_lines(reading), name="payout_line"),
        dlt.resource(lambda: _balance_transactions(reading), name="balance_transaction"),
    ]


def _changed(reading: Reading, kind: str, resource: str) -> Iterator[Any]:
    """Pages of ``kind`` created since the last load, then each older object that the change feed names, as it is now.

    Where the feed no longer reaches back to the last load, everything is read again. ``resource`` keeps the cursor: a charge may be read
    for the sake of two resources.
    """
    path, events = CHANGING[kind]
    state = reading.ctx.state(resource)
    newest_event = reading.newest_event  # taken before the list is read: what changes meanwhile is told next time
    known = state.get("event")
    since = state.get("created") if known and reading.remembers(known["id"]) else None
    newest, seen = since or 0, set()
    for page in reading.pages(resource, path, **({"created[gte]": since - OVERLAP} if since else {})):
        seen |= {row.get("id") for row in page}
        newest = max([newest, *_times(page)])
        yield page
    if since:
        for id, at in _edited(reading, resource, kind, events, known["created"]).items():
            if id not in seen:
                yield from _again(reading, resource, kind, f"{path}/{id}", at)
    state["created"] = newest or None
    state["event"] = newest_event and {"id": newest_event["id"], "created": int(newest_event["created"])}


def _edited(reading: Reading, resource: str, kind: str, events: str, since: int) -> dict[str, int]:
    """Ids of objects of ``kind`` that events since ``since`` are about, with the time. A dispute's event is about its charge too."""
    found: dict[str, int] = {}
    for page in reading.pages(resource, "events", **{"type": events, "created[gte]": since}):
        for event in page:
            about = (event.get("data") or {}).get("object") or {}
            id = about.get("id") if about.get("object") == kind else about.get(kind)
            if isinstance(id, str):
                found.setdefault(id, int(event["created"]))  # newest first
    return found


def _again(reading: Reading, resource: str, kind: str, path: str, changed_at: int) -> Iterator[Any]:
    """The object as it is now; a customer that is gone answers with its id and ``deleted``."""
    row = reading.get(resource, path)
    if row is not None and row.get("deleted") is True:
        yield reading.ctx.deleted(kind, row["id"], datetime.fromtimestamp(changed_at, UTC))
    elif row is not None:
        yield [row]


def _payout_lines(reading: Reading) -> Iterator[list[Row]]:
    """The lines of every new or changed payout. Manual payouts have none to tell; lines are complete once reconciliation is."""
    for page in _changed(reading, "payout", "payout_line"):
        for payout in page:
            if payout.get("id") and payout.get("reconciliation_status") != "not_applicable":
                for lines in reading.pages("payout_line", "balance_transactions", payout=payout["id"]):
                    yield [{"id": line.get("id"), "payout": payout["id"]} for line in lines]


def _balance_transactions(reading: Reading) -> Iterator[list[Row]]:
    """Pages from the oldest transaction that was still pending on. No event tells when one becomes available; nothing else changes."""
    state = reading.ctx.state("balance_transaction")
    since = state.get("created")
    newest, pending = since or 0, []
    for page in reading.pages("balance_transaction", "balance_transactions", **({"created[gte]": since - OVERLAP} if since else {})):
        newest = max([newest, *_times(page)])
        pending += _times([row for row in page if row.get("status") == "pending"])
        yield page
    state["created"] = min(pending, default=newest) or None


def _times(rows: list[Row]) -> list[int]:
    """Creation times, of the rows that have one: a malformed row goes to quarantine and must not move the cursor."""
    return [row["created"] for row in rows if isinstance(row.get("created"), int)]
