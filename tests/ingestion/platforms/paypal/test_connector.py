"""Policies of the PayPal connector, over real HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.platforms.paypal import auth
from ingestion.sandbox.faults import Fault, Mutation
from ingestion.sandbox.paypal import search
from tests.ingestion.platforms.paypal.company import at
from tests.ingestion.platforms.paypal.connector import Connector
from tests.sandbox_client import Warehouse

STATUS = "json_extract_string(transaction_info, '$.transaction_status')"


def test_every_movement_arrives_once_under_its_own_key(connector: Connector) -> None:
    assert connector.load().ok
    assert connector.rows("select count(*), count(distinct transaction_id) from raw_paypal.transaction") == [(11, 10)]


def test_a_second_load_changes_nothing(connector: Connector) -> None:
    connector.load()
    before = connector.transactions()
    assert connector.load().ok
    assert connector.transactions() == before
    assert connector.rows("select count(*) from raw_paypal.balance") == [(1,)]


@pytest.mark.parametrize("days", [(3,), (2, 4, 8, 11, 18)])
def test_loads_along_the_way_end_where_one_full_load_does(connector: Connector, tmp_path: Path, days: tuple[int, ...]) -> None:
    for moment in (*(at(day, 22) for day in days), at(3, 22, month=3)):
        connector.sandbox.state.now = moment
        assert connector.load().ok
    whole = connector.somewhere_else(tmp_path / "whole")
    assert whole.load().ok
    assert connector.transactions() == whole.transactions()


def test_a_pending_payment_becomes_final_in_place(connector: Connector) -> None:
    seen = []
    for day in (3, 10):
        connector.sandbox.state.now = at(day)
        connector.load()
        invoice = "json_extract_string(transaction_info, '$.invoice_id')"
        seen += connector.rows(f"select {STATUS} from raw_paypal.transaction where {invoice} = 'INV-1043'")
    assert seen == [("P",), ("S",)]


def test_the_first_load_reaches_back_three_years(connector: Connector) -> None:
    first = next(row for row in connector.load().rows if row.resource == "transaction")
    assert first.api_calls == 36


def test_the_first_load_begins_where_the_connection_says(connector: Connector) -> None:
    assert connector.load(config={"start_date": "2026-02-05"}).ok
    assert connector.rows("select count(*) from raw_paypal.transaction") == [(7,)]


def test_an_increment_reads_the_trailing_weeks_only(connector: Connector) -> None:
    connector.load()
    again = next(row for row in connector.load().rows if row.resource == "transaction")
    assert again.api_calls == 2


def test_a_window_with_too_many_rows_is_halved_until_it_fits(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "RESULT_MAX", 3)
    assert connector.load().ok
    assert connector.rows("select count(*) from raw_paypal.transaction") == [(11,)]


def test_rows_that_do_not_add_up_to_the_announced_total_stop_the_load(connector: Connector) -> None:
    wrong = Mutation(has=("total_items",), set={"total_items": 99})
    connector.sandbox.faults.add(Fault("paypal", "mutate", "/v1/reporting/transactions", times=2, mutate=wrong))
    result = connector.load()
    assert not result.ok
    assert "announces 99 rows" in result.error.error


def test_a_total_that_was_wrong_for_a_moment_is_asked_for_again(connector: Connector) -> None:
    wrong = Mutation(has=("total_items",), set={"total_items": 99})
    connector.sandbox.faults.add(Fault("paypal", "mutate", "/v1/reporting/transactions", times=1, mutate=wrong))
    assert connector.load().ok
    assert connector.rows("select count(*) from raw_paypal.transaction") == [(11,)]


def test_wrong_credentials_name_the_connection_and_the_cure(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_SECRET__PAYPAL_RIVERBEND__CLIENT_SECRET", "EWRONG")
    result = connector.load()
    assert not result.ok
    assert "paypal_riverbend" in result.error.error
    assert "TIEOUT_SECRET__PAYPAL_RIVERBEND__CLIENT_SECRET" in result.error.cure.replace(
        " and __", " and TIEOUT_SECRET__PAYPAL_RIVERBEND__"
    )
    assert "EWRONG" not in result.error.error + result.error.cure


def test_a_token_that_expires_during_the_load_is_replaced(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    renewals = []
    renew = auth.AppToken.renew
    monkeypatch.setattr(auth.AppToken, "renew", lambda self: (renewals.append(1), renew(self))[1])
    refused = '{"name": "AUTHENTICATION_FAILURE"}'
    connector.sandbox.faults.add(Fault("paypal", "status", "/v1/reporting/transactions", skip=5, status=401, body=refused))
    assert connector.load().ok
    assert len(renewals) == 2
    assert connector.rows("select count(*) from raw_paypal.transaction") == [(11,)]


def test_a_busy_or_failing_paypal_is_asked_again(connector: Connector) -> None:
    connector.sandbox.faults.add(Fault("paypal", "status", "/v1/reporting/transactions", status=429, retry_after="0"))
    connector.sandbox.faults.add(Fault("paypal", "truncate", "/v1/reporting/balances"))
    connector.sandbox.faults.add(Fault("paypal", "status", "/v1/oauth2/token", status=503))
    result = connector.load()
    assert result.ok
    assert connector.sandbox.faults.armed() == 0


def test_a_row_without_its_key_is_set_aside_and_the_others_arrive(connector: Connector) -> None:
    broken = Mutation(has=("transaction_id", "invoice_id"), remove=("transaction_id",))
    connector.sandbox.faults.add(Fault("paypal", "mutate", "/v1/reporting/transactions", mutate=broken))
    assert connector.load().ok
    assert connector.rows("select count(*) from raw_paypal.transaction") == [(10,)]
    assert connector.rows("select resource, reason from raw_paypal.quarantine") == [("transaction", "transaction_id is missing")]


def test_a_malformed_amount_is_set_aside(connector: Connector) -> None:
    broken = Mutation(where={"value": "-4.85"}, set={"value": "four"})
    connector.sandbox.faults.add(Fault("paypal", "mutate", "/v1/reporting/transactions", mutate=broken))
    assert connector.load().ok
    assert connector.rows("select resource, field from raw_paypal.quarantine") == [
        ("transaction", "transaction_info (transaction_info.fee_amount.value)")
    ]


def test_names_and_addresses_of_payers_never_reach_the_warehouse(connector: Connector) -> None:
    connector.load()
    stored = connector.settings.warehouse.read_bytes()
    assert b"INV-1042" in stored
    # long enough not to stand by chance in an id that is drawn
    for secret in (b"Ann Doe", b"ann@example.test", b"Roeplaceholder"):
        assert secret not in stored


def test_the_wallets_of_the_sample_company_end_with_the_balance_paypal_states(warehouse: Warehouse) -> None:
    warehouse.load("paypal")
    stated = warehouse.rows(
        "select connection_id, cast(json_extract_string(total_balance, '$.value') as decimal(18, 2)) from raw_paypal.balance"
    )
    value = "cast(coalesce(json_extract_string(transaction_info, '$.{}.value'), '0') as decimal(18, 2))"
    moved = warehouse.rows(f"""
        select connection_id, sum({value.format("transaction_amount")} + {value.format("fee_amount")}) from raw_paypal.transaction
        where {STATUS} in ('S', 'V') or transaction_event_code = 'T0400' group by 1
    """)
    opening = {a.connection: a.opening_balance for a in warehouse.sandbox.company.processor_accounts}
    assert dict(stated) == {connection: opening[connection] + amount for connection, amount in moved}
