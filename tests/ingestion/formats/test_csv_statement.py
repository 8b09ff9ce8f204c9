"""CSV exports: whatever the bank's dialect, the same lines; and where two readings are possible, none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ingestion.formats import UnreadableFileError, read_statements

ACCOUNT = {"account": "123456789", "currency": "USD"}


def read(text, encoding="utf-8", **profile):
    return read_statements("f.csv", text.encode(encoding), {**ACCOUNT, **profile})


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        ("Date,Description,Amount,Balance\n2026-09-07,A,-10.00,90.00\n2026-09-08,B,5.50,95.50\n", {}),
        ("Date;Text;Betrag;Saldo\n07.09.2026;A;-10,00;90,00\n28.09.2026;B;5,50;95,50\n", {}),
        ("Date,Description,Debit,Credit,Balance\n09/28/2026,B,,5.50,95.50\n09/07/2026,A,10.00,,90.00\n", {}),
        ("Date\tDescription\tAmount\tDr/Cr\tBalance\n7 Sep 2026\tA\t10.00\tDR\t90.00\n8 Sep 2026\tB\t5.50\tCR\t95.50\n", {}),
        ("Posting Date,Description,Amount,Balance\n2026-09-07,A,(10.00),90.00\n2026-09-08,B,$5.50,95.50\n", {}),
        ("Date,Description,Amount\n2026-09-07,A,10.00\n2026-09-08,B,-5.50\n", {"sign": "inverted"}),
        ("Account holder,Harbor Care\n\nDate,Description,Amount,Balance\n2026-09-07,A,-10.00,90.00\n2026-09-08,B,5.50,95.50\n", {}),
    ],
    ids=["iso", "german", "two columns, newest first", "mark", "parentheses", "card", "title above"],
)
def test_dialects_give_the_same_lines(text, profile):
    file = read(text, **profile)
    assert file.failures == ()
    (statement,) = file.statements
    assert [(line.amount, line.text) for line in statement.lines] == [(Decimal("-10.00"), "A"), (Decimal("5.50"), "B")]
    assert statement.starts_on == date(2026, 9, 7)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Date,Description,Amount\n03/04/2026,A,1.00\n", "day and month"),
        ('Date,Description,Amount\n2026-09-07,A,"1,234"\n', "decimal"),
        ("Date,Description,Balance\n2026-09-07,A,1.00\n", "header row"),
    ],
)
def test_a_file_that_can_be_read_two_ways_is_refused_and_the_profile_settles_it(text, doubt):
    with pytest.raises(UnreadableFileError, match=doubt) as error:
        read(text)
    assert "profile" in error.value.cure


def test_the_profile_settles_the_order_of_dates():
    (statement,) = read("Date,Description,Amount\n03/04/2026,A,1.00\n", date_order="dmy").statements
    assert statement.lines[0].booking_date == date(2026, 4, 3)


def test_one_day_newest_first_is_recognised_by_its_running_balance():
    (statement,) = read("Date,Description,Amount,Balance\n2026-09-07,B,5.00,95.00\n2026-09-07,A,-10.00,90.00\n").statements
    assert [line.text for line in statement.lines] == ["A", "B"]
    assert (statement.opening_balance, statement.closing_balance) == (Decimal("100.00"), Decimal("95.00"))


@pytest.mark.parametrize(
    "rows",
    [
        "2026-09-07,A,-10.00,90.00\n2026-09-09,C,1.00,96.00\n",
        "2026-09-07,A,-10.00,90.00\n2026-09-08,B,5.00,95.00\n2026-09-08,B,5.00,95.00\n",
        "2026-09-07,A,-10.00,90.00\n2026-09-08,B,50.00,95.00\n",
    ],
    ids=["missing row", "doubled row", "changed amount"],
)
def test_a_missing_doubled_or_changed_row_fails_the_file(rows):
    assert "running balance breaks" in read("Date,Description,Amount,Balance\n" + rows).failures[0].detail


def test_windows_characters_survive():
    (statement,) = read("Date,Description,Amount\n2026-09-07,Caf\u00e9 \u2013 Z\u00fcrich,1.00\n", encoding="cp1252").statements
    assert statement.lines[0].text == "Caf\u00e9 \u2013 Z\u00fcrich"


def test_rows_without_date_or_amount_are_passed_over_and_said():
    file = read("Date,Description,Amount\n2026-09-07,A,1.00\n,Total,1.00\n")
    assert len(file.statements[0].lines) == 1
    assert "1 rows have no date or no amount" in file.warnings[0].detail


@pytest.mark.parametrize("profile", [{"delimter": ";"}, {"date_order": "american"}, {"columns": {"betrag": "Betrag"}}])
def test_a_profile_with_a_mistake_says_which_key(profile):
    with pytest.raises(UnreadableFileError, match="profile"):
        read("Date,Description,Amount\n2026-09-07,A,1.00\n", **profile)
