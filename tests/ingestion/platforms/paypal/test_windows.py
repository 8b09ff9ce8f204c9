"""Windows cover a span without overlap or gap, whatever its length."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.platforms.paypal.windows import LONGEST, SECOND, TooManyRowsError, UncountedError, halves, read, windows

START = datetime(2026, 1, 1, tzinfo=UTC)
seconds = st.integers(min_value=0, max_value=200 * 86_400)


@given(seconds)
def test_windows_touch_and_are_never_longer_than_paypal_allows(length: int) -> None:
    end = START + timedelta(seconds=length)
    found = list(windows(START, end))
    assert (found[0][0], found[-1][1]) == (START, end)
    assert all(later[0] - earlier[1] == SECOND for earlier, later in pairwise(found))
    assert all(until - since <= LONGEST for since, until in found)


@given(st.integers(min_value=1, max_value=31 * 86_400))
def test_halves_are_the_whole(length: int) -> None:
    end = START + timedelta(seconds=length)
    (start, middle), (after, last) = halves((START, end))
    assert (start, last, after - middle) == (START, end, SECOND)


@given(st.lists(st.integers(min_value=0, max_value=3600), max_size=40), st.integers(min_value=40, max_value=60))
def test_halving_gives_every_row_once(moments: list[int], limit: int) -> None:
    limit = max(limit // 10, max((moments.count(m) for m in moments), default=1))

    def fetch(window: tuple[datetime, datetime], page: int) -> dict:
        inside = [m for m in moments if window[0] <= START + timedelta(seconds=m) <= window[1]]
        if len(inside) > limit:
            raise TooManyRowsError
        return {"transaction_details": inside, "total_items": len(inside), "total_pages": 1}

    found = [row for rows in read(fetch, (START, START + timedelta(hours=1))) for row in rows]
    assert sorted(found) == sorted(moments)


def test_a_single_second_with_too_many_rows_cannot_be_halved() -> None:
    with pytest.raises(TooManyRowsError):
        halves((START, START))


def test_pages_are_counted_against_the_total() -> None:
    def fetch(window: tuple[datetime, datetime], page: int) -> dict:
        return {"transaction_details": [page], "total_items": 3, "total_pages": 2}

    with pytest.raises(UncountedError) as raised:
        list(read(fetch, (START, START)))
    assert (raised.value.received, raised.value.announced) == (2, 3)
