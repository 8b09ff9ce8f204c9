"""Money is shown exactly, rates never claim more than they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dashboards import money


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("0"), "0.00"),
        (Decimal("-0.00"), "0.00"),
        (Decimal("0.01"), "0.01"),
        (Decimal("-1204.5"), "\u22121,204.50"),
        (Decimal("9999999999999999.99"), "9,999,999,999,999,999.99"),
        (Decimal("12345678901234567890.12"), "12,345,678,901,234,567,890.12"),
        (Decimal("1.005"), "1.005"),
        (Decimal("1E+3"), "1,000.00"),
        (None, "\u2013"),
    ],
)
def test_an_amount_is_shown_to_its_last_digit(value, shown):
    assert money.amount(value) == shown


def test_a_float_is_refused_as_money():
    with pytest.raises(TypeError):
        money.amount(0.1)


def test_an_amount_names_its_currency():
    assert money.with_currency(Decimal("1204.50"), "USD") == "USD\u00a01,204.50"


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [(1, 1, "100.0%"), (999_999, 1_000_000, ">99.9%"), (1, 1_000_000, "<0.1%"), (0, 5, "0.0%"), (4747, 5118, "92.8%"), (0, 0, "\u2013")],
)
def test_only_everything_is_a_hundred_percent_and_only_nothing_is_zero(numerator, denominator, shown):
    assert money.percent(money.rate(Decimal(numerator), Decimal(denominator))) == shown
