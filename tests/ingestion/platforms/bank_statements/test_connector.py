"""Bank files over real HTTP: every line once, whatever the bank sends twice, wrongly or late."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from ingestion.sandbox.bank_statements.view import FILE, Folder

PLATFORM = "bank_statements"
LINES = """
    select connection_id, line_id, occurrence, statement_key, booking_date, value_date, amount, currency, bank_code, bank_reference,
        customer_reference, end_to_end_id, check_number, counterparty, description
    from raw_bank_statements.statement_line order by connection_id, line_id
"""
STATEMENTS = "select * exclude (_dlt_load_id, _dlt_id) from raw_bank_statements.statement order by connection_id, statement_key"
FILES = "select * exclude (_dlt_load_id, _dlt_id) from raw_bank_statements.statement_file order by connection_id, file_name"


@pytest.fixture
def folders(sandbox):
    """The sample company's bank folders, by connection."""
    return {name: Folder(sandbox.company, name) for platform, name in sandbox.company.connections() if platform == PLATFORM}


def expected(sandbox, folders):
    """(connection, amount, booking date) of every line the company's banks published, with its count."""
    return Counter(
        (name, s.record.amount, s.record.posted_on)
        for name, folder in folders.items()
        for s in sandbox.company.timelines[folder.connection]
    )


def loaded(warehouse):
    return Counter(warehouse.rows("select connection_id, amount, booking_date from raw_bank_statements.statement_line"))


def test_every_published_line_is_loaded_once_to_the_cent_under_the_id_the_truth_names(sandbox, warehouse, folders):
    warehouse.load(PLATFORM)
    assert loaded(warehouse) == expected(sandbox, folders)
    unproved = "select count(*) from raw_bank_statements.statement where opening_balance + movement <> closing_balance"
    assert warehouse.rows(unproved) == [(0,)]
    named = {(i.connection, i.source_id) for folder in folders.values() for i in folder.identities()}
    assert set(warehouse.rows("select connection_id, line_id from raw_bank_statements.statement_line")) == named


def test_a_second_load_fetches_no_file_and_adds_no_row(warehouse):
    names = ("midland_county_mt940", "southern_cross_csv")
    warehouse.load(PLATFORM, *names)
    before = [warehouse.rows(q) for q in (LINES, STATEMENTS, FILES)]
    results = warehouse.load(PLATFORM, *names)
    assert [warehouse.rows(q) for q in (LINES, STATEMENTS, FILES)] == before
    assert {row.api_calls for r in results for row in r.rows if row.resource == "statement_file"} == {1}  # the index page


def test_a_file_sent_again_under_another_name_is_a_duplicate_and_books_nothing(sandbox, warehouse, folders):
    name = "banque_atlantique_camt053"
    warehouse.load(PLATFORM, name)
    sent = {v.native_id for v in folders[name].files.current(FILE, sandbox_end(sandbox)) if "_resend" in v.native_id}
    found = warehouse.rows(
        "select file_name, status, lines, reason from raw_bank_statements.statement_file where file_name like '%_resend%'"
    )
    assert {file_name for file_name, *_ in found} == sent
    assert sent
    assert {(status, lines) for _, status, lines, _ in found} == {("duplicate", 0)}
    assert all(reason == f"same content as {file_name.replace('_resend', '')}" for file_name, _, _, reason in found)


def sandbox_end(sandbox):
    return datetime.combine(sandbox.company.ended_on, time(23, 59), UTC)


def corrected(folder):
    """(name, when it came wrong, when it came right) of the folder's corrupt file."""
    return next((name, h[0].at, h[1].at) for name, h in folder.files._by_entity[FILE].items() if len(h) == 2)


@pytest.mark.parametrize(
    ("connection", "words"),
    [
        ("commerce_national_bai2", "opening + credits - debits"),
        ("banque_atlantique_camt053", "is not closing"),
        ("midland_county_mt940", "is not closing"),
        ("prairie_credit_union_ofx", "cut short"),
        ("coastal_savings_csv", "running balance breaks"),
        ("southern_cross_csv", "running balance breaks"),
    ],
)
def test_a_file_whose_control_fails_is_quarantined_whole_and_booked_when_the_bank_corrects_it(
    sandbox, warehouse, folders, connection, words
):
    name, wrong_at, right_at = corrected(folders[connection])
    status = "select status, lines, reason, cure from raw_bank_statements.statement_file where connection_id = ? and file_name = ?"
    booked = "select count(*) from raw_bank_statements.statement_line where connection_id = ? and file_name = ?"
    sandbox.set_clock(wrong_at + timedelta(minutes=1))
    warehouse.load(PLATFORM, connection)
    ((found, lines, reason, cure),) = warehouse.rows(status, [connection, name])
    assert (found, lines) == ("quarantined", 0)
    assert words in reason
    assert cure
    assert warehouse.rows(booked, [connection, name]) == [(0,)]
    sandbox.set_clock(right_at + timedelta(minutes=1))
    warehouse.load(PLATFORM, connection)
    ((found, lines, _, _),) = warehouse.rows(status, [connection, name])
    assert found == "loaded"
    assert lines > 0


def test_loading_as_files_arrive_ends_as_loading_everything_at_once(sandbox, warehouse):
    names = ("commerce_national_bai2", "coastal_savings_csv")
    end = sandbox_end(sandbox)
    for days in (14, 6, 0):
        sandbox.set_clock(end - timedelta(days=days))
        warehouse.load(PLATFORM, *names)
    incremental = [warehouse.rows(q) for q in (LINES, STATEMENTS, FILES)]
    assert len(incremental[0]) > 100
    warehouse.load(PLATFORM, *names, full_refresh=True)
    assert [warehouse.rows(q) for q in (LINES, STATEMENTS, FILES)] == incremental


def test_month_to_date_exports_deliver_lines_again_and_add_none(warehouse):
    warehouse.load(PLATFORM, "coastal_savings_csv")
    ((shown, held),) = warehouse.rows("""
        select (select sum(line_count) from raw_bank_statements.statement), (select count(*) from raw_bank_statements.statement_line)
    """)
    assert shown > held > 0


def test_wrong_credentials_name_the_connection_the_resource_and_the_cure(warehouse, monkeypatch):
    connections = warehouse.connections(PLATFORM, ["midland_county_mt940"])
    monkeypatch.setenv("TIEOUT_SECRET__MIDLAND_COUNTY_MT940__PASSWORD", "mistyped")
    (result,) = warehouse.try_load(connections)
    assert result.error.error.startswith("midland_county_mt940 / statement_file:")
    assert "credentials are wrong or expired" in result.error.error
    assert "TIEOUT_SECRET__MIDLAND_COUNTY_MT940__" in result.error.cure
    assert "mistyped" not in result.error.error


def test_a_location_that_is_not_there_says_which_setting_to_correct(warehouse):
    (connection,) = warehouse.connections(PLATFORM, ["midland_county_mt940"])
    config = {**connection.config, "location": connection.config["location"].replace("/bank_statements/", "/bank_statments/")}
    (result,) = warehouse.try_load([connection.model_copy(update={"config": config})])
    assert "answers 404" in result.error.error
    assert "config.location of midland_county_mt940" in result.error.cure


@pytest.mark.parametrize("kind", ["truncate", "down", "status"])
def test_a_passing_fault_of_the_server_loses_and_doubles_nothing(sandbox, warehouse, folders, kind):
    name = "midland_county_mt940"
    connections = warehouse.connections(PLATFORM, [name])
    sandbox.fault(PLATFORM, kind, times=2, skip=3)
    (result,) = warehouse.try_load(connections)
    assert result.ok
    assert sandbox.armed() == 0
    assert loaded(warehouse) == expected(sandbox, {name: folders[name]})


def test_a_server_that_stays_down_leaves_the_data_as_it_was_and_the_next_load_completes_it(sandbox, warehouse, folders):
    sandbox.set_clock(corrected(folders["midland_county_mt940"])[1])
    warehouse.load(PLATFORM, "midland_county_mt940")
    before = warehouse.rows(LINES)
    sandbox.reset()
    sandbox.fault(PLATFORM, "down", times=50, skip=5)
    (result,) = warehouse.try_load(warehouse.connections(PLATFORM, ["midland_county_mt940"]))
    assert not result.ok
    assert warehouse.rows(LINES) == before
    sandbox.clear()
    warehouse.load(PLATFORM, "midland_county_mt940")
    ((total,),) = warehouse.rows("select sum(amount) from raw_bank_statements.statement_line")
    assert total == sum((s.record.amount for s in sandbox.company.timelines["midland_county_mt940"]), Decimal(0))
