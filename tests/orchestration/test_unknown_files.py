"""Files that nobody described: the same six payments in the shapes that people export, read to the same rows; what was guessed is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from ingestion.errors import ConfigError
from orchestration.file_match.choices import read_choices
from orchestration.file_match.pair import Pair, read_pair

TRUTH = [
    (date(2026, 9, 1), Decimal("1250.00"), "INV-1001"),
    (date(2026, 9, 3), Decimal("-480.25"), "INV-1002"),
    (date(2026, 9, 4), Decimal("99.90"), "INV-1003"),
    (date(2026, 9, 8), Decimal("12310.00"), "INV-1004"),
    (date(2026, 9, 10), Decimal("-700.00"), "INV-1005"),
    (date(2026, 9, 11), Decimal("15.75"), "INV-1006"),
]
USUAL = "Date,Amount,Currency,Reference\n" + "".join(f"{on},{amount},USD,{ref}\n" for on, amount, ref in TRUTH)


@dataclass
class Shape:
    """One way of writing a row. ``head`` is everything above the rows."""

    head: str
    row: Callable[[date, Decimal, str], str]
    foot: str = ""
    encoding: str = "utf-8"

    def content(self) -> bytes:
        return (self.head + "".join(self.row(*each) + "\n" for each in TRUTH) + self.foot).encode(self.encoding)


def comma(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def brackets(amount: Decimal) -> str:
    return f"({-amount:,.2f})" if amount < 0 else f"{amount:,.2f}"


def two_columns(amount: Decimal, sep: str = ",") -> str:
    return f"{-amount}{sep}" if amount < 0 else f"{sep}{amount}"


SHAPES = {
    "semicolons and a decimal comma": Shape("Datum;Betrag;Währung;Referenz\n", lambda d, a, r: f"{d:%d.%m.%Y};{comma(a)};USD;{r}"),
    "German headers in Latin-1": Shape(
        "Buchungstag;Betrag;Währung;Verwendungszweck\n", lambda d, a, r: f"{d:%d.%m.%Y};{comma(a)};USD;Müller {r}", encoding="latin-1"
    ),
    "UTF-16": Shape("Date\tAmount\tCurrency\tReference\n", lambda d, a, r: f"{d}\t{a}\tUSD\t{r}", encoding="utf-16"),
    "debit and credit columns": Shape("Date,Debit,Credit,Currency,Ref\n", lambda d, a, r: f"{d},{two_columns(a)},USD,{r}"),
    "debit and credit columns the books' way round": Shape(
        "Date,Debit,Credit,Currency,Ref\n", lambda d, a, r: f"{d},{two_columns(-a)},USD,{r}"
    ),
    "a column of D and C": Shape("Date,Amount,DC,Currency,Ref\n", lambda d, a, r: f"{d},{abs(a)},{'D' if a < 0 else 'C'},USD,{r}"),
    "a column of debit and credit under a name of its own": Shape(
        "Date,Amount,Way,Currency,Ref\n", lambda d, a, r: f"{d},{abs(a)},{'Debit' if a < 0 else 'Credit'},USD,{r}"
    ),
    "brackets and a dollar sign": Shape("Date,Amount,Ref\n", lambda d, a, r: f'{d},"${brackets(a)}",{r}'),
    "as Excel writes accounting": Shape(
        "Date,Amount,Ref\n", lambda d, a, r: f'{d}," $ {brackets(a)} ",{r}', foot='2026-09-12," $ -   ",nothing\n'
    ),
    "a minus behind": Shape("Date,Amount,Ref\n", lambda d, a, r: f"{d},{abs(a)}{'-' if a < 0 else ''},{r}"),
    "a currency code with each amount": Shape("Date,Amount,Ref\n", lambda d, a, r: f"{d},USD {a},{r}"),
    "the currency in the header": Shape("Transaction Date,Amount (USD),Ref\n", lambda d, a, r: f"{d},{a},{r}"),
    "month before day": Shape("Date,Amount,Currency,Ref\n", lambda d, a, r: f"{d:%m/%d/%Y},{a},USD,{r}"),
    "day before month": Shape("Date,Amount,Currency,Ref\n", lambda d, a, r: f"{d:%d/%m/%Y},{a},USD,{r}"),
    "two-digit years": Shape("Date,Amount,Currency,Ref\n", lambda d, a, r: f"{d:%d-%b-%y},{a},USD,{r}"),
    "days as Excel counts them": Shape("Date,Amount,Currency,Ref\n", lambda d, a, r: f"{(d - date(1899, 12, 30)).days},{a},USD,{r}"),
    "a title, blank lines and a total around the table": Shape(
        "Account statement,,,\nHolder: Blue Meadow,,,\n\n,,,\nPosting Date,Amount,Currency,Ref\n",
        lambda d, a, r: f"{d},{a},USD,{r}\n",
        foot="\n,,,\n,12495.40,,Total\n",
    ),
    "the opposite sign": Shape("Date,Amount,Currency,Ref\n", lambda d, a, r: f"{d},{-a},USD,{r}"),
    "headers that nobody knows": Shape("Wann,Wieviel,Wozu\n", lambda d, a, r: f"{d},{a},{r}"),
    "no headers": Shape("", lambda d, a, r: f"{d},{a},{r}"),
}


@pytest.fixture
def pair(tmp_path):
    """``pair(content, usual)``: a file of bytes or text as left, the usual one (or another) as right; further words are --left-set."""

    def read(left: bytes | str, right: bytes | str = USUAL, *stated: str, name: str = "left.csv") -> Pair:
        (tmp_path / name).write_bytes(left if isinstance(left, bytes) else left.encode())
        (tmp_path / "right.csv").write_bytes(right if isinstance(right, bytes) else right.encode())
        return read_pair(
            tmp_path / name, tmp_path / "right.csv", read_choices(None, stated, "left.csv"), read_choices(None, (), "right.csv")
        )

    return read


def said(file):
    return " ".join(note.text for note in file.notes)


def overrides(file):
    return " ".join(note.override for note in file.notes)


def doubts(file):
    return [note.text for note in file.notes if note.is_doubtful]


def moved(file):
    return [(item.on, item.amount) for item in file.items if item.amount]


@pytest.mark.parametrize("name", SHAPES)
def test_the_same_payments_are_the_same_rows_in_every_shape(pair, name):
    read = pair(SHAPES[name].content())
    turned = "opposite sign" in said(read.right)
    expected = [(on, -amount if turned else amount) for on, amount, _ in TRUTH]
    assert moved(read.left) == expected
    assert moved(read.right) == expected, "both files are in one sense of sign"
    assert {item.currency for item in read.items} == {"USD"}


@pytest.mark.parametrize(
    ("name", "told", "flag"),
    [
        ("the opposite sign", "opposite sign", "sign="),
        ("debit and credit columns the books' way round", "opposite sign", "sign="),
        ("day before month", "day before month", "date_order="),
        ("month before day", "month before day", "date_order="),
        ("semicolons and a decimal comma", "decimal comma", "decimal="),
        ("brackets and a dollar sign", "read as USD", "in_currency="),
        ("a title, blank lines and a total around the table", "headers are in row 3", "header="),
        ("a column of debit and credit under a name of its own", "'Way' says which amounts are debits", "mark="),
        ("headers that nobody knows", "'Wieviel' is the only column of amounts", "amount="),
        ("no headers", "holds data and no headers", "header="),
    ],
)
def test_what_was_guessed_is_said_with_the_setting_that_decides_otherwise(pair, name, told, flag):
    read = pair(SHAPES[name].content())
    assert told in said(read.left) + said(read.right)
    assert flag in overrides(read.left) + overrides(read.right)


def test_stated_columns_are_found_below_a_title_too(pair):
    read = pair("Open items of September,,\nWhen,How much,What\n2026-09-01,5.00,INV-7\n", USUAL, "date=When", "amount=How much")
    assert moved(read.left) == [(date(2026, 9, 1), Decimal("5.00"))]


def test_a_total_below_the_table_takes_no_part_and_is_shown_with_its_row(pair):
    read = pair(SHAPES["a title, blank lines and a total around the table"].content())
    (aside,) = read.left.set_aside
    assert "no date" in aside.why
    assert "Total" in aside.cells
    assert len(read.left.items) == len(TRUTH)


def test_a_stated_order_of_day_and_month_is_not_overruled(pair):
    read = pair(SHAPES["month before day"].content(), USUAL, "date_order=dmy")
    assert read.left.items[0].on == date(2026, 1, 9)
    assert [row.row for row in read.left.set_aside] == []


def test_where_nothing_tells_day_from_month_the_reading_is_called_doubtful(pair):
    one = "Date,Amount\n03/04/2026,10.00\n05/06/2026,20.00\n"
    read = pair(one, one)
    assert any("both orders are possible" in text for text in doubts(read.left))


def test_who_writes_a_decimal_comma_is_taken_to_write_the_day_first(pair):
    one = "Date;Amount\n03/04/2026;10,00\n05/06/2026;20,50\n"
    read = pair(one, one)
    assert [item.on for item in read.left.items] == [date(2026, 4, 3), date(2026, 6, 5)]
    assert any("both orders are possible" in text for text in doubts(read.left))


def test_a_stated_sign_is_not_overruled(pair):
    shape = SHAPES["the opposite sign"].content()
    (left,) = [pair(shape, USUAL, "sign=inverted").left]
    assert moved(left) == [(on, amount) for on, amount, _ in TRUTH]


def test_one_equal_pair_of_opposite_sign_turns_no_file_round(pair):
    read = pair("date,amount\n2026-09-01,10.00\n2026-09-02,20.00\n", "date,amount\n2026-09-01,-10.00\n2026-09-02,21.00\n")
    assert [item.amount for item in read.right.items] == [Decimal("-10.00"), Decimal("21.00")]


def test_amounts_without_any_sign_against_signed_ones_are_called_doubtful(pair):
    left = "Date,Amount\n" + "".join(f"{on},{abs(amount)}\n" for on, amount, _ in TRUTH * 2)
    right = "Date,Amount\n" + "".join(f"{on},{amount if n % 2 else -amount}\n" for n, (on, amount, _) in enumerate(TRUTH * 2))
    assert any("No amount is negative" in text for text in doubts(pair(left, right).left))


def test_a_file_without_dates_is_compared_all_the_same_and_says_so(pair):
    read = pair("Reference,Amount\n" + "".join(f"{ref},{amount}\n" for _, amount, ref in TRUTH))
    assert [item.on for item in read.left.items] == [None] * len(TRUTH)
    assert "No column holds dates." in doubts(read.left)
    assert any("took no part" in text for text in doubts(read.right))


def test_repeated_ids_stay_as_many_rows_as_they_are(pair):
    read = pair("ID,Date,Amount\nA,2026-09-01,5.00\nA,2026-09-01,5.00\nA#2,2026-09-02,6.00\n")
    assert [item.id for item in read.left.items] == ["A", "A#2", "A#2#2"]
    assert "with the id of an earlier one" in said(read.left)


def test_thousands_are_told_from_decimals_or_called_doubtful(pair):
    assert [item.amount for item in pair('Date,Amount\n2026-09-01,"1,250"\n').left.items] == [Decimal("1250.00")]
    read = pair("Date;Amount\n2026-09-01;1.250\n")
    assert [item.amount for item in read.left.items] == [Decimal("1250.00")]
    assert doubts(read.left)
    assert [item.amount for item in pair("Date;Amount\n2026-09-01;1.250\n", USUAL, "decimal=.").left.items] == [Decimal("1.25")]


def test_more_than_two_decimals_are_rounded_and_counted(pair):
    read = pair("Date,Amount\n2026-09-01,10.005\n2026-09-02,20.25\n")
    assert [item.amount for item in read.left.items] == [Decimal("10.00"), Decimal("20.25")]
    assert any("1 amount with more than two decimals" in text for text in doubts(read.left))


def test_a_dollar_sign_is_the_other_files_dollar(pair):
    read = pair("Date,Amount\n2026-09-01,$10.00\n", "Date,Amount,Currency\n2026-09-01,10.00,CAD\n")
    assert [item.currency for item in read.left.items] == ["CAD"]


def test_a_few_bad_rows_are_set_aside_and_a_bad_column_is_refused(pair):
    rows = "".join(f"2026-09-{day:02},{day}.00\n" for day in range(1, 11))
    (aside,) = pair(f"Date,Amount\n{rows}2026-09-11,lots\n").left.set_aside
    assert (aside.row, aside.why) == (12, "'lots' is no amount.")
    with pytest.raises(ConfigError, match=r"left\.csv row 2: 'lots' is no amount"):
        pair("Date,Amount\n2026-09-11,lots\n")


def test_a_workbook_with_a_title_above_its_table(pair, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Open items"])
    book.active.append([])
    book.active.append(["Posting Date", "Amount", "Currency", "Ref"])
    for on, amount, ref in TRUTH:
        book.active.append([on, float(amount), "USD", ref])
    book.save(tmp_path / "made.xlsx")
    read = pair((tmp_path / "made.xlsx").read_bytes(), name="left.xlsx")
    assert moved(read.left) == [(on, amount) for on, amount, _ in TRUTH]


@pytest.mark.parametrize("pairs", [["colour=blue"], ["decimal=x"], ["header=top"], ["amount"]])
def test_a_setting_that_means_nothing_is_wrong_usage(pairs):
    with pytest.raises(ConfigError):
        read_choices(None, pairs, "left.csv")


def test_a_bank_file_that_does_not_add_up_is_called_doubtful(pair):
    statement = """\
:20:STATEMENT
:25:123456789
:28C:1/1
:60F:C260901USD100,00
:61:2609010901C50,00NTRFINV-1001
:86:PAYMENT
:62F:C260901USD175,00
"""
    read = pair(statement, name="bank.sta")
    assert [(item.on, item.amount, item.currency) for item in read.left.items] == [(date(2026, 9, 1), Decimal("50"), "USD")]
    assert any("control fails" in text for text in doubts(read.left))
