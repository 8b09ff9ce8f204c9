"""What becomes of a file, decided without network and clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ingestion.platforms.bank_statements.booking import Arrived, Memory, book
from ingestion.sandbox.bank_statements import bai2
from tests.ingestion.formats import bank

MORNING = datetime(2026, 9, 8, 6, tzinfo=UTC)


def arrived(name, lines, delivered_at=MORNING, **of):
    return Arrived(name, f"mark of {name}", bai2.render(bank.issue(lines, **of)), delivered_at)


def memory():
    return Memory.of({})


RENT = bank.line("-800.00", "RENT", kind="ach_debit", reference="7")
CLAIM = bank.line("40.00", "CLAIM PAYMENT", reference="8")


def test_the_last_statement_that_shows_a_line_holds_it_in_whatever_order_files_are_listed():
    first = arrived("a.bai", [RENT])
    corrected = arrived("b.bai", [RENT, CLAIM], MORNING + timedelta(days=1))
    booked = book([corrected, first], memory(), "auto", None)
    assert len(booked.lines) == 2
    assert {row["file_name"] for row in booked.lines.values()} == {"b.bai"}
    assert len(booked.statements) == 2


def test_an_old_file_found_late_counts_as_delivered_last():
    known = memory()
    book([arrived("month.bai", [RENT, CLAIM])], known, "auto", None)
    late = book([arrived("week.bai", [RENT], MORNING - timedelta(days=9))], known, "auto", None)
    (row,) = late.statements.values()
    assert datetime.fromisoformat(row["delivered_at"]) > MORNING


def test_booking_in_two_loads_leaves_the_same_rows_as_in_one():
    files = [arrived("a.bai", [RENT]), arrived("b.bai", [RENT, CLAIM], MORNING + timedelta(days=1))]
    once = book(files, memory(), "auto", None)
    known = memory()
    first, second = (book([file], known, "auto", None) for file in files)
    assert first.statements | second.statements == once.statements
    assert first.lines | second.lines == once.lines


def test_a_quarantined_file_leaves_no_trace_of_its_content():
    known = memory()
    booked = book([arrived("a.bai", [RENT], closing="1.00")], known, "auto", None)
    (row,) = booked.files.values()
    assert (row["status"], row["lines"]) == ("quarantined", 0)
    assert "RENT" not in repr(row)
    assert "800" not in repr(row["cure"])
    assert (booked.statements, booked.lines, known.contents, known.statements) == ({}, {}, {}, {})


def test_the_memory_is_plain_json_so_that_it_survives_as_dlt_state():
    import json

    state: dict = {}
    book([arrived("a.bai", [RENT])], Memory.of(state), "auto", None)
    restored = Memory.of(json.loads(json.dumps(state)))
    assert book([arrived("a.bai", [RENT]), arrived("copy.bai", [RENT])], restored, "auto", None).files["copy.bai"]["status"] == "duplicate"
