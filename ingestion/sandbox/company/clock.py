"""Local calendar time to UTC. Facilities keep dates in their own zone; every instant in the model is UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=65536)
def _midnight(timezone: str, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def utc(timezone: str, day: date, second_of_day: int) -> datetime:
    """The instant ``second_of_day`` after local midnight of ``day``."""
    return _midnight(timezone, day) + timedelta(seconds=second_of_day)


@lru_cache(maxsize=64)
def _zone(timezone: str) -> ZoneInfo:
    return ZoneInfo(timezone)


def local_date(timezone: str, at: datetime) -> date:
    """The calendar date on the wall at ``at``."""
    return at.astimezone(_zone(timezone)).date()


def end_of(day: date) -> datetime:
    """The last second of ``day`` in UTC: nothing is visible later."""
    return datetime.combine(day, time(23, 59, 59), UTC)
