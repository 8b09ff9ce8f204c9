"""A refresh goes on when sources misbehave: what failed is named with its cure, the others load, and nothing is lost afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.end_to_end.connected_company import CONNECTIONS
from tests.end_to_end.installation import differences

pytestmark = pytest.mark.end_to_end

ALWAYS = 100_000
WRONG = {"TIEOUT_SECRET__NORTHSIDE_STRIPE__API_KEY": "rk_wrong_41", "TIEOUT_SECRET__NORTHSIDE_QUICKBOOKS__REFRESH_TOKEN": "wrong_token_42"}

# What each failing connection must say. The others (kingsmead_stripe, val_de_loire_odoo, banque_atlantique_camt053) load.
FAILURES = {
    "northside_stripe": ("credentials", "TIEOUT_SECRET__NORTHSIDE_STRIPE"),
    "northside_quickbooks": ("refresh token", "Consent again"),
    "val_de_loire_paypal": ("does not answer", "next run"),
    "kingsmead_xero": ("does not answer", "next run"),
    "first_harbor_plaid": ("could not be read", "next run"),
    "midland_county_mt940": ("could not be read", "next run"),
}


def misbehave(source) -> None:
    source.fault("paypal", "down", times=ALWAYS)
    source.fault("xero", "down", times=ALWAYS)
    source.fault("plaid", "truncate", times=ALWAYS)
    source.fault("bank_statements", "truncate", times=ALWAYS, path_contains="midland_county")
    # payouts ask for their own lines under the same path, so every answer carries the unknown column
    lane = {"where": {"object": "balance_transaction"}, "set": {"settlement_lane": "blue"}}
    source.fault("stripe", "mutate", path_contains="/v1/charges", mutate={"where": {"object": "charge"}, "set": {"amount": "12 dollars"}})
    source.fault("stripe", "mutate", times=ALWAYS, path_contains="/v1/balance_transactions", mutate=lane)
    source.fault("stripe", "mutate", path_contains="/v1/payouts", mutate={"where": {"object": "payout"}, "set": {"amount": {"value": 1}}})
    # This database speaks JSON-RPC, where every request has the same path: each fault waits for the rows it wants.
    source.fault("odoo", "mutate", mutate={"where": {"move_type": "entry"}, "set": {"loyalty_tier": "gold"}})
    source.fault("odoo", "mutate", mutate={"where": {"parent_state": "posted"}, "set": {"balance": [1]}})
    source.fault("odoo", "mutate", mutate={"has": ["amount"], "where": {"payment_type": "inbound"}, "set": {"amount": "many"}})


@pytest.fixture(scope="module")
def troubled(connected, yesterday):
    """Yesterday's installation after a run of today against misbehaving sources: (installation, how it ended)."""
    live = connected.begin(yesterday)
    misbehave(connected.source)
    ended = replace(live, variables={**live.variables, **WRONG}).tieout("run")
    connected.source.clear()
    return connected.keep(live, "troubled"), ended


@pytest.fixture(scope="module")
def recovered(connected, troubled):
    """The same installation after the next run, with every fault gone: (installation, how it ended)."""
    live = connected.begin(troubled[0])
    ended = live.tieout("run")
    return connected.keep(live, "recovered"), ended


def test_the_run_ends_with_code_1_and_publishes_what_it_could_read(troubled, connected):
    then, ended = troubled
    assert ended.code == 1
    assert then.rows("select as_of_on from marts.as_of") == [(connected.last_day,)]


@pytest.mark.parametrize("connection", FAILURES)
def test_standard_error_names_the_connection_the_resource_and_the_cure(troubled, connection):
    _, ended = troubled
    (line,) = [line for line in ended.err.splitlines() if f"{connection}: FAILED" in line]
    said = line.split("FAILED.")[1]
    assert said.split("/")[0].strip() == connection
    assert said.split("/")[1].split(":")[0].strip() in {*_resources(connection), "(connection)"}
    what, cure = said.split("Cure:")
    expected_what, expected_cure = FAILURES[connection]
    assert expected_what in what
    assert expected_cure in cure


def test_status_shows_the_same_and_ends_with_code_1(troubled):
    then, _ = troubled
    ended = then.tieout("status", "--json")
    assert ended.code == 1
    errors = {row["connection"]: row["error"] for row in ended.json if row["failed"]}
    assert set(errors) == set(FAILURES)
    for connection, (what, _) in FAILURES.items():
        assert what in errors[connection]
    shown = replace(then, variables={**then.variables, "COLUMNS": "400"}).tieout("status")
    assert shown.code == 1
    assert "Cure" in shown.out


def test_the_other_connections_loaded_and_the_failing_ones_kept_what_they_had(troubled, yesterday):
    then, _ = troubled
    loaded = then.rows("""
        select connection_id from marts.load_log where business_on = (select as_of_on from marts.as_of)
        group by connection_id having min(status) = 'loaded' and max(status) = 'loaded' order by 1
    """)
    assert {name for (name,) in loaded} == {*CONNECTIONS} - {*FAILURES}
    entries = "select connection_id, count(*) from marts.ledger_entry group by connection_id"
    before, after = dict(yesterday.rows(entries)), dict(then.rows(entries))
    assert {name: after[name] for name in FAILURES} == {name: before[name] for name in FAILURES}


def test_no_trace_and_no_secret_is_on_the_console(troubled):
    _, ended = troubled
    assert "Traceback" not in ended.err
    for value in WRONG.values():
        assert value not in ended.err + ended.out


def test_unfit_rows_are_in_quarantine_with_their_reason_and_an_unknown_column_is_named(troubled):
    then, _ = troubled
    reasons = then.rows("select connection_id, resource, field, reason from marts.quarantine order by all")
    assert [(connection, field) for connection, _, field, _ in reasons] == [
        ("kingsmead_stripe", "amount"),
        ("kingsmead_stripe", "amount"),
        ("val_de_loire_odoo", "balance"),
        ("val_de_loire_odoo", "amount"),
    ]
    assert {reason for *_, reason in reasons} == {
        "amount is not a decimal number",
        "amount is an object, not a decimal number",
        "balance is a list, not a decimal number",
    }
    fields = then.rows("select connection_id, new_fields from marts.load_log where business_on = (select as_of_on from marts.as_of)")
    assert ("kingsmead_stripe", "settlement_lane") in fields
    assert ("val_de_loire_odoo", "loyalty_tier") in fields


def test_the_next_run_brings_everything(recovered, today):
    installation, ended = recovered
    assert ended.code == 0, ended.err
    assert differences(today[0].marts(), installation.marts(), leave_out=("load_log", "quarantine")) == {}


def test_status_is_well_again(recovered):
    installation, _ = recovered
    ended = installation.tieout("status", "--json")
    assert ended.code == 0
    assert all(row["failed"] == 0 and row["error"] is None for row in ended.json)


def _resources(connection: str) -> list[str]:
    from ingestion.catalog import platform, platform_names

    suffix = {"quickbooks": "quickbooks_online", "mt940": "bank_statements", "camt053": "bank_statements"}
    name = suffix.get(connection.rsplit("_", 1)[1], connection.rsplit("_", 1)[1])
    assert name in platform_names()
    return [resource.name for resource in platform(name).resources]
