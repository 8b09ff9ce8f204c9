"""What the pages say, without a browser: the statement adds up, one account off by a cent is seen first, states follow clicks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from dash import no_update

from dashboards.app import build_app
from dashboards.pages import (
    bank_statement,
    cash_section,
    exception_filters,
    exception_table,
    exceptions,
    freshness_section,
    overview,
    statement,
)
from dashboards.pages.bank_statement import expected_bank_balance
from dashboards.pages.kpis import ratio
from dashboards.published import open_published
from dashboards.queries import run
from dashboards.static_html import static_html


@pytest.fixture
def db(published):
    with open_published(published) as opened:
        yield opened


def test_every_statement_leads_from_the_books_to_the_bank_but_for_what_nothing_explains(db):
    rows = [
        next(run(db, "statement", account_id=row.account_id, period=row.period).itertuples())
        for row in run(db, "statement_accounts").itertuples()
    ]
    assert len(rows) == 78
    assert all(row.bank_balance - expected_bank_balance(row) == row.unexplained_difference for row in rows)
    assert any(row.unexplained_difference for row in rows)


def test_the_items_of_a_kind_sum_to_its_line(db):
    for account in run(db, "statement_accounts").head(12).itertuples():
        row = next(run(db, "statement", account_id=account.account_id, period=account.period).itertuples())
        items = run(db, "statement_items", account_id=account.account_id, period=account.period)
        for kind in set(items["kind"]):
            assert sum(items.loc[items["kind"] == kind, "amount"]) == getattr(row, kind)


def test_the_statement_page_opens_where_to_look_first(db):
    accounts = run(db, "statement_accounts")
    assert statement.first_choice(accounts, {}) == ("acct-01-1", date(2026, 9, 1))
    assert statement.first_choice(accounts, {"account": "acct-04-1", "month": "2026-08-01"}) == ("acct-04-1", date(2026, 8, 1))
    assert statement.first_choice(accounts, {"account": "gone"}) == ("acct-01-1", date(2026, 9, 1))


def test_the_verdict_names_the_account_that_does_not_tie(db):
    shown = static_html(overview.body(db, None))
    assert "1 bank account of 26 does not tie: unexplained USD\u00a01,204.50." in shown


def test_a_facility_whose_accounts_tie_gets_a_green_verdict(db):
    shown = static_html(overview.body(db, "Harbor Care Rheinufer"))
    assert "Cash is where the books say: its bank account ties to the cent." in shown
    assert "USD" not in shown.split("</section>")[0], "only its own currency"


def test_an_account_whose_bank_states_no_balance_is_neither_tied_nor_off(db):
    position, untied, risk = (
        run(db, name, facility="Harbor Care Rheinufer") for name in ("cash_position", "untied_accounts", "money_at_risk")
    )
    position = position.assign(accounts=2, accounts_unstated=1)
    shown = static_html(cash_section.verdict(position, untied, risk))
    assert "its bank account ties to the cent" in shown
    assert "1 account without a balance stated by the bank" in shown
    row = next(run(db, "statement", account_id="acct-19-1", period=date(2026, 9, 1)).itertuples())
    row = row._replace(bank_balance=None, unexplained_difference=None)
    assert "The bank has stated no balance" in static_html(
        bank_statement.statement(row, run(db, "statement_items", account_id="x"), "Account")
    )


def test_a_rate_over_amounts_needs_its_currency(db):
    rates = run(db, "rates", days=30, facility=None)
    assert ratio(rates, "match_rate_value").denominator == 0
    assert ratio(rates, "match_rate_value", currency="USD").denominator > 0
    assert ratio(rates, "match_rate").denominator == sum(
        ratio(rates, "match_rate", reconciliations=[name]).denominator for name in set(rates["reconciliation"])
    )


def test_hostile_text_is_text(db):
    from dashboards.pages.exception_detail import detail

    shown = static_html(detail(db, "x00003"))
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in shown


def test_an_exception_that_is_gone_says_so(db):
    from dashboards.pages.exception_detail import detail

    assert "may have been matched since" in static_html(detail(db, "x99999"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,000.50", Decimal("1000.50")),
        ("-20", Decimal("20.00")),
        (20, Decimal("20.00")),
        ("", None),
        (None, None),
        ("abc", None),
        ("NaN", None),
        ("1e99", None),
    ],
)
def test_a_minimum_amount_is_exact_or_nothing(text, value):
    assert exception_filters.least(text) == value


def test_an_address_sets_filters():
    found = exception_filters.parameters(
        exception_filters.from_address({"severity": "critical,high", "currency": "USD", "amount": "10", "text": " x "})
    )
    assert found["severities"] == ["critical", "high"]
    assert found["currencies"] == ["USD"]
    assert (found["least"], found["words"]) == (Decimal("10.00"), "x")
    assert found["facilities"] == []


def test_states_follow_clicks():
    filters = exception_filters.from_address({})
    state = {"filters": filters, "view": {**exception_table.FIRST, "start": 100}}
    narrowed = exceptions.changed(state, {**filters, "severities": ["high"]}, "filter-severities", True)
    assert narrowed["view"]["start"] == 0
    assert exceptions.changed(state, filters, "filter-severities", True) is no_update
    assert exceptions.changed(state, filters, {"type": "sort", "index": "amount"}, False) is no_update, "a button that was only redrawn"
    once = exceptions.changed(state, filters, {"type": "sort", "index": "amount"}, True)
    assert (once["view"]["sort"], once["view"]["descending"]) == ("amount", True)
    assert exceptions.changed(once, filters, {"type": "sort", "index": "amount"}, True)["view"]["descending"] is False
    assert exceptions.changed(state, filters, {"type": "pager", "index": "previous"}, True)["view"]["start"] == 50
    assert exceptions.changed(state, filters, {"type": "pager", "index": "csv"}, True) is no_update


def test_freshness_puts_trouble_first_and_says_what_to_do(db):
    shown = static_html(freshness_section.freshness(run(db, "freshness", facility=None)))
    assert shown.index("maple_grove_quickbooks") < shown.index("summit_xero") < shown.index("connections without trouble")
    assert "sign in again" in shown


def test_the_server_answers_only_to_its_own_names_and_forbids_foreign_sources(published, monkeypatch):
    monkeypatch.setenv("TIEOUT_DASHBOARD_HOSTS", "cash.example.org")
    client = build_app(published).server.test_client()
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 403
    assert client.get("/", headers={"Host": "cash.example.org"}).status_code == 200
    answer = client.get("/", headers={"Host": "127.0.0.1:8050"})
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "http://" not in answer.text
    assert "https://" not in answer.text


def test_the_pack_is_offered_once_something_is_published(published, tmp_path):
    answer = build_app(published).server.test_client().get("/pack.html")
    assert answer.status_code == 200
    assert "Tieout reconciliation pack" in answer.text
    missing = build_app(tmp_path / "none.duckdb").server.test_client().get("/pack.html")
    assert (missing.status_code, "make demo" in missing.text) == (404, True)


def test_the_application_starts_before_anything_is_published(tmp_path):
    assert build_app(tmp_path / "none.duckdb").server.test_client().get("/").status_code == 200
