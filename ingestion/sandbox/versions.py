"""Native rows over time: what a source system shows at an instant, what changed since another, what was deleted."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """One state of one native row. ``row`` is None where the row was deleted at ``at``."""

    entity: str
    native_id: str
    at: datetime
    row: Row | None


class VersionStore:
    """Versions of native rows of one connection, read at any instant.

    Reads are cached per entity and instant, since a sandbox clock stands still during a load.
    """

    def __init__(self, versions: Iterable[Version] = ()) -> None:
        self._by_entity: dict[str, dict[str, list[Version]]] = defaultdict(dict)
        self._current: dict[tuple[str, datetime], list[Version]] = {}
        for version in versions:
            self.add(version)

    def add(self, version: Version) -> None:
        history = self._by_entity[version.entity].setdefault(version.native_id, [])
        history.append(version)
        history.sort(key=lambda v: v.at)
        self._current.clear()

    def entities(self) -> tuple[str, ...]:
        return tuple(self._by_entity)

    def current(self, entity: str, now: datetime) -> list[Version]:
        """Rows visible at ``now`` in their state at ``now`` (``version.at`` is when that state began), in order of first appearance."""
        key = (entity, now)
        if key not in self._current:
            found = (self._state(history, now) for history in self._by_entity.get(entity, {}).values())
            self._current[key] = [v for v in found if v is not None and v.row is not None]
        return self._current[key]

    def changed_since(self, entity: str, since: datetime, now: datetime) -> list[Version]:
        """Visible rows whose state began at or after ``since``."""
        return [v for v in self.current(entity, now) if v.at >= since]

    def deleted_since(self, entity: str, since: datetime, now: datetime) -> list[Version]:
        """Rows gone at ``now`` whose deletion happened at or after ``since``."""
        found = (self._state(history, now) for history in self._by_entity.get(entity, {}).values())
        return [v for v in found if v is not None and v.row is None and v.at >= since]

    @staticmethod
    def _state(history: list[Version], now: datetime) -> Version | None:
        n = bisect_right([v.at for v in history], now)
        return history[n - 1] if n else None
