"""Reading a long span of transaction search: windows of at most 31 days, all pages of each, counted against what PayPal says there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
Window = tuple[datetime, datetime]
LONGEST = timedelta(days=31)
SECOND = timedelta(seconds=1)


class TooManyRowsError(Exception):
    """The window holds more than PayPal hands out (10,000)."""


class UncountedError(Exception):
    """The pages of a window did not add up to its total, twice."""

    def __init__(self, window: Window, received: int, announced: int) -> None:
        super().__init__(window, received, announced)
        self.window, self.received, self.announced = window, received, announced


def windows(start: datetime, end: datetime, longest: timedelta = LONGEST) -> Iterator[Window]:
    """Windows from ``start`` to ``end``, both inclusive to the second, without overlap or gap, none longer than ``longest``."""
    while start <= end:
        until = min(start + longest - SECOND, end)
        yield start, until
        start = until + SECOND


def halves(window: Window) -> tuple[Window, ...]:
    """``window`` in two, without overlap or gap. Raises TooManyRowsError where it is a single second."""
    start, end = window
    if start == end:
        raise TooManyRowsError(window)
    middle = start + (end - start) // 2
    middle = middle.replace(microsecond=0)
    return (start, middle), (middle + SECOND, end)


def read(fetch: Callable[[Window, int], Row], window: Window) -> Iterator[list[Row]]:
    """The rows of ``window``, halved as often as it takes. ``fetch(window, page)`` gives one page or raises TooManyRowsError.

    Raises UncountedError where rows came or went between the pages even on a second try.
    """
    try:
        rows = _whole(fetch, window)
    except TooManyRowsError:
        for half in halves(window):
            yield from read(fetch, half)
        return
    if rows:
        yield rows


def _whole(fetch: Callable[[Window, int], Row], window: Window) -> list[Row]:
    for _ in range(2):
        rows: list[Row] = []
        page = 1
        while True:
            answer = fetch(window, page)
            rows += answer.get("transaction_details") or []
            announced = int(answer["total_items"])
            if page >= int(answer.get("total_pages") or 1):
                break
            page += 1
        if len(rows) == announced:
            return rows
    raise UncountedError(window, len(rows), announced)
