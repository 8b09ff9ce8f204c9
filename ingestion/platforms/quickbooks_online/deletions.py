"""Deletions, which leave no trace but in change data capture: 30 days, and at most 1000 objects in one answer.

A full answer is incomplete for every entity in it, so it is asked again in halves; a single entity that still fills an answer, and a
look-back that is too short, are settled by listing every id that is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from ingestion.platforms.quickbooks_online.company import THE_BEGINNING, Company, Row, iso, time_of

CAP = 1000
LOOK_BACK = timedelta(days=29)  # a day short of Intuit's 30, for clocks that differ
OVERLAP = timedelta(hours=1)
RESOURCE = "listed_id"  # what these calls count for


def deletions(company: Company, resources: dict[str, str]) -> Iterator[Any]:
    """Deleted records of ``resources`` (entity to resource name) since the last load, and listings where those cannot be named."""
    state = company.ctx.state(RESOURCE)
    now = company.now(RESOURCE)
    if "seen_until" in state:  # nothing was loaded before the first load, so nothing loaded can have been deleted
        since = datetime.fromisoformat(state["seen_until"]) - OVERLAP
        entities = tuple(resources)
        incomplete = list(entities) if now - since > LOOK_BACK else []
        if not incomplete:
            for row in _changes(company, entities, since, incomplete):
                if row["status"] == "Deleted":
                    yield company.ctx.deleted(resources[row["entity"]], row["Id"], time_of(row["at"]))
        for entity in incomplete:
            yield from _listing(company, entity, now)
    state["seen_until"] = now.isoformat()


def _changes(company: Company, entities: tuple[str, ...], since: datetime, incomplete: list[str]) -> Iterator[Row]:
    """What changed, split until no answer is full. Entities that fill one by themselves are added to ``incomplete``."""
    answer = company.get(RESOURCE, "cdc", entities=",".join(entities), changedSince=iso(since))
    found = list(_objects(answer, entities))
    if len(found) < CAP:
        yield from found
    elif len(entities) == 1:
        incomplete.append(entities[0])
    else:
        half = len(entities) // 2
        yield from _changes(company, entities[:half], since, incomplete)
        yield from _changes(company, entities[half:], since, incomplete)


def _objects(answer: Row, entities: tuple[str, ...]) -> Iterator[Row]:
    for group in answer.get("CDCResponse", []):
        for part in group.get("QueryResponse", []):
            for entity in entities:
                for row in part.get(entity, []):
                    at = row.get("MetaData", {}).get("LastUpdatedTime") or answer["time"]
                    yield {"entity": entity, "Id": row.get("Id"), "status": row.get("status"), "at": at}


def _listing(company: Company, entity: str, now: datetime) -> Iterator[list[Row]]:
    """Every id of ``entity``, by creation: an order that no edit changes."""
    yield [{"entity": entity, "Id": "(listing)", "row_kind": "listing", "listed_at": now.isoformat()}]
    for page in company.pages(RESOURCE, entity, THE_BEGINNING, order="CreateTime"):
        yield [{"entity": entity, "Id": row.get("Id"), "row_kind": "id", "listed_at": now.isoformat()} for row in page]
