"""Sets of ids as they are remembered between loads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingestion.platforms.odoo.ids import packed, unpacked


def test_consecutive_ids_are_one_range() -> None:
    assert packed([7, 1, 2, 3]) == "1-3,7"
    assert packed([]) == ""
    assert packed(range(1, 100_001)) == "1-100000"


@given(st.sets(st.integers(1, 60)))
def test_a_set_survives_packing(ids: set[int]) -> None:
    assert unpacked(packed(ids)) == ids
