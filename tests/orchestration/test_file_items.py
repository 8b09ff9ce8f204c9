"""How rows of two unknown files are read, before anything is matched."""

from __future__ import annotations

import pytest

from orchestration.file_match.items import in_one_currency, read_items


@pytest.fixture
def items(tmp_path):
    def read(left: str, right: str):
        (tmp_path / "left.csv").write_text(left)
        (tmp_path / "right.csv").write_text(right)
        return in_one_currency([*read_items(tmp_path / "left.csv", "left"), *read_items(tmp_path / "right.csv", "right")])

    return read


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("CHECK 0001234", "0001234"),
        ("Chk #88012 cleared", "88012"),
        ("CHEQUE NO. 4711", "4711"),
        ("CHECKCARD 1234", ""),
        ("CHECK PAID", ""),
    ],
)
def test_a_check_number_is_read_out_of_the_text(items, text, number):
    found = items("id,date,amount\na,2026-09-01,1\n", f"id,date,amount,description\nb,2026-09-01,1,{text}\n")
    assert [item.check_number for item in found if item.side == "right"] == [number]


def currencies(items, side):
    return [item.currency for item in items if item.side == side]


def test_a_file_without_currency_is_in_the_one_currency_of_the_other(items):
    found = items("id,date,amount\na,2026-09-01,1\n", "id,date,amount,currency\nb,2026-09-01,1,eur\nc,2026-09-02,2,EUR\n")
    assert currencies(found, "left") == ["EUR"]
    assert currencies(found, "right") == ["EUR", "EUR"]


def test_it_is_not_guessed_where_the_other_file_has_several(items):
    found = items("id,date,amount\na,2026-09-01,1\n", "id,date,amount,currency\nb,2026-09-01,1,EUR\nc,2026-09-02,2,USD\n")
    assert currencies(found, "left") == [""]


def test_a_currency_that_is_stated_is_never_changed(items):
    found = items("id,date,amount,currency\na,2026-09-01,1,GBP\nb,2026-09-01,1,\n", "id,date,amount,currency\nb,2026-09-01,1,EUR\n")
    assert currencies(found, "left") == ["GBP", ""]
