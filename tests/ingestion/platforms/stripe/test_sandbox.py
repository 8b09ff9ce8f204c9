"""The sandbox's Stripe behaves as the vendor's: keys, paging, filters, errors, and what changes over time."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from ingestion.sandbox.platform import NativeIdentity, SandboxState
from ingestion.sandbox.stripe import build
from tests.ingestion.platforms.stripe.company import CONNECTION, at, company


def get(client: TestClient, path: str, **query: object) -> dict:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("authorization", [None, "Bearer sk_wrong", "Basic Zm9vOg=="])
def test_a_missing_or_wrong_key_is_refused_in_stripes_words(stripe: TestClient, authorization: str | None) -> None:
    del stripe.headers["Authorization"]
    answer = stripe.get("charges", headers={"Authorization": authorization} if authorization else {})
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_a_list_is_newest_first_and_walks_by_the_last_id(stripe: TestClient) -> None:
    walked, cursor = [], {}
    while True:
        page = get(stripe, "balance_transactions", limit=2, **cursor)
        walked += page["data"]
        if not page["has_more"]:
            break
        cursor = {"starting_after": page["data"][-1]["id"]}
    whole = get(stripe, "balance_transactions", limit=100)["data"]
    assert walked == whole
    assert [row["created"] for row in walked] == sorted((row["created"] for row in walked), reverse=True)


@pytest.mark.parametrize(
    ("query", "code", "param"),
    [
        ({"limit": 101}, "parameter_invalid_integer", "limit"),
        ({"limit": "many"}, "parameter_invalid_integer", "limit"),
        ({"colour": "blue"}, "parameter_unknown", "colour"),
        ({"starting_after": "ch_gone"}, "resource_missing", "starting_after"),
    ],
)
def test_a_request_stripe_does_not_understand_is_refused_by_name(stripe: TestClient, query: dict, code: str, param: str) -> None:
    answer = stripe.get("charges", params=query)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


def test_created_filter_keeps_what_is_not_older(stripe: TestClient) -> None:
    newest = get(stripe, "charges")["data"][0]
    assert get(stripe, "charges", **{"created[gte]": newest["created"]})["data"] == [newest]


def test_lines_of_a_reconciled_payout_add_up_to_it(stripe: TestClient) -> None:
    for payout in get(stripe, "payouts")["data"]:
        lines = get(stripe, "balance_transactions", payout=payout["id"], limit=100)["data"]
        assert sum(line["net"] for line in lines if line["type"] != "payout") == payout["amount"]


def test_lines_of_a_payout_still_in_reconciliation_are_incomplete(stripe: TestClient, state: SandboxState) -> None:
    state.now = at(5, 21)
    (payout,) = get(stripe, "payouts")["data"]
    assert payout["reconciliation_status"] == "in_progress"
    early = get(stripe, "balance_transactions", payout=payout["id"])["data"]
    state.now = at(6, 21)
    assert len(early) < len(get(stripe, "balance_transactions", payout=payout["id"])["data"])


def test_card_money_is_pending_for_two_days_and_then_available(stripe: TestClient, state: SandboxState) -> None:
    seen = []
    for day in (3, 4):
        state.now = at(day)
        balance = get(stripe, "balance")
        seen.append((balance["available"][0]["amount"], balance["pending"][0]["amount"]))
    assert seen == [(0, 9680), (9680 - 4000, 0)]


def test_a_failed_payout_puts_its_money_back_under_a_transaction_of_its_own(stripe: TestClient) -> None:
    failed = next(p for p in get(stripe, "payouts")["data"] if p["status"] == "failed")
    back = get(stripe, f"balance_transactions/{failed['failure_balance_transaction']}")
    assert (back["type"], back["reporting_category"], back["net"]) == ("payout_failure", "payout_reversal", failed["amount"])


def test_a_won_dispute_holds_its_withdrawal_and_its_reinstatement(stripe: TestClient, state: SandboxState) -> None:
    nets = []
    for day in (11, 21):
        state.now = at(day)
        (dispute,) = get(stripe, "disputes")["data"]
        nets.append((dispute["status"], [row["net"] for row in dispute["balance_transactions"]]))
    assert nets == [("needs_response", [-7500]), ("won", [-7500, 6000])]


def test_events_tell_each_change_and_are_forgotten_after_thirty_days(stripe: TestClient, state: SandboxState) -> None:
    assert [e["type"] for e in get(stripe, "events", **{"types[]": "charge.dispute.closed"})["data"]] == ["charge.dispute.closed"]
    assert {e["type"] for e in get(stripe, "events", type="payout.*", limit=100)["data"]} == {
        "payout.created", "payout.reconciliation_completed", "payout.paid", "payout.failed",
    }  # fmt: skip
    state.now = state.now.replace(month=5)
    assert get(stripe, "events")["data"] == []


def test_an_unknown_object_is_not_found(stripe: TestClient) -> None:
    answer = stripe.get("charges/ch_nowhere")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "resource_missing")


def test_every_balance_transaction_is_named_for_the_evaluation(stripe: TestClient, state: SandboxState) -> None:
    named = {(i.record_type, i.source_id) for i in build(company(), [CONNECTION], state).identities()}
    transactions = get(stripe, "balance_transactions", limit=100)["data"]
    assert {t["source"] or t["id"] for t in transactions} <= {source.split(":")[0] for _, source in named}
    assert {f"{t['id']}:fee" for t in transactions if t["fee"]} <= {source for kind, source in named if kind == "processor_fee"}


def test_native_ids_do_not_carry_the_companys_keys(state: SandboxState) -> None:
    identities = list(build(company(), [CONNECTION], state).identities())
    assert NativeIdentity not in {type(i.source_id) for i in identities}
    assert len({(i.record_type, i.source_id) for i in identities}) == len(identities)
    assert not [i for i in identities if i.entry.split(":")[0] in i.source_id.split(":")[0].lower().split("_")]
