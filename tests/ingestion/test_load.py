"""Policies of loading, seen through a toy platform over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ingestion.load import load, shape
from ingestion.sealed import Seal
from tests.ingestion.toy import PLATFORM_YML, connection, installation, payment, rows, toy_platform, write_platform


@pytest.fixture
def toy(tmp_path, monkeypatch):
    with toy_platform(tmp_path, monkeypatch, "toy") as (server,):
        yield server


@pytest.fixture
def settings(tmp_path):
    return installation(tmp_path)


def run(toy, settings, **kwargs):
    (result,) = load([connection("toy", toy)], settings, **kwargs)
    return result


def test_every_page_is_read_and_money_is_exact(toy, settings):
    toy.rows["payments"] = [payment(f"p{n}", "0.10", f"2026-02-0{n}") for n in range(1, 6)]
    assert run(toy, settings).ok
    assert rows(settings, "select count(*), sum(amount) from raw_toybank.payment") == [(5, Decimal("0.50"))]


def test_a_second_load_adds_nothing_and_an_edit_arrives(toy, settings):
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01"), payment("p2", "2.00", "2026-02-02")]
    run(toy, settings)
    run(toy, settings)
    assert rows(settings, "select count(*) from raw_toybank.payment") == [(2,)]
    toy.rows["payments"][0] = payment("p1", "9.00", "2026-02-03")
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
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01"), bad, payment("p3", "3.00", "2026-02-03")]
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


@pytest.mark.parametrize(
    ("amount", "more", "reason"),
    [
        ("12345678901234567.00", {}, "amount has more than 16 digits before the point"),
        ("1" + "0" * 40, {}, "amount has more than 16 digits before the point"),
        ("1", {"payer": {"note": "half a pair: \ud83d"}}, "(row) holds text or a number that cannot be stored"),
        ("1", {"payer": {"id": 2**70}}, "(row) holds text or a number that cannot be stored"),
    ],
    ids=["a digit too many", "absurd", "broken text", "a huge number inside JSON"],
)
def test_what_the_warehouse_cannot_hold_goes_to_quarantine_and_the_rest_loads(toy, settings, amount, more, reason):
    toy.rows["payments"] = [
        payment("p1", "1.00", "2026-02-01"),
        payment("p2", amount, "2026-02-02", **more),
        payment("p3", "3.00", "2026-02-03"),
    ]
    result = run(toy, settings)
    assert rows(settings, "select id from raw_toybank.payment order by id") == [("p1",), ("p3",)]
    assert rows(settings, "select source_id, reason from raw_toybank.quarantine") == [("p2", reason)]
    logged = next(r for r in result.rows if r.resource == "payment")
    assert (logged.rows, logged.quarantined) == (2, 1)


def test_a_record_that_comes_twice_in_one_load_counts_as_it_came_last(toy, settings):
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01"), payment("p2", "2.00", "2026-02-02"), payment("p1", "9.00", "2026-02-03")]
    run(toy, settings)
    assert rows(settings, "select id, amount from raw_toybank.payment order by id") == [("p1", Decimal("9.00")), ("p2", Decimal("2.00"))]


def test_an_unknown_field_is_kept_sealed_and_named_in_the_load_log(toy, settings):
    toy.rows["payments"] = ['{"id": "p1", "amount": 1, "updated": "2026-02-01", "patient": "Annettes Doe"}']
    result = run(toy, settings)
    ((sealed,),) = rows(settings, "select undeclared from raw_toybank.payment")
    assert "Annettes" not in sealed
    assert Seal.from_key("a key for tests").open(sealed) == {"patient": "Annettes Doe"}
    assert next(r for r in result.rows if r.resource == "payment").new_fields == "patient"


def test_phi_is_tokenised_before_anything_touches_disk(toy, settings, tmp_path):
    toy.rows["payments"] = [
        '{"id": "p1", "amount": 1, "updated": "2026-02-01", "email": "Annettes@example.test", "payer": {"name": "Annettes Doe", "id": 7}}'
    ]
    run(toy, settings)
    ((email, payer),) = rows(settings, "select email, payer from raw_toybank.payment")
    assert email.startswith("phi_")
    assert "phi_" in payer
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"Annettes" not in file.read_bytes(), file


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
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01")]
    toy.faults = [fault, fault]
    result = run(toy, settings)
    assert result.ok
    assert sum(r.retries for r in result.rows) == 2
    assert rows(settings, "select count(*) from raw_toybank.payment") == [(1,)]


@pytest.mark.parametrize(
    ("fault", "words"), [(broken, "503"), (cut_short, "cut short"), (refuse_rate, "429")], ids=["down", "truncated page", "rate limit"]
)
def test_a_lasting_fault_names_connection_resource_and_cure_and_leaves_the_data_as_it_was(toy, settings, fault, words):
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01")]
    run(toy, settings)
    toy.rows["payments"].append(payment("p2", "2.00", "2026-02-02"))
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


def test_a_missing_secret_says_which_variable_to_set(toy, settings, monkeypatch):
    monkeypatch.delenv("TIEOUT_SECRET__TOY__API_KEY")
    result = run(toy, settings)
    assert "TIEOUT_SECRET__TOY__API_KEY" in result.error.cure


def test_a_full_refresh_gives_the_same_rows_as_the_increments(toy, settings):
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01")]
    run(toy, settings)
    toy.rows["payments"] += [payment("p2", "2.00", "2026-02-02"), payment("p3", "3.00", "2026-02-03")]
    run(toy, settings)
    query = "select connection_id, id, amount, updated from raw_toybank.payment order by id"
    incremental = rows(settings, query)
    run(toy, settings, full_refresh=True)
    assert rows(settings, query) == incremental


def test_a_full_refresh_marks_what_vanished_at_the_source_and_keeps_its_last_content(toy, settings):
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01"), payment("p2", "2.00", "2026-02-02")]
    run(toy, settings)
    del toy.rows["payments"][0]
    run(toy, settings, full_refresh=True)
    assert rows(settings, "select resource, source_id, detected_by from raw_toybank.deleted_record") == [("payment", "p1", "full_refresh")]
    assert rows(settings, "select count(*) from raw_toybank.payment") == [(2,)]


def test_a_record_that_vanished_came_back_and_vanished_again_is_marked_again(toy, settings):
    gone, here = [payment("p2", "2.00", "2026-02-02")], [payment("p1", "1.00", "2026-02-01"), payment("p2", "2.00", "2026-02-02")]
    loads = """
        select cast(row._dlt_load_id as double) <= cast(gone._dlt_load_id as double)
        from raw_toybank.payment as row, raw_toybank.deleted_record as gone where row.id = gone.source_id
    """
    for delivered, is_gone in ((here, None), (gone, True), (here, False), (gone, True)):
        toy.rows["payments"] = delivered
        run(toy, settings, full_refresh=True)
        assert rows(settings, loads) == ([] if is_gone is None else [(is_gone,)])


def test_a_record_that_comes_again_but_unfit_is_not_marked_deleted(toy, settings):
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01")]
    run(toy, settings)
    toy.rows["payments"] = [payment("p1", '"many"', "2026-02-01")]
    run(toy, settings, full_refresh=True)
    assert rows(settings, "select count(*) from raw_toybank.deleted_record") == [(0,)]
    assert rows(settings, "select source_id from raw_toybank.quarantine") == [("p1",)]


def test_what_leaves_the_window_of_an_incomplete_resource_is_not_marked_deleted(toy, settings, tmp_path):
    write_platform(tmp_path / "platforms", PLATFORM_YML.replace("- name: account\n", "- name: account\n    complete: false\n"))
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01")]
    run(toy, settings)
    toy.rows["payments"], toy.rows["accounts"] = [], []
    run(toy, settings, full_refresh=True)
    assert rows(settings, "select resource, source_id from raw_toybank.deleted_record") == [("payment", "p1")]


def test_a_full_refresh_that_fails_leaves_the_cursor_where_it_was(toy, settings):
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01")]
    run(toy, settings)
    toy.faults = [broken] * 50
    assert not run(toy, settings, full_refresh=True).ok
    toy.faults, toy.requests = [], []
    assert run(toy, settings).ok
    assert any("since=2026-02-01" in request for request in toy.requests)


def test_a_full_refresh_of_a_platform_that_is_down_leaves_the_data_as_it_was(toy, settings):
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01")]
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


def test_tables_exist_after_a_first_load_that_failed(toy, settings):
    toy.faults = [broken] * 50
    assert not run(toy, settings).ok
    assert rows(settings, "select id, amount, connection_id, undeclared from raw_toybank.payment") == []
    assert rows(settings, "select source_id from raw_toybank.deleted_record") == []


def test_a_column_declared_later_exists_before_its_first_row(toy, settings, tmp_path):
    run(toy, settings)
    write_platform(tmp_path / "platforms", PLATFORM_YML.replace("      email:", "      settledOn: {data_type: date}\n      email:"))
    run(toy, settings)
    assert rows(settings, "select settled_on from raw_toybank.payment") == []


def test_nothing_that_was_read_stays_behind_in_the_working_folder(toy, settings):
    toy.rows["payments"] = [payment("p1", "1.00", "2026-02-01")]
    run(toy, settings)
    assert [path for path in settings.pipelines.rglob("*.parquet")] == []


def test_the_load_log_has_a_row_per_resource(toy, settings):
    toy.rows["payments"] = [payment(f"p{n}", "1.00", "2026-02-01") for n in range(3)]
    run(toy, settings)
    logged = rows(settings, "select resource, status, rows, api_calls, ended_at >= started_at from raw_tieout.load_log order by resource")
    assert logged == [("account", "loaded", 1, 1, True), ("payment", "loaded", 3, 2, True)]


def test_a_load_that_died_is_marked_interrupted_by_the_next(toy, settings):
    from ingestion import load_log

    result = run(toy, settings)
    load_log.write(settings.warehouse, [replace(r, load_id="dead", status="running", ended_at=None) for r in result.rows])
    run(toy, settings)
    assert rows(settings, "select distinct status from raw_tieout.load_log where load_id = 'dead'") == [("interrupted",)]
