"""Policies of the Stripe connector, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from ingestion.platforms.stripe import source
from ingestion.sandbox.faults import Fault, Mutation
from tests.ingestion.platforms.stripe.company import at
from tests.ingestion.platforms.stripe.connector import TABLES, Connector
from tests.sandbox_client import Warehouse


def test_every_object_arrives_once(connector: Connector) -> None:
    assert connector.load().ok
    counts = {table: len(rows) for table, rows in connector.content().items()}
    assert counts == dict(zip(TABLES, (1, 1, 3, 2, 1, 2, 7, 9, 1), strict=True))


def test_a_second_load_changes_nothing(connector: Connector) -> None:
    connector.load()
    before = connector.content()
    assert connector.load().ok
    assert connector.content() == before


@pytest.mark.parametrize("days", [(3, 31), (2, 5, 6, 11, 19, 21)])
def test_loads_along_the_way_end_where_one_full_load_does(connector: Connector, tmp_path: Path, days: tuple[int, ...]) -> None:
    for day in days:
        connector.sandbox.state.now = at(day, 21)
        assert connector.load().ok
    whole = connector.somewhere_else(tmp_path / "whole")
    assert whole.load().ok
    assert connector.content() == whole.content()


def test_lines_that_a_payout_was_still_collecting_arrive_later(connector: Connector) -> None:
    counts = []
    for day in (5, 6):
        connector.sandbox.state.now = at(day, 21)
        connector.load()
        counts.append(connector.rows("select count(*) from raw_stripe.payout_line")[0][0])
    assert counts[0] < counts[1] == 4


def test_a_connection_that_slept_longer_than_the_change_feed_reads_everything_again(connector: Connector, tmp_path: Path) -> None:
    connector.sandbox.state.now = at(11)
    connector.load()
    connector.sandbox.state.now = at(21).replace(month=6)
    assert connector.load().ok
    whole = connector.somewhere_else(tmp_path / "whole")
    whole.load()
    assert connector.content() == whole.content()
    assert connector.rows("select status from raw_stripe.dispute") == [("won",)]


def test_a_quiet_day_costs_a_handful_of_calls(connector: Connector) -> None:
    first = sum(row.api_calls for row in connector.load().rows)
    second = sum(row.api_calls for row in connector.load().rows)
    assert second <= first + 6  # an anchor look-up and one question to the feed per changing resource


def test_a_wrong_key_names_the_connection_and_the_cure(connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_SECRET__STRIPE_NORTHSIDE__API_KEY", "rk_test_wrong")
    result = connector.load()
    assert not result.ok
    assert "stripe_northside" in result.error.error
    assert "TIEOUT_SECRET__STRIPE_NORTHSIDE" in result.error.cure
    assert "rk_test_wrong" not in result.error.error + result.error.cure


def test_a_busy_or_failing_stripe_is_asked_again(connector: Connector) -> None:
    for fault in (
        Fault("stripe", "status", "/v1/charges", status=429, retry_after="0"),
        Fault("stripe", "status", "/v1/payouts", status=503),
        Fault("stripe", "truncate", "/v1/balance_transactions"),
    ):
        connector.sandbox.faults.add(fault)
    result = connector.load()
    assert result.ok
    assert sum(row.retries for row in result.rows) == 3
    assert connector.sandbox.faults.armed() == 0


def test_a_malformed_charge_is_set_aside_and_the_others_arrive(connector: Connector) -> None:
    connector.sandbox.faults.add(
        Fault("stripe", "mutate", "/v1/charges", mutate=Mutation(where={"object": "charge"}, set={"amount": "many"}))
    )
    assert connector.load().ok
    assert connector.rows("select count(*) from raw_stripe.charge") == [(2,)]
    assert connector.rows("select resource, field from raw_stripe.quarantine") == [("charge", "amount")]


def test_a_failure_halfway_keeps_nothing_and_the_next_load_is_whole(connector: Connector, tmp_path: Path) -> None:
    connector.sandbox.state.now = at(10)
    connector.load()
    before = connector.content()
    connector.sandbox.state.now = at(31)
    connector.sandbox.faults.add(Fault("stripe", "status", "/v1/refunds", times=6, status=500))
    assert not connector.load().ok
    assert connector.content() == before
    assert connector.load().ok
    whole = connector.somewhere_else(tmp_path / "whole")
    whole.load()
    assert connector.content() == whole.content()


def test_names_and_addresses_of_persons_never_reach_the_warehouse(connector: Connector) -> None:
    connector.load()
    stored = connector.settings.warehouse.read_bytes()
    assert b"INV-1042" in stored
    for secret in (b"Ann Doe", b"ann@example.test", b"bo@example.test"):
        assert secret not in stored


def test_a_customer_deleted_at_stripe_is_marked_and_not_forgotten() -> None:
    class Gone:
        ctx = SimpleNamespace(deleted=lambda *marked: marked)

        def get(self, resource: str, path: str) -> dict:
            return {"id": "cus_1", "object": "customer", "deleted": True}

    marked = list(source._again(Gone(), "customer", "customer", "customers/cus_1", 1772150423))
    assert marked == [("customer", "cus_1", datetime(2026, 2, 27, 0, 0, 23, tzinfo=UTC))]


def test_payouts_of_the_sample_company_are_the_sum_of_their_lines(warehouse: Warehouse) -> None:
    warehouse.load("stripe")
    off = warehouse.rows("""
        select payout.id from raw_stripe.payout
        left join raw_stripe.payout_line as line on line.payout = payout.id
        left join raw_stripe.balance_transaction as moved on moved.id = line.id and moved.type <> 'payout'
        where payout.reconciliation_status = 'completed'
        group by payout.id, payout.amount having payout.amount <> coalesce(sum(moved.net), 0)
    """)
    assert off == []
    assert warehouse.rows("select count(*) > 0 from raw_stripe.payout where reconciliation_status = 'completed'") == [(True,)]


def test_the_balance_of_the_sample_company_is_the_sum_of_its_movements(warehouse: Warehouse) -> None:
    warehouse.load("stripe")
    held = "cast(json_extract(available, '$[0].amount') as bigint) + cast(json_extract(pending, '$[0].amount') as bigint)"
    balances = dict(warehouse.rows(f"select connection_id, {held} from raw_stripe.balance"))
    assert balances == dict(warehouse.rows("select connection_id, sum(net) from raw_stripe.balance_transaction group by 1"))
