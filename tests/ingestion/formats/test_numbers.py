"""Numbers, dates and account numbers as banks write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ingestion.formats.iban import account_number_of, as_iban
from ingestion.formats.numbers import amount, date_order_of, decimal_sign_of, minor_units, written_date


@pytest.mark.parametrize(
    ("written", "sign", "value"),
    [
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", ",", "1234.56"),
        ("1 234,56", ",", "1234.56"),
        ("1'234.56", ".", "1234.56"),
        ("(12.00)", ".", "-12.00"),
        ("12.00-", ".", "-12.00"),
        ("-$12.00", ".", "-12.00"),
        ("12.00 DR", ".", "-12.00"),
        ("12.00CR", ".", "12.00"),
        ("EUR 12,00", ",", "12.00"),
        ("\u221212.00", ".", "-12.00"),
        (".50", ".", "0.50"),
    ],
)
def test_written_amounts(written, sign, value):
    assert amount(written, sign) == Decimal(value)


@pytest.mark.parametrize("written", ["", "abc", "1.2.3", "--1", "1e5", "NaN", "inf"])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(ValueError, match="not an amount"):
        amount(written)


@pytest.mark.parametrize(
    ("digits", "currency", "value"), [("12345", "USD", "123.45"), ("12345", "JPY", "12345"), ("-12345", "KWD", "-12.345")]
)
def test_minor_units_follow_the_currency(digits, currency, value):
    assert minor_units(digits, currency) == Decimal(value)


@pytest.mark.parametrize(
    ("column", "sign"), [(["1,234.50"], "."), (["1.234,50"], ","), (["1,234,567"], "."), (["12", "7"], "."), (["1,234", "5,50"], ",")]
)
def test_a_column_of_amounts_tells_its_decimal_sign(column, sign):
    assert decimal_sign_of(column) == sign


@pytest.mark.parametrize("column", [["1,234"], ["1.234"], ["1,50", "1.50"]])
def test_a_column_that_could_be_read_two_ways_is_refused(column):
    with pytest.raises(ValueError, match="decimal point or a decimal comma"):
        decimal_sign_of(column)


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["13/01/2026", "02/01/2026"], "dmy"),
        (["01/13/2026"], "mdy"),
        (["2026-01-02"], "ymd"),
        (["2 Jan 2026"], "dmy"),
        (["Jan 2, 2026"], "mdy"),
    ],
)
def test_a_column_of_dates_tells_its_order(column, order):
    assert date_order_of(column) == order


@pytest.mark.parametrize(
    ("written", "order"), [("02.01.2026", "dmy"), ("01/02/26", "mdy"), ("2026-01-02", "mdy"), ("20260102", "dmy"), ("2 jan 2026", "mdy")]
)
def test_written_dates(written, order):
    assert written_date(written, order) == date(2026, 1, 2)


def test_an_iban_gives_the_account_number_inside_it_and_a_mistyped_one_is_none():
    assert account_number_of(as_iban("FR76 1837 0004 1200 0466 6666 638")) == "00046666666"
    assert account_number_of(as_iban("GB87MDCY30947170123456")) == "70123456"
    assert as_iban("GB88MDCY30947170123456") is None
    assert as_iban("241975303") is None
