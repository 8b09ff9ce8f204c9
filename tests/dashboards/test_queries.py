"""Queries read marts only, keep money exact and never add currencies up."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from dashboards import queries
from dashboards.published import open_published
from tests.dashboards.currency_check import mixed, money_columns, only, rows
from tests.dashboards.published_schema import MARTS

VALUES = {
    "days": 30,
    "account_id": "acct-01-1",
    "period": date(2026, 9, 1),
    "exception_id": "x00003",
    "sort": "severity",
    "descending": True,
    "count": 10_000,
    "start": 0,
    "facility": None,
    "least": None,
    "words": None,
} | {key: [] for key in ("reconciliations", "facilities", "reasons", "severities", "owners", "currencies")}


def values(name):
    return {key: VALUES[key] for key in queries.parameters(name)}


@pytest.fixture(scope="module")
def alone(published, tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone")
    return {currency: only(currency, published, folder / f"{currency}.duckdb") for currency in ("USD", "GBP", "EUR", "AUD")}


@pytest.mark.parametrize("name", queries.names())
def test_a_query_never_adds_currencies(name, published, alone):
    assert mixed(published, alone, queries.text(name), values(name)) == []


@pytest.mark.parametrize(
    "sql",
    [
        "select facility, sum(amount) as amount from exception group by facility",
        "select reconciliation, min(currency) as currency, sum(amount) as amount from exception group by reconciliation",
        "select currency, sum(sum(amount)) over () as amount from exception group by currency",
    ],
)
def test_the_check_catches_a_query_that_does(sql, published, alone):
    assert mixed(published, alone, sql, {})


@pytest.mark.parametrize("name", queries.names())
def test_a_query_reads_marts_and_says_its_grain(name):
    text = queries.text(name)
    assert re.match(r"-- One row", text), "a query opens with its grain"
    known = set(MARTS) | set(re.findall(r"(\w+) as \(", text))
    read = {found[1] for found in re.finditer(r"(?:from|join)\s+([a-z_]+)", re.sub(r"--.*", "", text))}
    assert read <= known | {"select"}, read - known


def test_money_stays_exact_to_the_last_cent(published):
    with open_published(published) as db:
        risk = queries.run(db, "money_at_risk", facility=None)
        cents = db.execute("select sum(abs(amount)) from exception where currency = 'USD'").fetchone()[0]
    assert all(isinstance(value, Decimal) for value in risk["amount"])
    assert sum(risk.loc[risk["currency"] == "USD", "amount"]) == cents


def test_every_amount_the_pages_show_is_decimal(published):
    for name in queries.names():
        frame = rows(published, queries.text(name), values(name))
        for column in money_columns(published, queries.text(name), values(name)):
            assert {type(value) for value in frame[column] if value is not None} <= {Decimal}, (name, column)


def test_an_unknown_parameter_is_an_error(published):
    with open_published(published) as db, pytest.raises(TypeError, match="colour"):
        queries.run(db, "as_of", colour="red")


def ids(db, **filters):
    return list(
        queries.run(db, "exceptions", **({k: v for k, v in VALUES.items() if k in queries.parameters("exceptions")} | filters))[
            "exception_id"
        ]
    )


def test_filters_narrow_and_combine(published):
    with open_published(published) as db:
        every = ids(db)
        bank = ids(db, reconciliations=["bank"])
        both = ids(db, reconciliations=["bank"], severities=["critical"], currencies=["USD"], least=Decimal("30000"))
        found = ids(db, words="HYPERLINK")
    assert len(every) == 400
    assert 0 < len(both) < len(bank) < 400
    assert found == ["x00003"]


@pytest.mark.parametrize(
    "sort",
    [
        "severity",
        "age_days",
        "amount",
        "currency",
        "occurred_on",
        "reconciliation",
        "reason_code",
        "facility",
        "counterparty",
        "due_on",
        "owner",
    ],
)
def test_both_directions_hold_the_same_rows_and_pages_do_not_overlap(published, sort):
    with open_published(published) as db:
        up, down = ids(db, sort=sort, descending=False), ids(db, sort=sort, descending=True)
        paged = [each for start in range(0, 400, 50) for each in ids(db, sort=sort, descending=True, count=50, start=start)]
    assert sorted(up) == sorted(down)
    assert paged == down
    assert up != down


def test_sorting_by_amount_compares_only_within_a_currency(published):
    with open_published(published) as db:
        frame = queries.run(db, "exceptions", **{k: VALUES[k] for k in queries.parameters("exceptions")} | {"sort": "amount"})
    assert list(frame["currency"]) == sorted(frame["currency"])
    for _, group in frame.groupby("currency"):
        sizes = [abs(value) for value in group["amount"]]
        assert sizes == sorted(sizes, reverse=True)
