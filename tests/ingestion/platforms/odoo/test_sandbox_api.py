"""The sandbox speaks both protocols as Odoo does: keys, databases, paging, empty values, errors."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from ingestion.sandbox.odoo.view import Database
from ingestion.sandbox.platform import SandboxState
from tests.ingestion.platforms.odoo.client import Json2, JsonRpc, client_of
from tests.ingestion.platforms.odoo.company import at


def test_json2_refuses_a_wrong_and_an_expired_key_with_401(north: Json2) -> None:
    for key in ("wrong", north.database.expired_key):
        answer = north.post("account.move", "search", key=key, domain=[])
        assert answer.status_code == 401
        assert answer.json()["name"] == "werkzeug.exceptions.Unauthorized"
        assert answer.json()["message"] == "Invalid apikey"


def test_json2_is_not_there_before_odoo_19(south: JsonRpc) -> None:
    headers = {"Authorization": f"bearer {south.database.api_key}", "X-Odoo-Database": south.database.name}
    assert south.client.post("/odoo/json/2/res.company/search", json={"domain": []}, headers=headers).status_code == 404


def test_json2_names_an_unknown_database_model_method_and_field(north: Json2) -> None:
    assert north.post("account.move", "search", database="other", domain=[]).status_code == 404
    assert north.post("account.nothing", "search", domain=[]).status_code == 404
    assert north.post("account.move", "unlink", ids=[1]).status_code == 404
    answer = north.post("account.move", "search_read", domain=[], fields=["nonsense"])
    assert answer.status_code == 500
    assert answer.json()["name"] == "builtins.ValueError"
    assert "Traceback" in answer.json()["debug"]


def test_json2_needs_a_json_object(north: Json2) -> None:
    headers = {"Authorization": f"bearer {north.database.api_key}", "X-Odoo-Database": north.database.name}
    assert north.client.post("/odoo/json/2/account.move/search", content=b"[", headers=headers).status_code == 400


def test_jsonrpc_answers_false_to_wrong_credentials_and_access_denied_with_http_200_to_a_call(rpc: JsonRpc) -> None:
    assert rpc.authenticate() == rpc.database.uid
    assert rpc.authenticate("wrong") is False
    assert rpc.authenticate(rpc.database.expired_key) is False
    found = rpc.post("object", "execute_kw", rpc.database.name, rpc.database.uid, "wrong", "account.move", "search", [[]], {})
    assert found["error"]["code"] == 200
    assert found["error"]["data"]["name"] == "odoo.exceptions.AccessDenied"


def test_pages_by_id_cover_everything_once(north: Json2) -> None:
    whole = north.call("account.move.line", "search", domain=[])
    paged: list[int] = []
    while page := north.call("account.move.line", "search", domain=[["id", ">", paged[-1] if paged else 0]], limit=7, order="id asc"):
        paged += page
    assert paged == sorted(whole)
    assert north.call("account.move.line", "search_count", domain=[]) == len(whole)
    assert north.call("account.move.line", "search", domain=[], limit=5, offset=3) == whole[3:8]


def test_domains_are_in_polish_notation_and_compare_a_many2one_by_its_id(north: Json2) -> None:
    moves = north.call("account.move", "search_read", domain=[])
    kinds = {m["id"] for m in moves if m["move_type"] == "out_invoice" or m["state"] == "cancel"}
    found = north.call("account.move", "search", domain=["|", ["move_type", "=", "out_invoice"], ["state", "=", "cancel"]])
    assert set(found) == kinds
    partner = next(m["partner_id"][0] for m in moves if m["partner_id"])
    found = north.call("account.move", "search", domain=[["partner_id", "=", partner], "!", ["state", "in", ["cancel", "draft"]]])
    assert set(found) == {m["id"] for m in moves if m["partner_id"] and m["partner_id"][0] == partner and m["state"] == "posted"}


def test_write_date_is_shown_in_seconds_but_compared_with_its_microseconds(north: Json2) -> None:
    """The trap of a cursor on write_date: what was read comes again after its own time."""
    newest = north.call("account.move", "search_read", domain=[], fields=["write_date"], limit=1, order="write_date desc")[0]
    assert len(newest["write_date"]) == len("2026-03-19 12:00:00")
    again = north.call("account.move", "search", domain=[["write_date", ">", newest["write_date"]]])
    assert newest["id"] in again


def test_archived_rows_are_hidden_unless_asked_for(north: Json2) -> None:
    account = next(v.row for v in north.database.store.current("account.account", at(31)) if v.row["code"] == "6400")
    account["active"] = False
    try:
        hidden = north.call("account.account", "search", domain=[])
        shown = north.call("account.account", "search", domain=[], context={"active_test": False})
    finally:
        account["active"] = True
    assert set(shown) - set(hidden) == {account["id"]}


def test_an_empty_value_is_false_and_a_many2one_a_pair(north: Json2) -> None:
    (deposit,) = north.call("account.move", "search_read", domain=[["ref", "=", "000731"]])
    assert deposit["partner_id"] is False
    assert deposit["invoice_date"] is False
    assert deposit["currency_id"] == [1, "USD"]
    assert deposit["narration"] == "<p>Checks</p>"


def test_amounts_are_floats_with_their_noise_and_never_off_by_more(north: Json2) -> None:
    text = north.post("account.move.line", "search_read", domain=[], fields=["balance", "debit", "credit", "amount_currency"]).content
    rows = json.loads(text, parse_float=Decimal)
    noisy = [v for row in rows for v in row.values() if isinstance(v, Decimal) and v != v.quantize(Decimal("0.01"))]
    assert noisy
    assert all(abs(v - v.quantize(Decimal("0.01"))) < Decimal("0.000001") for v in noisy)


@pytest.mark.parametrize("model", ["account.payment", "account.move", "account.account"])
def test_fields_get_lists_exactly_what_rows_have_in_each_version(rpc: JsonRpc, model: str) -> None:
    there = set(rpc.call(model, "fields_get", [], ["type"]))
    assert all(set(row) == there for row in rpc.call(model, "search_read", []))


def test_versions_differ_in_names_and_states(databases: dict[str, Database], state: SandboxState) -> None:
    old, new = (JsonRpc(databases[v], client_of(databases[v], state)) for v in ("17", "19"))
    assert {"ref", "memo"} & set(old.call("account.payment", "fields_get")) == {"ref"}
    assert {"ref", "memo"} & set(new.call("account.payment", "fields_get")) == {"memo"}
    assert {r["state"] for r in old.call("account.payment", "search_read", [])} == {"posted", "cancel"}
    assert {r["state"] for r in new.call("account.payment", "search_read", [])} == {"paid", "canceled"}
