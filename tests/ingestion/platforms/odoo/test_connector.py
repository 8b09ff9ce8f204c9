"""Policies of the Odoo connector, over real HTTP."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.platforms.odoo import source
from ingestion.sandbox.faults import Fault, Mutation
from ingestion.sandbox.odoo.view import Database
from tests.ingestion.platforms.odoo.company import NORTH, SOUTH, at, company
from tests.ingestion.platforms.odoo.connector import TABLES, Connector
from tests.sandbox_client import Warehouse

BOTH = pytest.mark.parametrize("name", [NORTH, SOUTH], ids=["json2", "jsonrpc"])


@BOTH
def test_every_row_arrives_once(connector: Connector, name: str) -> None:
    result = connector.load(name)
    assert result.ok, result.error
    store = Database(company(), name, 19).store
    expected = {table: len(store.current(table.replace("_", "."), at(31))) for table in TABLES if table != "account_payment_method_line"}
    expected["account_move_line"] = len(store.current("account.move.line", at(31)))
    expected["account_partial_reconcile"] = len(store.current("account.partial.reconcile", at(31)))
    expected["account_payment_method_line"] = len(store.current("account.payment.method.line", at(31)))
    assert {table: len(rows) for table, rows in connector.live().items()} == expected
    assert connector.rows("select count(*) from raw_odoo.quarantine") == [(0,)]
    assert not any(row.new_fields for row in result.rows)


@BOTH
def test_a_second_load_changes_nothing(connector: Connector, name: str) -> None:
    connector.load(name)
    before = connector.live()
    assert connector.load(name).ok
    assert connector.live() == before
    assert connector.deleted() == {}


@pytest.mark.parametrize(("name", "days"), [(NORTH, (7, 8, 13)), (SOUTH, (6, 12))], ids=["json2", "jsonrpc"])
def test_loads_along_the_way_end_where_one_full_load_does(connector: Connector, tmp_path: Path, name: str, days: tuple[int, ...]) -> None:
    for day in days:
        connector.sandbox.state.now = at(day, 13)
        assert connector.load(name).ok
    connector.sandbox.state.now = at(31)
    assert connector.load(name).ok
    whole = connector.somewhere_else(tmp_path / "whole")
    assert whole.load(name).ok
    assert connector.live() == whole.live()


@BOTH
def test_deletions_that_leave_no_trace_are_noticed_by_their_missing_ids(connector: Connector, name: str) -> None:
    connector.sandbox.state.now = at(8)  # the payment entered twice is there
    connector.load(name)
    connector.sandbox.state.now = at(8, 15)
    connector.load(name)
    assert connector.deleted() == {"account_move": 1, "account_move_line": 2, "account_payment": 1}
    connector.sandbox.state.now = at(9, 16)  # the paid invoice is cancelled: its reconciliation is gone
    connector.load(name)
    assert connector.deleted()["account_partial_reconcile"] == 1
    assert connector.rows("select distinct detected_by from raw_odoo.deleted_record") == [("id_sweep",)]


def test_a_deleted_row_keeps_its_last_content(connector: Connector) -> None:
    connector.sandbox.state.now = at(8)
    connector.load()
    connector.sandbox.state.now = at(31)
    connector.load()
    found = connector.rows("""
        select amount, state from raw_odoo.account_payment as payment
        join raw_odoo.deleted_record as gone on gone.resource = 'account_payment' and gone.source_id = cast(payment.id as varchar)""")
    assert found == [(Decimal("500.00"), "paid")]


def test_an_edit_a_cancellation_and_a_new_balance_arrive(connector: Connector) -> None:
    for day in (7, 8, 31):
        connector.sandbox.state.now = at(day, 13)
        connector.load()
    found = dict(
        (name, rest) for name, *rest in connector.rows("select name, state, amount_total, amount_residual from raw_odoo.account_move")
    )
    assert found["INV-1003"] == ["posted", Decimal("600.00"), Decimal("550.00")]
    assert found["INV-1004"][0] == "cancel"


def test_a_draft_of_the_moment_is_read_as_a_draft(connector: Connector) -> None:
    connector.sandbox.state.now = at(8) - timedelta(seconds=30)
    connector.load()
    assert connector.rows("select state from raw_odoo.account_move where name = 'INV-1003'") == [("draft",)]


def test_float_noise_is_rounded_away(connector: Connector) -> None:
    assert connector.load().ok
    assert connector.rows("select sum(balance), sum(abs(balance)) > 0 from raw_odoo.account_move_line") == [(Decimal("0.00"), True)]


@BOTH
def test_pages_are_complete_however_small(connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    connector.load(name)
    monkeypatch.setattr(source, "PAGE", 3)
    monkeypatch.setattr(source, "ID_PAGE", 4)
    paged = connector.somewhere_else(tmp_path / "paged")
    assert paged.load(name).ok
    assert paged.live() == connector.live()


def test_a_bulk_import_of_many_pages_in_one_second_is_read_to_its_end(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fixed rows share a moment: a cursor on write_date alone would read the first page for ever."""
    monkeypatch.setattr(source, "PAGE", 2)
    assert connector.load().ok
    assert connector.load().ok
    assert len(connector.live()["account_account"]) == len(company().charts["F"])


def test_rows_that_no_window_showed_are_found_by_their_ids(connector: Connector) -> None:
    """A transaction may be committed long after the time its rows carry."""
    connector.sandbox.faults.add(Fault("odoo", "status", "account.move/search_read", status=200, body="[]", skip=1))
    assert connector.load().ok
    assert len(connector.live()["account_move"]) == len(Database(company(), NORTH, 19).store.current("account.move", at(31)))


def test_a_row_without_its_id_is_quarantined_and_read_again_by_the_id_that_is_listed(connector: Connector) -> None:
    lost = Database(company(), NORTH, 19).books.ids.move("i-check")
    mutation = Mutation(where={"id": lost}, has=("amount_total",), remove=("id",))
    connector.sandbox.faults.add(Fault("odoo", "mutate", "account.move/search_read", mutate=mutation))
    assert connector.load().ok
    assert connector.rows("select reason from raw_odoo.quarantine") == [("id is missing",)]
    assert connector.rows(f"select name from raw_odoo.account_move where id = {lost}") == [("INV-1001",)]


@BOTH
@pytest.mark.parametrize("key", ["wrong", "expired"])
def test_a_refused_key_names_the_connection_the_resource_and_the_cure(
    connector: Connector, monkeypatch: pytest.MonkeyPatch, name: str, key: str
) -> None:
    given = Database(company(), name, 19).expired_key if key == "expired" else "a-wrong-key"
    monkeypatch.setenv(f"TIEOUT_SECRET__{name.upper()}__API_KEY", given)
    result = connector.load(name)
    assert not result.ok
    assert result.error.error.startswith(f"{name} / res_company:")
    assert "credentials are wrong or expired" in result.error.error
    assert f"TIEOUT_SECRET__{name.upper()}__" in result.error.cure
    assert given not in result.error.error


@BOTH
def test_a_replaced_key_continues_where_the_old_one_ended(connector: Connector, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    connector.sandbox.state.now = at(7)
    assert connector.load(name).ok
    right = {n: s["api_key"] for p in connector.sandbox.platforms() for n, s in p.secrets.items()}[name]
    monkeypatch.setenv(f"TIEOUT_SECRET__{name.upper()}__API_KEY", "revoked")
    connector.sandbox.state.now = at(31)
    assert not connector.load(name).ok
    monkeypatch.setenv(f"TIEOUT_SECRET__{name.upper()}__API_KEY", right)
    assert connector.load(name).ok
    assert connector.rows("select count(*) from raw_odoo.account_move where state = 'cancel'") == [(2,)]


@pytest.mark.parametrize(
    ("name", "config", "words", "cure"),
    [
        (NORTH, {"database": "elsewhere"}, "there is no", "config.database"),
        (SOUTH, {"database": "elsewhere"}, "there is no such database", "config.database"),
        (SOUTH, {"protocol": "json2"}, "does not speak JSON-2", "jsonrpc"),
        (SOUTH, {"login": None}, "config.login is missing", "connections.yml"),
        (NORTH, {"protocol": "soap"}, "config.protocol is 'soap'", "json2"),
    ],
    ids=["json2 database", "jsonrpc database", "too old for json2", "no login", "unknown protocol"],
)
def test_a_wrong_setting_says_which_and_how(connector: Connector, name: str, config: dict, words: str, cure: str) -> None:
    connector.config = config
    result = connector.load(name)
    assert words in result.error.error
    assert cure in result.error.cure


RPC_ERROR = '{"jsonrpc":"2.0","id":1,"error":{"code":200,"message":"Odoo Server Error","data":{"name":"%s","message":"%s","debug":"%s"}}}'


def test_an_error_inside_http_200_fails_the_load_and_its_words_are_never_repeated(connector: Connector) -> None:
    body = RPC_ERROR % ("odoo.exceptions.AccessError", "Sorry, Ann Doe may not read Payment (id=7)", "Traceback ... patient Ann Doe")
    connector.sandbox.faults.add(Fault("odoo", "status", "/jsonrpc", status=200, body=body, skip=6))
    result = connector.load(SOUTH)
    assert not result.ok
    assert "the API user may not read" in result.error.error
    everything = " ".join(f"{row.error} {row.cure}" for row in result.rows)
    assert "Ann" not in everything
    assert "Traceback" not in everything


def test_an_unknown_error_is_named_by_its_class_only(connector: Connector) -> None:
    body = RPC_ERROR % ("builtins.KeyError", "Ann Doe", "Traceback")
    connector.sandbox.faults.add(Fault("odoo", "status", "/jsonrpc", status=200, body=body))
    error = connector.load(SOUTH).error.error
    assert "Odoo failed with KeyError" in error
    assert "Ann" not in error


def test_a_transaction_in_the_way_is_tried_again(connector: Connector) -> None:
    body = RPC_ERROR % ("psycopg2.errors.SerializationFailure", "could not serialize access", "Traceback")
    connector.sandbox.faults.add(Fault("odoo", "status", "/jsonrpc", status=200, body=body, times=2, skip=3))
    result = connector.load(SOUTH)
    assert result.ok
    assert sum(row.retries for row in result.rows) == 2


@BOTH
def test_a_busy_a_failing_and_a_cut_answer_are_tried_again(connector: Connector, name: str) -> None:
    for fault in (
        Fault("odoo", "status", status=429, retry_after="0", skip=2),
        Fault("odoo", "status", status=502, skip=1),
        Fault("odoo", "truncate", skip=4),
    ):
        connector.sandbox.faults.add(fault)
    result = connector.load(name)
    assert result.ok
    assert sum(row.retries for row in result.rows) == 3
    assert connector.sandbox.faults.armed() == 0


def test_a_malformed_amount_is_quarantined_and_the_rest_loads(connector: Connector) -> None:
    connector.load()
    (bad, total), *_ = connector.rows("select id, count(*) over () from raw_odoo.account_payment order by id")
    connector.sandbox.faults.add(
        Fault("odoo", "mutate", "account.payment/search_read", mutate=Mutation(where={"id": bad}, has=("amount",), set={"amount": "ten"}))
    )
    fresh = connector.somewhere_else(connector.settings.state / "fresh")
    assert fresh.load().ok
    assert fresh.rows("select count(*) from raw_odoo.account_payment") == [(total - 1,)]
    assert fresh.rows("select resource, source_id, reason from raw_odoo.quarantine") == [
        ("account_payment", str(bad), "amount is not a decimal number")
    ]


def test_a_missing_field_is_an_error_not_an_empty_column(connector: Connector) -> None:
    connector.sandbox.faults.add(
        Fault("odoo", "mutate", "account.move/fields_get", mutate=Mutation(has=("amount_total",), remove=("amount_total",)))
    )
    result = connector.load()
    assert "no field amount_total on account.move" in result.error.error


def test_records_that_all_vanish_at_once_are_doubted(connector: Connector) -> None:
    connector.load()
    connector.sandbox.faults.add(Fault("odoo", "status", "account.payment/search", status=200, body="[]", times=50))
    result = connector.load()
    assert not result.ok
    assert "are gone at once" in result.error.error
    assert connector.deleted() == {}


def test_emails_are_tokenised_before_anything_is_written(connector: Connector, tmp_path: Path) -> None:
    connector.load()
    assert all(email.startswith("phi_") for (email,) in connector.rows("select email from raw_odoo.res_partner"))
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"ap@clinic.example.test" not in file.read_bytes(), file


def test_a_quiet_load_costs_no_more_than_the_first(connector: Connector) -> None:
    first = sum(row.api_calls for row in connector.load().rows)
    assert sum(row.api_calls for row in connector.load().rows) <= first


def test_the_sample_company_loads_over_both_protocols(warehouse: Warehouse) -> None:
    (one,) = warehouse.load("odoo", "cedar_ridge_odoo")
    (two,) = warehouse.load("odoo", "val_de_loire_odoo")
    assert {c.config["protocol"] for c in warehouse.connections("odoo", ("cedar_ridge_odoo", "val_de_loire_odoo"))} == {"json2", "jsonrpc"}
    assert sum(r.quarantined for r in (*one.rows, *two.rows)) == 0
    found = warehouse.rows("select connection_id, sum(balance) from raw_odoo.account_move_line group by 1 order by 1")
    assert found == [("cedar_ridge_odoo", Decimal("0.00")), ("val_de_loire_odoo", Decimal("0.00"))]
