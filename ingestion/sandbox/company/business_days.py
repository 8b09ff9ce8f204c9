"""Which days banks are open, by country.

Promise: pure, any year. US follows the Federal Reserve (a holiday on Saturday is not moved), the euro countries follow TARGET.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def easter(year: int) -> date:
    """Easter Sunday (anonymous Gregorian computus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th ``weekday`` of a month; n = -1 is the last."""
    if n < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - DAY
        return last - DAY * ((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (n - 1))


def _sunday_to_monday(day: date) -> date:
    return day + DAY if day.weekday() == SUNDAY else day


def _substituted(*days: date) -> set[date]:
    """Each day, or the next free weekday where it falls on a weekend (UK and Australia)."""
    taken: set[date] = set()
    for day in days:
        free = day
        while free.weekday() >= SATURDAY or free in taken:
            free += DAY
        taken.add(free)
    return taken


@lru_cache(maxsize=256)
def holidays(country: str, year: int) -> frozenset[date]:
    """Bank holidays of ``year``."""
    friday, monday = easter(year) - 2 * DAY, easter(year) + DAY
    christmas = (date(year, 12, 25), date(year, 12, 26))
    if country == "US":
        fixed = (date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25))
        moving = ((1, MONDAY, 3), (2, MONDAY, 3), (5, MONDAY, -1), (9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4))
        return frozenset(_sunday_to_monday(d) for d in fixed) | {nth_weekday(year, *m) for m in moving}
    if country == "GB":
        moving = ((5, MONDAY, 1), (5, MONDAY, -1), (8, MONDAY, -1))
        return frozenset(_substituted(date(year, 1, 1), *christmas) | {friday, monday} | {nth_weekday(year, *m) for m in moving})
    if country == "AU":
        return frozenset(
            _substituted(date(year, 1, 1), date(year, 1, 26), *christmas)
            | {friday, monday, date(year, 4, 25), nth_weekday(year, 6, MONDAY, 2)}
        )
    return frozenset({date(year, 1, 1), friday, monday, date(year, 5, 1), *christmas})


@lru_cache(maxsize=65536)
def is_open(country: str, day: date) -> bool:
    """Whether banks of ``country`` post on ``day``."""
    return day.weekday() < SATURDAY and day not in holidays(country, day.year)


@lru_cache(maxsize=65536)
def on_or_after(country: str, day: date) -> date:
    """``day`` itself where it is a business day, else the next one."""
    while not is_open(country, day):
        day += DAY
    return day


@lru_cache(maxsize=65536)
def add(country: str, day: date, count: int) -> date:
    """``count`` business days after ``day`` (before, where negative). A weekend day counts from the business day before it."""
    step = DAY if count >= 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not is_open(country, day):
            day += step
    return day
