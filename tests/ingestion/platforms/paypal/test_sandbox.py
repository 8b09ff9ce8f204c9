"""The sandbox's PayPal behaves as the vendor's: tokens, windows, pages, errors, and rows that change in place."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from math import ceil

import pytest

from ingestion.sandbox.paypal import build, search
from ingestion.sandbox.platform import SandboxState
from tests.ingestion.platforms.paypal.company import CONNECTION, at, company
from tests.ingestion.platforms.paypal.conftest import Paypal, serve


def infos(answer: dict) -> list[dict]:
    return [row["transaction_info"] for row in answer["transaction_details"]]


def test_wrong_client_credentials_get_no_token(paypal: Paypal) -> None:
    answer = paypal.client.post("oauth2/token", data={"grant_type": "client_credentials"}, auth=("someone", "else"))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer made-up"}])
def test_an_unknown_token_is_refused_in_paypals_words(paypal: Paypal, header: dict) -> None:
    answer = paypal.client.get("reporting/balances", headers=header)
    assert (answer.status_code, answer.json()["name"]) == (401, "AUTHENTICATION_FAILURE")
    assert answer.headers["Paypal-Debug-Id"] == answer.json()["debug_id"]


def test_an_expired_token_is_refused(state: SandboxState) -> None:
    assert serve(state, timedelta(0)).get("balances").status_code == 401


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "start_date"),
        ({"start_date": "2026-02-01", "end_date": "2026-02-02T00:00:00Z"}, "start_date"),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-03-05T00:00:00Z"}, "end_date"),
        ({"start_date": "2020-02-01T00:00:00Z", "end_date": "2020-02-02T00:00:00Z"}, "start_date"),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-02-02T00:00:00Z", "page_size": 501}, "page_size"),
    ],
)
def test_a_window_or_page_out_of_bounds_is_refused_by_name(paypal: Paypal, query: dict, field: str) -> None:
    answer = paypal.get("transactions", **query)
    assert (answer.status_code, answer.json()["name"], answer.json()["details"][0]["field"]) == (400, "INVALID_REQUEST", f"/{field}")


def test_pages_give_every_row_once(paypal: Paypal) -> None:
    whole = paypal.search(page_size=500)
    pages = [paypal.search(page_size=4, page=n)["transaction_details"] for n in range(1, ceil(whole["total_items"] / 4) + 1)]
    assert [row for page in pages for row in page] == whole["transaction_details"]
    assert len(whole["transaction_details"]) == whole["total_items"] == 11


def test_a_window_with_too_many_rows_is_refused(paypal: Paypal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "RESULT_MAX", 3)
    answer = paypal.get("transactions", start_date="2026-02-01T00:00:00Z", end_date="2026-03-01T00:00:00Z")
    assert (answer.status_code, answer.json()["name"]) == (400, "RESULTSET_TOO_LARGE")


def test_one_transaction_id_may_name_two_rows(paypal: Paypal) -> None:
    codes: dict[str, set[str]] = {}
    for info in infos(paypal.search()):
        codes.setdefault(info["transaction_id"], set()).add(info["transaction_event_code"])
    assert {"T1201", "T0106"} in codes.values()


def test_rows_that_do_not_move_the_balance_come_only_when_asked_for(paypal: Paypal) -> None:
    assert "T1300" not in {i["transaction_event_code"] for i in infos(paypal.search())}
    assert "T1300" in {i["transaction_event_code"] for i in infos(paypal.search(balance_affecting_records_only="N"))}


def test_a_pending_echeck_settles_in_place_and_shows_its_fee_then(paypal: Paypal, state: SandboxState) -> None:
    seen = []
    for day in (3, 10):
        state.now = at(day)
        (echeck,) = [i for i in infos(paypal.search()) if i.get("invoice_id") == "INV-1043"]
        seen.append((echeck["transaction_status"], echeck.get("fee_amount", {}).get("value")))
    assert seen == [("P", None), ("S", "-9.00")]


def test_any_optional_filter_empties_the_balances(paypal: Paypal) -> None:
    assert any("ending_balance" in i for i in infos(paypal.search()))
    assert not any("ending_balance" in i for i in infos(paypal.search(transaction_status="S")))


def test_balance_after_the_last_row_is_the_wallets_balance(paypal: Paypal, state: SandboxState) -> None:
    state.now = at(12, 21)
    balance = paypal.get("balances").json()["balances"][0]
    assert balance["total_balance"] == {"currency_code": "USD", "value": "500.00"}
    assert infos(paypal.search())[-1]["ending_balance"]["value"] == "500.00"
    state.now = at(31, month=3)
    assert Decimal(paypal.get("balances").json()["balances"][0]["total_balance"]["value"]) == Decimal("500.00") + 171 + 100


def test_times_are_the_accounts_own_with_and_without_a_colon(paypal: Paypal) -> None:
    offsets = {i["transaction_initiation_date"][19:] for i in infos(paypal.search())}
    assert offsets == {"-08:00", "-0800"}


def test_only_the_parts_asked_for_are_shown(paypal: Paypal) -> None:
    assert set(paypal.search()["transaction_details"][0]) == {"transaction_info"}
    assert "payer_info" in paypal.search(fields="all")["transaction_details"][0]


def test_every_row_is_named_for_the_evaluation(paypal: Paypal, state: SandboxState) -> None:
    identities = list(build(company(), [CONNECTION], state).identities())
    named = {i.source_id for i in identities}
    assert {i["transaction_id"] for i in infos(paypal.search())} <= named
    assert {f"{i['transaction_id']}:fee" for i in infos(paypal.search()) if "fee_amount" in i} == {n for n in named if n.endswith(":fee")}
    assert len({(i.record_type, i.source_id) for i in identities}) == len(identities)


def test_a_withdrawal_the_bank_refused_is_reversed_and_its_money_comes_back(paypal: Paypal) -> None:
    sent, back = (i for i in infos(paypal.search()) if i["transaction_amount"]["value"] in ("-171.00", "171.00"))
    assert (sent["transaction_event_code"], sent["transaction_status"]) == ("T0400", "V")
    assert (back["transaction_event_code"], back["paypal_reference_id"]) == ("T1101", sent["transaction_id"])
