"""Policies of the QuickBooks connector, over real HTTP."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.platforms.quickbooks_online import company as client
from ingestion.platforms.quickbooks_online import deletions
from ingestion.sandbox.faults import Fault, Mutation
from ingestion.sandbox.quickbooks_online import api, ledger_report
from ingestion.tokens import TokenStore
from tests.ingestion.platforms.quickbooks_online.company import AFTER_EDITS, BEFORE_EDITS, CONNECTION, at
from tests.ingestion.platforms.quickbooks_online.connector import TABLES, Connector

INVOICE_ID = "(select id from raw_quickbooks_online.invoice where doc_number = '{}')"


def test_every_row_arrives_once_and_money_is_exact(connector: Connector) -> None:
    assert connector.load().ok
    assert connector.rows("select count(*), count(distinct id) from raw_quickbooks_online.payment") == [(4, 4)]
    assert connector.rows("select sum(total_amt) from raw_quickbooks_online.bill_payment") == [(Decimal("318.40"),)]


def test_a_second_load_adds_and_changes_nothing(connector: Connector) -> None:
    connector.load()
    before = {name: connector.table(name) for name in (*TABLES, "gl_line", "deleted_record")}
    assert connector.load().ok
    assert {name: connector.table(name) for name in before} == before


def test_loads_along_the_way_end_where_one_load_does(connector: Connector, tmp_path: Path) -> None:
    for moment in (at(5), at(21), BEFORE_EDITS, at(29), AFTER_EDITS):
        connector.sandbox.state.now = moment
        assert connector.load().ok
    seen = {name: connector.live(name) for name in TABLES} | {"ledger": connector.ledger()}
    whole = connector.somewhere_else(tmp_path / "whole")
    whole.sandbox.state.now = AFTER_EDITS
    assert whole.load().ok
    assert {name: whole.live(name) for name in TABLES} | {"ledger": whole.ledger()} == seen


def test_a_full_refresh_ends_where_the_loads_before_it_did(connector: Connector) -> None:
    connector.sandbox.state.now = BEFORE_EDITS
    connector.load()
    connector.sandbox.state.now = AFTER_EDITS
    connector.load()
    before = {name: connector.live(name) for name in TABLES} | {"ledger": connector.ledger()}
    assert connector.load(full_refresh=True).ok
    assert {name: connector.live(name) for name in TABLES} | {"ledger": connector.ledger()} == before


def test_a_void_arrives_as_a_row_with_nothing_left(connector: Connector) -> None:
    connector.sandbox.state.now = BEFORE_EDITS
    connector.load()
    connector.sandbox.state.now = AFTER_EDITS
    connector.load()
    query = "select total_amt, private_note from raw_quickbooks_online.invoice where doc_number = 'RHH-2208'"
    assert connector.rows(query) == [(Decimal("0.00"), "Voided - Feb visits")]


def test_a_deletion_is_recorded_and_the_last_content_kept(connector: Connector) -> None:
    connector.sandbox.state.now = BEFORE_EDITS
    connector.load()
    connector.sandbox.state.now = AFTER_EDITS
    connector.load()
    gone = connector.rows("select resource, source_id, detected_by from raw_quickbooks_online.deleted_record")
    assert gone == [("invoice", connector.rows(INVOICE_ID.format("RHH-2209")[1:-1])[0][0], "source")]
    assert connector.rows("select total_amt from raw_quickbooks_online.invoice where doc_number = 'RHH-2209'") == [(Decimal("60.00"),)]


def test_a_posting_moved_to_another_month_leaves_the_month_it_was_in(connector: Connector) -> None:
    connector.sandbox.state.now = BEFORE_EDITS
    connector.load()
    connector.sandbox.state.now = AFTER_EDITS
    connector.load()
    query = "select id from raw_quickbooks_online.bill_payment where doc_number = '031451218'"
    ((moved,),) = connector.rows(query)
    columns = [name for (name, *_) in connector.rows("describe raw_quickbooks_online.gl_line")]
    place, date_place = columns.index("txn_id"), columns.index("tx_date")
    assert {row[date_place].month for row in connector.ledger() if row[place] == moved} == {2}


def test_the_ledger_balances_and_only_changed_months_are_loaded_again(connector: Connector) -> None:
    connector.sandbox.state.now = BEFORE_EDITS
    connector.load()
    connector.sandbox.state.now = BEFORE_EDITS + timedelta(minutes=1)
    assert connector.logged(connector.load(), "gl_line").rows == 0
    amount = [name for (name, *_) in connector.rows("describe raw_quickbooks_online.gl_line")].index("amount")
    assert sum(row[amount] for row in connector.ledger()) == 0
    assert len(connector.ledger()) > 20


def test_a_report_that_is_cut_short_is_read_in_halves(connector: Connector, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    connector.load()
    whole = connector.ledger()
    pieces = connector.somewhere_else(tmp_path / "pieces")
    pieces.sandbox.state.now = AFTER_EDITS
    monkeypatch.setattr(ledger_report, "CELL_CAP", 150)
    assert pieces.load().ok

    def lines(rows: list[tuple]) -> list[tuple]:
        return sorted(map(str, rows))

    assert lines(pieces.ledger()) == lines(whole)


def test_a_day_too_long_for_a_report_fails_clearly(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_report, "CELL_CAP", 5)
    result = connector.load()
    assert result.error is not None
    assert result.error.resource == "gl_line"
    assert "longer than a report can be" in str(result.error.error)


def test_rows_that_share_an_instant_and_fill_pages_are_all_read(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", 2)
    assert connector.load().ok
    assert connector.rows("select count(*) from raw_quickbooks_online.account") == [(len(connector.sandbox.company.charts["HCG-01"]),)]
    assert connector.rows("select count(*) from raw_quickbooks_online.payment") == [(4,)]


def with_cap(connector: Connector, monkeypatch: pytest.MonkeyPatch, cap: int) -> tuple[str]:
    """Loads across the edits while change data capture answers at most ``cap`` objects; gives the id of the deleted invoice."""
    connector.sandbox.state.now = BEFORE_EDITS
    connector.load()
    monkeypatch.setattr(api, "CDC_CAP", cap)
    monkeypatch.setattr(deletions, "CAP", cap)
    connector.sandbox.state.now = AFTER_EDITS
    connector.load()
    (found,) = connector.rows("select id from raw_quickbooks_online.invoice where doc_number = 'RHH-2209'")
    return found


def test_a_full_answer_of_change_data_capture_is_asked_again_in_halves(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    deleted = with_cap(connector, monkeypatch, 3)
    assert connector.rows("select source_id from raw_quickbooks_online.deleted_record where resource = 'invoice'") == [deleted]


def test_an_entity_that_fills_an_answer_alone_has_its_ids_listed(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    deleted = with_cap(connector, monkeypatch, 1)
    unlisted = connector.rows("""
        select id from raw_quickbooks_online.invoice
        where id not in (select id from raw_quickbooks_online.listed_id where entity = 'Invoice' and row_kind = 'id')""")
    assert unlisted == [deleted]


def test_after_more_than_thirty_days_deletions_are_found_by_listing_ids(connector: Connector) -> None:
    connector.sandbox.state.now = BEFORE_EDITS
    connector.load()
    connector.sandbox.state.now = BEFORE_EDITS + timedelta(days=45)
    assert connector.load().ok
    listed = connector.rows("select id from raw_quickbooks_online.listed_id where entity = 'Invoice' and row_kind = 'id' order by id")
    live = connector.rows("select id from raw_quickbooks_online.invoice where doc_number <> 'RHH-2209' order by id")
    assert listed == live


def test_the_new_refresh_token_is_kept_and_used_by_the_next_load(connector: Connector) -> None:
    connector.load()
    store = TokenStore(connector.settings.tokens, CONNECTION)
    first = store.get("refresh_token")
    store.put({"expires_at": "2020-01-01T00:00:00+00:00"})
    assert connector.load().ok
    assert store.get("refresh_token") not in (None, first)


def test_an_access_token_that_dies_early_is_renewed_once(connector: Connector) -> None:
    connector.load()
    TokenStore(connector.settings.tokens, CONNECTION).put({"access_token": "dead"})
    assert connector.load().ok


def test_consenting_again_needs_nothing_but_the_new_secret(connector: Connector) -> None:
    connector.load()
    TokenStore(connector.settings.tokens, CONNECTION).put({"refresh_token": "revoked", "expires_at": "2020-01-01T00:00:00+00:00"})
    connector.sandbox.reset()  # the token of the secret is good again
    assert connector.load().ok


def test_a_refused_refresh_token_says_how_to_cure_it(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_SECRET__BOOKS__REFRESH_TOKEN", "revoked-secret-text")
    result = connector.load()
    assert result.error is not None
    assert "Consent again" in str(result.error.cure)
    assert "revoked-secret-text" not in str(result.error)


def test_a_wrong_client_secret_names_the_connection(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_SECRET__BOOKS__CLIENT_SECRET", "guessed")
    result = connector.load()
    assert result.error is not None
    assert "books" in str(result.error.error)
    assert "401" in str(result.error.error)


def test_another_companys_realm_is_refused_with_the_permission_as_reason(connector: Connector) -> None:
    connector.config = {"realm_id": "1"}
    result = connector.load()
    assert result.error is not None
    assert "403" in str(result.error.error)


def test_the_old_throttle_answer_is_waited_out_not_taken_for_a_refusal(connector: Connector) -> None:
    body = '{"Fault":{"Error":[{"Message":"ThrottleExceeded","code":"3001"}],"type":"SERVICE"}}'
    connector.sandbox.faults.add(Fault("quickbooks_online", "status", path_contains="/query", status=403, body=body))
    result = connector.load()
    assert result.ok
    assert sum(row.retries for row in result.rows) == 1


def test_a_row_that_does_not_fit_waits_in_quarantine_and_the_others_load(connector: Connector) -> None:
    mutation = Mutation(where={"DocNumber": "RHH-2207"}, set={"TotalAmt": "a lot"})
    connector.sandbox.faults.add(Fault("quickbooks_online", "mutate", path_contains="/query", mutate=mutation))
    assert connector.load().ok
    reasons = connector.rows("select resource, reason from raw_quickbooks_online.quarantine")
    assert reasons == [("invoice", "TotalAmt is not a decimal number")]
    assert connector.rows("select count(*) from raw_quickbooks_online.invoice") == [(1,)]


def test_ways_to_reach_people_are_tokenised_before_they_are_written(connector: Connector) -> None:
    connector.load()
    ((address,),) = connector.rows("select distinct primary_email_addr ->> '$.Address' from raw_quickbooks_online.customer")
    assert address.startswith("phi_")
    ((billed,),) = connector.rows("select distinct bill_email ->> '$.Address' from raw_quickbooks_online.invoice")
    assert billed == address
