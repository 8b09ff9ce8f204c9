"""Policies of loading, seen through a toy platform over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from ingestion import catalog
from ingestion.connections import Connection
from ingestion.load import load, shape
from ingestion.sealed import Seal
from ingestion.settings import Settings
from tests.ingestion.toy import ToyServer, write_platform


@pytest.fixture
def toy(tmp_path, monkeypatch):
    write_platform(tmp_path / "platforms")
    monkeypatch.setattr(catalog, "FOLDER", tmp_path / "platforms")
    catalog.platform.cache_clear()
    monkeypatch.setenv("TIEOUT_KEY", "a key for tests")
    monkeypatch.setenv("TIEOUT_SECRET__TOY__API_KEY", "right")
    monkeypatch.setenv("TIEOUT_RETRY_SECONDS", "0.001")
    server = ToyServer()
    yield server
    server.server.shutdown()
    catalog.platform.cache_clear()


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path, tmp_path / "warehouse.duckdb", tmp_path / "published.duckdb", tmp_path / "connections.yml", date(2026, 9, 30))


def run(toy, settings, **kwargs):
    (result,) = load([Connection(name="toy", platform="toybank", base_url=toy.url)], settings, **kwargs)
    return result


def rows(settings, query):
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        return con.execute(query).fetchall()


PAYMENT = '{{"id": "{0}", "amount": {1}, "updated": "{2}"}}'


def test_every_page_is_read_and_money_is_exact(toy, settings):
    toy.rows["payments"] = [PAYMENT.format(f"p{n}", "0.10", f"2026-02-0{n}") for n in range(1, 6)]
    assert run(toy, settings).ok
    assert rows(settings, "select count(*), sum(amount) from raw_toybank.payment") == [(5, Decimal("0.50"))]


def test_a_second_load_adds_nothing_and_an_edit_arrives(toy, settings):
    toy.rows["payments"] = [PAYMENT.format("p1", "1.00", "2026-02-01"), PAYMENT.format("p2", "2.00", "2026-02-02")]
    run(toy, settings)
    run(toy, settings)
    assert rows(settings, "select count(*) from raw_toybank.payment") == [(2,)]
    toy.rows["payments"][0] = PAYMENT.format("p1", "9.00", "2026-02-03")
    run(toy, settings)
    assert rows(settings, "select id, amount from raw_toybank.payment order by id") == [("p1", Decimal("9.00")), ("p2", Decimal("2.00"))]
    assert "since=2026-02-02" in toy.requests[-1] + toy.requests[-2]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"id": "p2", "amount": "abc", "updated": "2026-02-02"}', "amount is not a decimal number"),
        ('{"id": "p2", "amount": {"value": 1}, "updated": "2026-02-02"}', "amount is an object, not a decimal number"),
        ('{"id": "p2", "amount": 1.005, "updated": "2026-02-02"}', "amount has more than 2 decimals"),
        ('{"amount": 1, "updated": "2026-02-02"}', "id is missing"),
        (
            '{"id": "p2", "amount": 1, "updated": "2026-02-02", "lines": [{"amount": "x"}]}',
            "lines (lines[].amount) is not a decimal number",
        ),
    ],
)
def test_an_unfit_row_goes_to_quarantine_with_its_reason_and_the_good_ones_load(toy, settings, bad, reason):
    toy.rows["payments"] = [PAYMENT.format("p1", "1.00", "2026-02-01"), bad, PAYMENT.format("p3", "3.00", "2026-02-03")]
    result = run(toy, settings)
    assert result.ok
    assert rows(settings, "select id from raw_toybank.payment order by id") == [("p1",), ("p3",)]
    ((found, payload),) = rows(settings, "select reason, payload from raw_toybank.quarantine")
    assert found == reason
    assert Seal.from_key("a key for tests").open(payload)["updated"] == "2026-02-02"
    assert next(r for r in result.rows if r.resource == "payment").quarantined == 1


def test_a_quarantined_row_is_recorded_once_however_often_it_is_read(toy, settings):
    toy.rows["payments"] = ['{"id": "p2", "amount": "abc", "updated": "2026-02-02"}']
    run(toy, settings)
    run(toy, settings)
    assert rows(settings, "select count(*) from raw_toybank.quarantine") == [(1,)]


def test_an_unknown_field_is_kept_sealed_and_named_in_the_load_log(toy, settings):
    toy.rows["payments"] = ['{"id": "p1", "amount": 1, "updated": "2026-02-01", "patient": "Ann Doe"}']
    result = run(toy, settings)
    ((sealed,),) = rows(settings, "select undeclared from raw_toybank.payment")
    assert "Ann" not in sealed
    assert Seal.from_key("a key for tests").open(sealed) == {"patient": "Ann Doe"}
    assert next(r for r in result.rows if r.resource == "payment").new_fields == "patient"


def test_phi_is_tokenised_before_anything_touches_disk(toy, settings, tmp_path):
    toy.rows["payments"] = [
        '{"id": "p1", "amount": 1, "updated": "2026-02-01", "email": "Ann@example.test", "payer": {"name": "Ann Doe", "id": 7}}'
    ]
    run(toy, settings)
    ((email, payer),) = rows(settings, "select email, payer from raw_toybank.payment")
    assert email.startswith("phi_")
    assert "phi_" in payer
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"Ann" not in file.read_bytes(), file


def refuse_rate(handler):
    handler.answer(429, "{}", {"Retry-After": "0"})
    return True


def cut_short(handler):
    handler.answer(200, '{"rows": [{"id": "p1", "amo')
    return True


def broken(handler):
    handler.answer(503, "{}")
    return True


@pytest.mark.parametrize("fault", [refuse_rate, cut_short, broken])
def test_a_passing_fault_is_tried_again_and_counted(toy, settings, fault):
    toy.rows["payments"] = [PAYMENT.format("p1", "1.00", "2026-02-01")]
    toy.faults = [fault, fault]
    result = run(toy, settings)
    assert result.ok
    assert sum(r.retries for r in result.rows) == 2
    assert rows(settings, "select count(*) from raw_toybank.payment") == [(1,)]


@pytest.mark.parametrize(
    ("fault", "words"), [(broken, "503"), (cut_short, "cut short"), (refuse_rate, "429")], ids=["down", "truncated page", "rate limit"]
)
def test_a_lasting_fault_names_connection_resource_and_cure_and_leaves_the_data_as_it_was(toy, settings, fault, words):
    toy.rows["payments"] = [PAYMENT.format("p1", "1.00", "2026-02-01")]
    run(toy, settings)
    toy.rows["payments"].append(PAYMENT.format("p2", "2.00", "2026-02-02"))
    toy.faults = [fault] * 50
    result = run(toy, settings)
    assert not result.ok
    assert words in result.error.error
    assert result.error.error.startswith(f"toy / {result.error.resource}:")
    assert "Cure:" in result.error.error
    assert rows(settings, "select count(*) from raw_toybank.payment") == [(1,)]
    toy.faults = []
    assert run(toy, settings).ok
    assert rows(settings, "select count(*) from raw_toybank.payment") == [(2,)]


def test_wrong_credentials_are_named_with_their_cure_and_do_not_stop_the_others(toy, settings, monkeypatch):
    monkeypatch.setenv("TIEOUT_SECRET__OTHER__API_KEY", "wrong")
    toy.rows["payments"] = [PAYMENT.format("p1", "1.00", "2026-02-01")]
    connections = [Connection(name=name, platform="toybank", base_url=toy.url) for name in ("other", "toy")]
    other, good = load(connections, settings)
    assert "other / " in other.error.error
    assert "credentials are wrong or expired" in other.error.error
    assert "TIEOUT_SECRET__OTHER__" in other.error.cure
    assert "wrong" not in other.error.error.replace("are wrong", "")
    assert good.ok
    assert rows(settings, "select distinct connection_id from raw_toybank.payment") == [("toy",)]


def test_a_missing_secret_says_which_variable_to_set(toy, settings, monkeypatch):
    monkeypatch.delenv("TIEOUT_SECRET__TOY__API_KEY")
    result = run(toy, settings)
    assert "TIEOUT_SECRET__TOY__API_KEY" in result.error.cure


def test_a_full_refresh_gives_the_same_rows_as_the_increments(toy, settings):
    toy.rows["payments"] = [PAYMENT.format("p1", "1.00", "2026-02-01")]
    run(toy, settings)
    toy.rows["payments"] += [PAYMENT.format("p2", "2.00", "2026-02-02"), PAYMENT.format("p3", "3.00", "2026-02-03")]
    run(toy, settings)
    query = "select connection_id, id, amount, updated from raw_toybank.payment order by id"
    incremental = rows(settings, query)
    run(toy, settings, full_refresh=True)
    assert rows(settings, query) == incremental


def test_a_full_refresh_marks_what_vanished_at_the_source_and_keeps_its_last_content(toy, settings):
    toy.rows["payments"] = [PAYMENT.format("p1", "1.00", "2026-02-01"), PAYMENT.format("p2", "2.00", "2026-02-02")]
    run(toy, settings)
    del toy.rows["payments"][0]
    run(toy, settings, full_refresh=True)
    assert rows(settings, "select resource, source_id, detected_by from raw_toybank.deleted_record") == [("payment", "p1", "full_refresh")]
    assert rows(settings, "select count(*) from raw_toybank.payment") == [(2,)]


def test_a_full_refresh_of_a_platform_that_is_down_leaves_the_data_as_it_was(toy, settings):
    toy.rows["payments"] = [PAYMENT.format("p1", "1.00", "2026-02-01")]
    run(toy, settings)
    toy.faults = [broken] * 50
    assert not run(toy, settings, full_refresh=True).ok
    assert rows(settings, "select count(*) from raw_toybank.payment") == [(1,)]
    assert rows(settings, "select count(*) from raw_toybank.deleted_record") == [(0,)]


def test_tables_exist_before_the_first_row(toy, settings):
    shape(settings)
    assert rows(settings, "select id, amount, connection_id, undeclared from raw_toybank.payment") == []
    assert rows(settings, "select quarantine_id from raw_toybank.quarantine") == []
    assert rows(settings, "select source_id from raw_toybank.deleted_record") == []


def test_the_load_log_has_a_row_per_resource(toy, settings):
    toy.rows["payments"] = [PAYMENT.format(f"p{n}", "1.00", "2026-02-01") for n in range(3)]
    run(toy, settings)
    logged = rows(settings, "select resource, status, rows, api_calls, ended_at >= started_at from raw_tieout.load_log order by resource")
    assert logged == [("account", "loaded", 1, 1, True), ("payment", "loaded", 3, 2, True)]


def test_a_load_that_died_is_marked_interrupted_by_the_next(toy, settings):
    from ingestion import load_log

    result = run(toy, settings)
    load_log.write(settings.warehouse, [replace(r, load_id="dead", status="running", ended_at=None) for r in result.rows])
    run(toy, settings)
    assert rows(settings, "select distinct status from raw_tieout.load_log where load_id = 'dead'") == [("interrupted",)]
