"""Figures are pure: same rows, same picture; nothing touched; data never becomes markup."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards import figures
from dashboards.figures import account_grid, ageing, cash_trend, open_exceptions, rate_trend
from dashboards.figures.sparkline import sparkline

HOSTILE = "<img src=x onerror=alert(1)>"


def frame(columns, *rows):
    return pd.DataFrame(list(rows), columns=columns.split(), dtype=object)


EXCEPTIONS = frame(
    "facility reason_code severity currency exceptions amount",
    ("Harbor Care North", "short_paid", "critical", "USD", 3, Decimal("10.10")),
    ("Harbor Care North", "short_paid", "critical", "GBP", 1, Decimal("5.05")),
    (HOSTILE, "overdue", "low", "USD", 9, Decimal("1.00")),
)
AGES = frame(
    "bucket_order currency reconciliation exceptions amount",
    (2, "USD", "bank", 4, Decimal("9.99")),
    (2, "EUR", "bank", 1, Decimal("1.01")),
)
STOCK = frame(
    "kpi_on kpi currency amount",
    *[(date(2026, 9, d), k, c, Decimal(d)) for k in ("unreconciled_value", "cash_in_transit") for d in (1, 2, 3) for c in ("USD", "EUR")],
)
RATES = frame(
    "kpi_on kpi numerator denominator", *[(date(2026, 9, 1) + timedelta(days=d), "match_rate", Decimal(d), Decimal(10)) for d in range(9)]
)
GRID = frame(
    "account_id account_name facility currency period unexplained_difference items exceptions",
    ("a1", "Operating", "Harbor Care North", "USD", date(2026, 8, 1), Decimal("0.00"), 2, 0),
    ("a1", "Operating", "Harbor Care North", "USD", date(2026, 9, 1), Decimal("-0.01"), 2, 1),
    ("a2", HOSTILE, "Harbor Care South", "GBP", date(2026, 9, 1), Decimal("0.00"), 0, 0),
)
DRAWN = {
    "by_facility": (open_exceptions.by_facility, EXCEPTIONS),
    "by_reason": (open_exceptions.by_reason, EXCEPTIONS),
    "ageing": (ageing.ageing, AGES),
    "cash_trend": (lambda rows: cash_trend.cash_trend(rows, ["USD", "EUR"]), STOCK),
    "rate_trend": (lambda rows: rate_trend.rate_trend(rows, [("match_rate", "auto_match_rate")]), RATES),
    "account_grid": (lambda rows: account_grid.account_grid(rows, ("a1", date(2026, 9, 1))), GRID),
}


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_rows_draw_the_same_figure_and_stay_untouched(name):
    draw, rows = DRAWN[name]
    before = rows.copy(deep=True)
    first, second = draw(rows), draw(rows)
    assert isinstance(first, go.Figure)
    assert first.to_json() == second.to_json()
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize("name", DRAWN)
def test_no_rows_draw_a_figure_that_says_so(name):
    draw, rows = DRAWN[name]
    assert "No " in draw(rows.iloc[:0]).layout.annotations[0].text


@pytest.mark.parametrize("name", ["by_facility", "account_grid"])
def test_data_never_becomes_markup(name):
    draw, rows = DRAWN[name]
    figure = draw(rows)
    figure.update_traces(customdata=None)  # keys for clicks, never drawn
    assert "<img" not in figure.to_json().replace("\\u003c", "<")


def test_figures_import_no_database_and_no_clock():
    banned = {"duckdb", "time", "os", "requests", "dash", "dashboards.queries", "dashboards.published"}
    for path in Path(figures.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                {alias.name for alias in node.names}
                if isinstance(node, ast.Import)
                else {node.module}
                if isinstance(node, ast.ImportFrom)
                else set()
            )
            assert not names & banned, (path.name, names & banned)


def test_the_hover_lists_each_currency_and_never_their_sum():
    hover = next(t for trace in open_exceptions.by_facility(EXCEPTIONS).data for t in trace.hovertext if "North" in t)
    assert "USD\u00a010.10" in hover
    assert "GBP\u00a05.05" in hover
    assert "15.15" not in hover


def test_the_longest_bar_is_on_top():
    figure = open_exceptions.by_facility(EXCEPTIONS)
    assert figure.data[0].customdata[-1] == HOSTILE


def test_a_cent_turns_a_cell_red_and_shows():
    figure = account_grid.account_grid(GRID)
    assert list(figure.data[0].z[0]) == [0, 1]
    assert list(figure.data[0].text[0]) == ["0.00", "\u22120.01"]
    assert list(figure.data[0].z[1]) == [None, 0], "a month without statement stays empty"


def test_a_trailing_rate_divides_sums_and_skips_days_without_denominator():
    rows = frame(
        "kpi_on kpi numerator denominator",
        (date(2026, 9, 1), "k", Decimal(1), Decimal(1)),
        (date(2026, 9, 2), "k", Decimal(0), Decimal(99)),
        (date(2026, 9, 20), "k", Decimal(0), Decimal(0)),
    )
    assert rate_trend.trailing(rows, "k") == [(date(2026, 9, 1), 1, 1), (date(2026, 9, 2), 1, 100)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_every_panel_has_its_title_over_its_own_left_edge(count):
    currencies = ["AUD", "CAD", "EUR", "GBP", "USD"][:count]
    rows = frame("currency kpi kpi_on amount", *[(c, "cash_in_transit", date(2026, 9, 1), Decimal(1)) for c in currencies])
    figure = cash_trend.cash_trend(rows, currencies)
    assert [title.text for title in figure.layout.annotations] == currencies
    assert [title.x for title in figure.layout.annotations] == [axis.domain[0] for axis in figure.select_xaxes()]


def test_a_sparkline_is_a_picture_without_scripts():
    assert sparkline([1.0, 2.0, 1.5]).startswith("data:image/svg+xml;base64,")
    assert sparkline([]) != sparkline([1.0, 2.0])
