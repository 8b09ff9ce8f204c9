"""Policies of the Xero connector, over real HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.sandbox.faults import Fault, Mutation
from tests.ingestion.platforms.xero.company import at
from tests.ingestion.platforms.xero.connector import Connector

YESTERDAY = "2020-01-01T00:00:00+00:00"


def test_every_record_arrives_once(connector: Connector) -> None:
    assert connector.load().ok
    counts = {table: len(rows) for table, rows in connector.content().items()}
    expected = {"organisation": 1, "account": 19, "contact": 2, "invoice": 6, "credit_note": 1, "payment": 7, "batch_payment": 2}
    expected |= {"bank_transaction": 8, "bank_transfer": 2, "overpayment": 1, "prepayment": 2, "manual_journal": 1, "deleted_record": 1}
    assert {table: counts[table] for table in expected} == expected
    assert connector.rows("select count(*), count(distinct journal_number) from raw_xero.journal where connection_id = 'bay_xero'") == [
        (counts["journal"], counts["journal"])
    ]


def test_a_second_load_changes_nothing_and_asks_for_little(connector: Connector) -> None:
    connector.load()
    before = connector.content()
    second = connector.load()
    assert second.ok
    assert connector.content() == before
    read = {row.resource: row.rows for row in second.rows}
    assert (read["journal"], read["account"]) == (0, 19)
    assert read["invoice"] < len(before["invoice"])


@pytest.mark.parametrize("days", [(3, 31), (4, 6, 10, 11), tuple(range(2, 13, 2))])
def test_loads_along_the_way_end_where_one_full_load_does(connector: Connector, tmp_path: Path, days: tuple[int, ...]) -> None:
    for day in days:
        connector.sandbox.state.now = at(day, 21)
        assert connector.load().ok
    whole = connector.somewhere_else(tmp_path / "whole")
    assert whole.load().ok
    assert connector.content() == whole.content()


def test_full_refresh_reads_everything_anew(connector: Connector) -> None:
    connector.load()
    before = connector.content()
    again = connector.load(full_refresh=True)
    assert connector.content() == before
    assert {r.resource: r.rows for r in again.rows}["invoice"] == len(before["invoice"])


def test_small_pages_bring_the_same_rows(connector: Connector, tmp_path: Path) -> None:
    connector.config["page_size"] = 2
    connector.load()
    whole = connector.somewhere_else(tmp_path / "whole")
    whole.config = {k: v for k, v in connector.config.items() if k != "page_size"}
    whole.load()
    assert connector.content() == whole.content()


def test_a_deleted_payment_arrives_as_deleted_and_opens_its_invoice_again(connector: Connector) -> None:
    connector.sandbox.state.now = at(10, 21)
    connector.load()
    assert connector.rows("select count(*) from raw_xero.payment where status = 'DELETED'") == [(0,)]
    connector.sandbox.state.now = at(11, 21)
    connector.load()
    ((payment, amount),) = connector.rows("select payment_id, amount from raw_xero.payment where status = 'DELETED'")
    assert amount == 15
    assert connector.rows("select resource, source_id from raw_xero.deleted_record") == [("payment", payment)]
    assert connector.rows("select status, amount_due from raw_xero.invoice where invoice_number = 'INV-i4'") == [("AUTHORISED", 15)]


def test_the_refresh_token_is_rotated_and_the_new_one_is_used(connector: Connector) -> None:
    assert connector.load().ok
    first = connector.tokens.get("refresh_token")
    connector.tokens.put({"expires_at": YESTERDAY})
    assert connector.load().ok
    assert connector.tokens.get("refresh_token") != first


def test_an_access_token_that_died_early_is_renewed_on_the_way(connector: Connector) -> None:
    connector.load()
    connector.tokens.put({"access_token": "withdrawn"})
    assert connector.load().ok
    assert connector.tokens.get("access_token") != "withdrawn"


def test_loads_within_half_an_hour_do_not_rotate(connector: Connector) -> None:
    connector.load()
    first = connector.tokens.get("refresh_token")
    connector.load()
    assert connector.tokens.get("refresh_token") == first


def test_a_new_consent_replaces_a_dead_stored_token(connector: Connector) -> None:
    connector.tokens.put({"refresh_token": "dead", "access_token": "dead", "expires_at": YESTERDAY})
    assert connector.load().ok


def test_a_used_refresh_token_names_the_connection_and_the_cure(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_SECRET__BAY_XERO__REFRESH_TOKEN", "used-before")
    result = connector.load()
    assert result.error is not None
    assert "bay_xero" in result.error.error
    assert "refresh token" in result.error.error
    assert "Consent again" in result.error.cure
    assert "used-before" not in result.error.error + result.error.cure


def test_a_wrong_client_secret_names_the_connection_and_the_cure(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_SECRET__BAY_XERO__CLIENT_SECRET", "nonsense")
    result = connector.load()
    assert result.error is not None
    assert "bay_xero" in result.error.error
    assert "TIEOUT_SECRET__BAY_XERO" in result.error.cure
    assert "nonsense" not in result.error.error + result.error.cure


def test_the_only_organisation_needs_no_tenant_id(connector: Connector) -> None:
    del connector.config["tenant_id"]
    assert connector.load().ok


def test_a_foreign_tenant_is_refused_with_the_resource_named(connector: Connector) -> None:
    connector.config["tenant_id"] = "00000000-0000-4000-a000-000000000000"
    result = connector.load()
    assert result.error is not None
    assert result.error.resource == "organisation"
    assert "403" in result.error.error


def test_a_busy_or_failing_xero_is_asked_again(connector: Connector) -> None:
    for fault in (
        Fault("xero", "status", "/Invoices", status=429, retry_after="0"),
        Fault("xero", "status", "/Payments", status=503),
        Fault("xero", "truncate", "/Journals"),
    ):
        connector.sandbox.faults.add(fault)
    result = connector.load()
    assert result.ok
    assert sum(row.retries for row in result.rows) == 3
    assert connector.sandbox.faults.armed() == 0


def test_fewer_rows_than_xero_counts_are_read_again(connector: Connector) -> None:
    connector.sandbox.faults.add(Fault("xero", "mutate", "/Payments", mutate=Mutation(has=("itemCount",), set={"itemCount": 999})))
    result = connector.load()
    assert result.ok
    assert {row.resource: row.api_calls for row in result.rows}["payment"] == 2


def test_fewer_rows_than_xero_counts_are_never_taken_for_all(connector: Connector) -> None:
    connector.sandbox.faults.add(Fault("xero", "mutate", "/Payments", times=3, mutate=Mutation(has=("itemCount",), set={"itemCount": 999})))
    result = connector.load()
    assert result.error is not None
    assert result.error.resource == "payment"
    assert "999" in result.error.error
    assert connector.rows("select count(*) from raw_xero.payment") == [(0,)]


def test_a_malformed_payment_is_set_aside_and_the_others_arrive(connector: Connector) -> None:
    mutation = Mutation(has=("PaymentID", "BankAmount"), set={"Amount": "many"})
    connector.sandbox.faults.add(Fault("xero", "mutate", "/Payments", mutate=mutation))
    assert connector.load().ok
    assert connector.rows("select count(*) from raw_xero.payment") == [(6,)]
    assert connector.rows("select resource, field from raw_xero.quarantine") == [("payment", "Amount")]


def test_a_failure_halfway_keeps_nothing_and_the_next_load_is_whole(connector: Connector, tmp_path: Path) -> None:
    connector.sandbox.state.now = at(5, 21)
    connector.load()
    before = connector.content()
    connector.sandbox.state.now = at(31)
    connector.sandbox.faults.add(Fault("xero", "status", "/ManualJournals", times=6, status=500))
    assert not connector.load().ok
    assert connector.content() == before
    assert connector.load().ok
    whole = connector.somewhere_else(tmp_path / "whole")
    whole.load()
    assert connector.content() == whole.content()


def test_a_plan_without_journals_is_told_how_to_go_on(connector: Connector) -> None:
    connector.sandbox.faults.add(Fault("xero", "status", "/Journals", status=403))
    result = connector.load()
    assert result.error is not None
    assert result.error.resource == "journal"
    assert "config.journals: false" in result.error.cure
    connector.config["journals"] = False
    assert connector.load().ok
    assert connector.rows("select count(*) from raw_xero.journal") == [(0,)]


def test_addresses_of_persons_never_reach_the_warehouse(connector: Connector) -> None:
    connector.load()
    stored = connector.settings.warehouse.read_bytes()
    assert b"Coastal Supplies" in stored
    assert b"example.test" not in stored


def test_archived_contacts_and_amounts_arrive_exactly(connector: Connector) -> None:
    connector.load()
    assert connector.rows("select sum(amount) from raw_xero.payment") == [(40 + 60 + 100 + 20 + 30 + 45 + 15,)]
    assert connector.rows("select count(*) from raw_xero.contact") == [(2,)]
