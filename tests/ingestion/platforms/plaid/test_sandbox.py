"""Policies of the Plaid sandbox: it refuses, pages and changes its mind as Plaid does."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ingestion.sandbox.plaid import build
from ingestion.sandbox.platform import SandboxState
from tests.ingestion.platforms.plaid.company import COMPANY, CONNECTION, END


def march(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({"PLAID-SECRET": "wrong"}, {}, "INVALID_API_KEYS"),
        ({"PLAID-CLIENT-ID": "wrong"}, {}, "INVALID_API_KEYS"),
        ({"PLAID-SECRET": ""}, {}, "MISSING_FIELDS"),
        ({}, {"access_token": "access-sandbox-00000000-0000-0000-0000-000000000000"}, "INVALID_ACCESS_TOKEN"),
        ({}, {"count": 501}, "INVALID_FIELD"),
        ({}, {"cursor": "not a cursor"}, "INVALID_FIELD"),
    ],
)
def test_a_wrong_call_is_refused_with_plaids_error_body(plaid, headers, body, code):
    answer = plaid.post("transactions/sync", body, **headers)
    assert answer.status_code == 400
    assert answer.json()["error_code"] == code
    assert {"error_type", "error_message", "display_message", "request_id", "causes", "documentation_url"} <= set(answer.json())


def test_credentials_may_stand_in_the_body(plaid):
    body = {"client_id": plaid.secrets["client_id"], "secret": plaid.secrets["secret"]}
    assert plaid.post("accounts/get", body, **{"PLAID-CLIENT-ID": "", "PLAID-SECRET": ""}).status_code == 200


def test_money_out_is_positive_and_keeps_its_digits(plaid):
    by_text = {row["original_description"]: row["amount"] for row in plaid.sync()["added"]}
    assert by_text["CHECK 001021"] == Decimal("250.10")
    assert by_text["STRIPE TRANSFER ST-A1B2C3D4E5F6"] == Decimal("-4812.33")
    assert b'"amount":250.10' in plaid.post("transactions/sync", {"count": 500}).content


def test_the_banks_own_text_comes_only_to_those_who_ask(plaid):
    rows = plaid.read("transactions/sync", {"count": 500})["added"]
    assert {row["original_description"] for row in rows} == {None}
    assert "Stripe Transfer" in {row["name"] for row in rows}


def test_history_reaches_as_far_back_as_the_first_reader_asked(plaid):
    default = plaid.read("transactions/sync", {"count": 500})["added"]
    later = plaid.sync()["added"]
    assert {row["date"] for row in default} == {row["date"] for row in later} == {"2026-01-05"} | {f"2026-03-{d}" for d in (10, 12, 18, 20)}


def test_the_first_reader_who_asks_for_few_days_gets_few_for_ever(plaid):
    assert min(row["date"] for row in plaid.sync(days_requested=30)["added"]) == "2026-03-10"
    assert min(row["date"] for row in plaid.sync(days_requested=730)["added"]) == "2026-03-10"


def test_pages_give_every_transaction_once(fetch, plaid):
    ids = [row["transaction_id"] for row in fetch()]
    assert len(ids) == len(set(ids)) == 6
    assert {row["transaction_id"] for row in plaid.sync()["added"]} == set(ids)


def test_a_finished_cursor_says_only_what_changed(bank, plaid):
    bank.set_clock(march(20))
    cursor = plaid.sync()["next_cursor"]
    assert plaid.sync(cursor) | {"request_id": "", "next_cursor": ""} == {
        **{"transactions_update_status": "HISTORICAL_UPDATE_COMPLETE", "accounts": [], "added": [], "modified": [], "removed": []},
        **{"next_cursor": "", "has_more": False, "request_id": ""},
    }
    bank.set_clock(march(23))
    assert len(plaid.sync(cursor)["added"]) == 3


def test_a_pending_transaction_is_removed_when_it_posts_and_the_two_ids_differ_only_in_case(bank, plaid):
    bank.set_clock(march(18))
    first = plaid.sync()
    (pending,) = [row for row in first["added"] if row["pending"]]
    assert pending["date"] == "2026-03-17"
    bank.set_clock(march(19))
    second = plaid.sync(first["next_cursor"])
    (posted,) = second["added"]
    assert [row["transaction_id"] for row in second["removed"]] == [pending["transaction_id"]] == [posted["pending_transaction_id"]]
    assert posted["date"] == "2026-03-18"
    assert posted["transaction_id"] != pending["transaction_id"]
    assert posted["transaction_id"].lower() == pending["transaction_id"].lower()


def test_an_edit_is_modified_and_a_deletion_removed(bank, plaid):
    bank.set_clock(march(23))
    cursor = plaid.sync()["next_cursor"]
    bank.set_clock(END)
    later = plaid.sync(cursor)
    assert [(row["amount"], row["name"]) for row in later["modified"]] == [(Decimal("45.00"), "Service Charge Corrected")]
    assert len(later["removed"]) == 1
    assert later["added"] == []


def test_data_that_changes_between_pages_refuses_the_next_page_but_not_the_first(bank, plaid):
    bank.set_clock(march(23))
    first = plaid.sync(count=2)
    bank.set_clock(END)
    answer = plaid.post("transactions/sync", {"cursor": first["next_cursor"], "count": 2})
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"
    assert plaid.sync(count=2)["has_more"]


def test_a_mutation_comes_on_demand(plaid):
    plaid.control("mutate", connection=CONNECTION, times=1)
    first = plaid.sync(count=2)
    assert plaid.post("transactions/sync", {"cursor": first["next_cursor"]}).json()["error_type"] == "TRANSACTIONS_ERROR"
    assert plaid.post("transactions/sync", {"cursor": first["next_cursor"]}).status_code == 200


def test_an_item_that_is_not_ready_gives_nothing_and_an_empty_cursor(plaid):
    plaid.control("item", not_ready=True)
    page = plaid.sync()
    assert (page["added"], page["next_cursor"], page["has_more"]) == ([], "", False)
    assert page["transactions_update_status"] == "NOT_READY"


def test_an_item_that_needs_a_login_says_so_and_still_tells_its_state(plaid):
    assert plaid.read("sandbox/item/reset_login")["reset_login"]
    for path in ("transactions/sync", "accounts/get", "auth/get"):
        assert plaid.post(path).json()["error_code"] == "ITEM_LOGIN_REQUIRED"
    assert plaid.read("item/get")["item"]["error"]["error_code"] == "ITEM_LOGIN_REQUIRED"


def test_a_balance_is_the_opening_plus_every_posted_line(plaid):
    operating, payroll = plaid.read("accounts/get")["accounts"]
    assert operating["balances"]["current"] == Decimal("1000.00") + Decimal("11.11") + Decimal("4812.33") - Decimal("250.10") - 89 - 45
    assert payroll["balances"]["current"] == Decimal("3800.00")
    assert operating["account_id"].swapcase() == payroll["account_id"]


def test_a_pending_line_lowers_what_is_available_but_not_the_balance(bank, plaid):
    bank.set_clock(march(18))
    balances = plaid.read("accounts/get")["accounts"][0]["balances"]
    assert balances["current"] - balances["available"] == Decimal("89.00")


def test_the_older_endpoint_pages_by_offset_through_the_same_rows(fetch, plaid):
    wanted = {row["transaction_id"] for row in fetch()}
    body = {"start_date": "2026-01-01", "end_date": "2026-03-31"}
    pages = [plaid.read("transactions/get", {**body, "options": {"count": 4, "offset": offset}}) for offset in (0, 4)]
    assert {row["transaction_id"] for page in pages for row in page["transactions"]} == wanted
    assert {page["total_transactions"] for page in pages} == {6}


def test_every_neutral_line_has_one_ledger_name_which_says_nothing(plaid):
    identities = list(build(COMPANY, [CONNECTION], SandboxState(END, 7)).identities())
    assert [i.entry for i in identities] == ["early", "payout", "check", "card", "payroll", "edited", "gone"]
    assert len({i.source_id for i in identities}) == 7
    assert {i.source_id for i in identities} >= {row["transaction_id"] for row in plaid.sync()["added"]}
    assert {i.record_type for i in identities} == {"bank_line"}
