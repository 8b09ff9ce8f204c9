"""How rows of two unknown files are read, before anything is matched."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.file_match.engine import lay_out
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


def test_a_row_keeps_its_short_id_whatever_else_the_files_hold():
    def ids(*rows):
        con = duckdb.connect()
        con.execute("""
            create temp table items (
                side varchar, source_id varchar, scope varchar, amount decimal(18, 2), currency varchar, item_on date, counterparty varchar,
                stated_references varchar[], check_number varchar, description varchar, record_type varchar)
        """)
        for side, source_id in rows:
            con.execute("insert into items by name select ? as side, ? as source_id", [side, source_id])
        lay_out(con)
        found = con.execute("select side, source_id, item_id from matching.reconciliation_item join ledger.ledger_entry using (entry_id)")
        return {(side, source_id): item_id for side, source_id, item_id in found.fetchall()}

    alone, among_others = ids(("left", "1")), ids(("right", "1"), ("left", "2"), ("left", "1"))
    assert among_others[("left", "1")] == alone[("left", "1")]
    assert len(set(among_others.values())) == 3
    assert {len(item) for item in among_others.values()} == {12}
