"""Names as people write them."""

from __future__ import annotations

import pytest

from dashboards import labels


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("bank_fee_not_booked", "Bank fee not booked"),
        ("gl_line", "GL line"),
        ("quickbooks_online", "QuickBooks Online"),
        ("camt053", "camt.053"),
        ("the amount differs by 4.10, re-typed", "The amount differs by 4.10, re-typed"),
        (None, "\u2013"),
    ],
)
def test_words(name, shown):
    assert labels.words(name) == shown


def test_a_facility_is_short_where_all_begin_alike():
    everyone = ["Harbor Care North", "Harbor Care South Bay"]
    assert labels.short_facility("Harbor Care South Bay", everyone) == "South Bay"
    assert labels.short_facility("North", ["North", "South"]) == "North"
    assert labels.short_facility("Harbor Care North", ["Harbor Care North"]) == "Harbor Care North"
    assert labels.short_facility(None, everyone) == "Shared"


def test_sides_have_names():
    assert labels.side("bank", "left") == "books"
    assert labels.side("bank", "right") == "bank"
    assert labels.side("commerce", "left") == "left"
