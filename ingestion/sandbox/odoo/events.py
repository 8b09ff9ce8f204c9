"""What happens to book records, in order: entered, set back to draft, edited, cancelled, deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from ingestion.sandbox.company.model import Bill, BookRecord, Invoice, Snapshot

AS_DRAFT = timedelta(seconds=90)
State = Literal["posted", "draft", "cancel", "deleted"]


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    record: BookRecord
    state: State


def events(timeline: Iterable[Snapshot]) -> list[Event]:
    """The timeline as Odoo sees it. A posted entry is not changed or deleted in place: it is a draft for a moment before."""
    found: list[Event] = []
    last: dict[str, Event] = {}
    for snapshot in timeline:
        record: BookRecord = snapshot.record  # type: ignore[assignment]
        state: State = "deleted" if snapshot.deleted else "cancel" if record.is_void else "posted"
        before = last.get(record.key)
        if before and before.state == "posted" and (state == "deleted" or (state == "posted" and _needs_draft(before.record, record))):
            opened = max(before.at + timedelta(seconds=1), snapshot.at - AS_DRAFT)
            if opened < snapshot.at:
                found.append(Event(opened, before.record, "draft"))
        last[record.key] = Event(snapshot.at, record, state)
        found.append(last[record.key])
    return sorted(found, key=lambda e: e.at)


def _needs_draft(before: BookRecord, after: BookRecord) -> bool:
    """References and notes may be typed over while posted, and a balance changes by itself; all else asks for a draft."""
    return _fixed(before) != _fixed(after)


def _fixed(record: BookRecord) -> BookRecord:
    free = {"memo": "", "applied": (), "reference": ""}
    blank = {name: value for name, value in free.items() if hasattr(record, name)}
    if isinstance(record, Invoice | Bill):
        blank["balance"] = record.total
    return replace(record, **blank)
