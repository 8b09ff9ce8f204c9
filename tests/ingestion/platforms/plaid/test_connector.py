"""Policies of the Plaid connector, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ingestion.sandbox.plaid import build
from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.server import end_of_day
from ingestion.secret import variable_name
from tests.ingestion.platforms.plaid.company import CONNECTION, END
from tests.sandbox_client import Warehouse

TRANSACTIONS = "select original_description, amount, pending from raw_plaid.transaction order by transaction_id"
# Rows that the source still shows, without the loader's own columns.
CONTENT = """
    select * exclude (_dlt_id, _dlt_load_id) from raw_plaid.transaction
    where transaction_id not in (select source_id from raw_plaid.deleted_record where resource = 'transaction')
    order by transaction_id
"""


def march(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def failure(warehouse, **options):
    (result,) = warehouse.try_load(warehouse.connections("plaid"), **options)
    assert not result.ok
    return result.error


def test_every_transaction_is_loaded_once_with_exact_money(warehouse, plaid):
    plaid.control("item", page_cap=2)
    warehouse.load("plaid")
    assert sorted(warehouse.rows(TRANSACTIONS)) == [
        ("CHECK 001021", Decimal("250.10"), False),
        ("INTEREST PAYMENT", Decimal("-11.11"), False),
        ("PAYROLL", Decimal("1200.00"), False),
        ("POS HARBOR SUPPLY 4471", Decimal("89.00"), False),
        ("SERVICE CHARGE CORRECTED", Decimal("45.00"), False),
        ("STRIPE TRANSFER ST-A1B2C3D4E5F6", Decimal("-4812.33"), False),
    ]


def test_a_second_load_reads_only_what_changed_and_adds_nothing(warehouse):
    warehouse.load("plaid")
    before = warehouse.rows(CONTENT)
    (again,) = warehouse.load("plaid")
    assert {row.resource: row.rows for row in again.rows}["transaction"] == 0
    assert warehouse.rows(CONTENT) == before


def test_incremental_loads_equal_one_full_load(warehouse, sandbox):
    for day in (12, 18, 19, 23):
        sandbox.set_clock(march(day))
        warehouse.load("plaid")
    sandbox.set_clock(END)
    warehouse.load("plaid")
    incremental = warehouse.rows(CONTENT)
    warehouse.load("plaid", full_refresh=True)
    assert warehouse.rows(CONTENT) == incremental
    assert len(incremental) == 6


def test_a_pending_transaction_that_posts_is_deleted_and_the_posted_one_is_not(warehouse, sandbox):
    sandbox.set_clock(march(18))
    warehouse.load("plaid")
    ((pending_id,),) = warehouse.rows("select transaction_id from raw_plaid.transaction where pending")
    sandbox.set_clock(march(19))
    warehouse.load("plaid")
    assert warehouse.rows("select resource, source_id, detected_by from raw_plaid.deleted_record") == [
        ("transaction", pending_id, "source")
    ]
    assert warehouse.rows("select pending from raw_plaid.transaction where pending_transaction_id = ?", [pending_id]) == [(False,)]
    assert warehouse.rows("select count(*) from raw_plaid.transaction where transaction_id = ?", [pending_id]) == [(1,)]


def test_an_edit_arrives_and_a_deletion_leaves_the_last_content(warehouse, sandbox):
    sandbox.set_clock(march(23))
    warehouse.load("plaid")
    sandbox.set_clock(END)
    warehouse.load("plaid")
    assert warehouse.rows("select amount from raw_plaid.transaction where name like 'Service Charge%'") == [(Decimal("45.00"),)]
    assert warehouse.rows(
        """
        select t.original_description, d.deleted_at
        from raw_plaid.deleted_record d join raw_plaid.transaction t on t.transaction_id = d.source_id
        """
    ) == [("FEE TAKEN BACK", END)]


def test_a_mutation_between_pages_neither_loses_nor_doubles_a_row(warehouse, plaid):
    plaid.control("item", page_cap=2)
    plaid.control("mutate", times=2)
    (result,) = warehouse.load("plaid")
    assert warehouse.rows("select count(*), count(distinct transaction_id) from raw_plaid.transaction") == [(6, 6)]
    assert {row.resource: row.api_calls for row in result.rows}["transaction"] == 7  # two loops of two calls, then one of three


def test_data_that_never_stands_still_fails_the_load_and_keeps_the_cursor(warehouse, sandbox, plaid):
    sandbox.set_clock(march(12))
    warehouse.load("plaid")
    sandbox.set_clock(END)
    plaid.control("item", page_cap=2)
    plaid.control("mutate", times=50)
    error = failure(warehouse)
    assert (error.resource, "kept changing" in error.error) == ("transaction", True)
    plaid.control("mutate", times=0)
    warehouse.load("plaid")
    assert warehouse.rows("select count(*) from raw_plaid.transaction") == [(6,)]


def test_an_item_that_is_not_ready_loads_nothing_and_the_next_load_reads_the_whole_history(warehouse, plaid):
    warehouse.shape("plaid")
    plaid.control("item", not_ready=True)
    warehouse.load("plaid")
    assert warehouse.rows("select count(*) from raw_plaid.transaction") == [(0,)]
    assert warehouse.rows("select transactions_update_status from raw_plaid.item") == [("NOT_READY",)]
    plaid.control("item", not_ready=False)
    warehouse.load("plaid")
    assert warehouse.rows("select count(*) from raw_plaid.transaction") == [(6,)]


def test_a_lost_login_says_that_a_person_must_relink_and_keeps_what_was_loaded(warehouse, plaid):
    warehouse.load("plaid")
    plaid.read("sandbox/item/reset_login")
    error = failure(warehouse)
    assert "ITEM_LOGIN_REQUIRED" in error.error
    assert "relink" in error.cure
    assert CONNECTION in error.cure
    assert error.retries == 0
    assert warehouse.rows("select count(*) from raw_plaid.transaction") == [(6,)]
    plaid.control("item", login_required=False)
    warehouse.load("plaid")


@pytest.mark.parametrize(
    ("key", "code", "cure"),
    [
        ("secret", "INVALID_API_KEYS", "TIEOUT_SECRET__HARBOR_PLAID__SECRET"),
        ("client_id", "INVALID_API_KEYS", "TIEOUT_SECRET__HARBOR_PLAID__CLIENT_ID"),
        ("access_token", "INVALID_ACCESS_TOKEN", "TIEOUT_SECRET__HARBOR_PLAID__ACCESS_TOKEN"),
    ],
)
def test_wrong_credentials_name_the_secret_to_correct_without_showing_it(warehouse, monkeypatch, key, code, cure):
    connections = warehouse.connections("plaid")
    monkeypatch.setenv(variable_name(CONNECTION, key), "wrong-and-secret")
    (result,) = warehouse.try_load(connections)
    error = result.error
    assert code in error.error
    assert cure in error.cure
    assert "wrong-and-secret" not in error.error + error.cure


def test_only_allowed_accounts_reach_the_warehouse(warehouse, plaid, settings):
    operating = plaid.read("accounts/get")["accounts"][0]["account_id"]
    (connection,) = warehouse.connections("plaid")
    (result,) = warehouse.try_load([connection.model_copy(update={"config": {"accounts": [operating]}})])
    assert result.ok
    for table in ("transaction", "account", "account_number"):
        assert warehouse.rows(f"select distinct account_id from raw_plaid.{table}") == [(operating,)]


def test_an_allow_list_that_is_no_list_keeps_nothing_rather_than_everything(warehouse):
    (connection,) = warehouse.connections("plaid")
    (result,) = warehouse.try_load([connection.model_copy(update={"config": {"accounts": "abc"}})])
    assert "not a list" in result.error.error
    tables = ("item", "account", "account_number", "transaction", "quarantine", "deleted_record")
    assert [warehouse.rows(f"select count(*) from raw_plaid.{table}") for table in tables] == [[(0,)]] * len(tables)


def test_account_numbers_come_from_auth_and_accounts_that_give_none_still_load(warehouse, sandbox):
    warehouse.shape("plaid")
    body = {"error_type": "ITEM_ERROR", "error_code": "NO_AUTH_ACCOUNTS", "error_message": "no valid accounts", "display_message": None}
    sandbox.fault("plaid", "status", path_contains="auth/get", status=400, body=body)
    warehouse.load("plaid")
    assert warehouse.rows("select count(*) from raw_plaid.account") == [(2,)]
    assert warehouse.rows("select count(*) from raw_plaid.account_number") == [(0,)]
    warehouse.load("plaid")
    assert warehouse.rows("select scheme, account from raw_plaid.account_number order by account") == [
        ("ach", "0880008881"),
        ("ach", "0880008882"),
    ]


def test_the_balance_is_as_of_plaids_last_reading_of_the_bank(warehouse):
    warehouse.load("plaid")
    assert warehouse.rows("select json_extract_string(status, '$.transactions.last_successful_update') from raw_plaid.item") == [
        ("2026-03-31T23:59:59.000Z",)
    ]
    assert warehouse.rows("select json_extract_string(balances, '$.current') from raw_plaid.account where mask = '8882'") == [("3800.00",)]


@pytest.mark.parametrize("kind", ["status", "truncate", "down"])
def test_a_passing_fault_is_waited_out(warehouse, sandbox, kind):
    sandbox.fault("plaid", kind, path_contains="transactions/sync", status=429, retry_after="0", times=2)
    (result,) = warehouse.load("plaid")
    assert {row.resource: row.retries for row in result.rows}["transaction"] == 2
    assert warehouse.rows("select count(*) from raw_plaid.transaction") == [(6,)]


def test_a_malformed_row_goes_to_quarantine_and_the_others_load(warehouse, sandbox):
    sandbox.fault(
        "plaid", "mutate", path_contains="transactions/sync", mutate={"where": {"check_number": "001021"}, "set": {"amount": "many"}}
    )
    warehouse.load("plaid")
    assert warehouse.rows("select resource, reason from raw_plaid.quarantine") == [("transaction", "amount is not a decimal number")]
    assert warehouse.rows("select count(*) from raw_plaid.transaction") == [(5,)]


def test_names_of_persons_never_reach_the_warehouse_in_clear(warehouse, sandbox, tmp_path):
    planted = {"account_owner": "Ann Harbor", "payment_meta": {"payer": "Ann Harbor", "payment_method": "ACH", "reference_number": "r-1"}}
    sandbox.fault("plaid", "mutate", path_contains="transactions/sync", mutate={"where": {"check_number": "001021"}, "set": planted})
    warehouse.load("plaid")
    assert warehouse.rows("select account_owner like 'phi_%' from raw_plaid.transaction where check_number = '001021'") == [(True,)]
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and b"Ann Harbor" in file.read_bytes()]


def test_every_bank_line_of_the_sample_company_arrives_under_the_id_that_the_truth_knows(sandbox_server, settings, monkeypatch, warehouse):
    company = sandbox_server.company
    sample = Warehouse(sandbox_server, settings, monkeypatch)
    sandbox_server.reset()
    sample.load("plaid")
    connections = [name for platform, name in company.connections() if platform == "plaid"]
    identities = build(company, connections, SandboxState(end_of_day(company.ended_on), company.seed)).identities()
    loaded = sample.rows("select connection_id, transaction_id from raw_plaid.transaction where not pending order by all")
    assert loaded == sorted((i.connection, i.source_id) for i in identities)
    assert len(loaded) > 50
