"""Files in a folder of one's own: what arrives twice, wrong, half written or changed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from ingestion.connections import Connection
from ingestion.load import load, shape
from ingestion.sandbox.bank_statements import bai2, csv_export
from tests.ingestion.formats import bank

FEE = [bank.line("-15.00", "MONTHLY FEE", kind="fee", reference="1"), bank.line("-15.00", "MONTHLY FEE", kind="fee", reference="1")]


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "from_bank"
    found.mkdir()
    return found


@pytest.fixture
def run(warehouse, folder):
    shape(warehouse.settings, ["bank_statements"])

    def load_folder(full_refresh=False, **config):
        connection = Connection(name="own_bank", platform="bank_statements", config={"location": str(folder), **config})
        (result,) = load([connection], warehouse.settings, full_refresh=full_refresh)
        return result

    return load_folder


def files(warehouse):
    return warehouse.rows("select file_name, status, lines, reason from raw_bank_statements.statement_file order by file_name")


def lines(warehouse):
    return warehouse.rows("select amount, occurrence from raw_bank_statements.statement_line order by occurrence, amount")


def test_equal_lines_of_one_day_stay_as_many_as_they_are(run, warehouse, folder):
    (folder / "a.bai").write_bytes(bai2.render(bank.issue(FEE)))
    assert run().ok
    assert lines(warehouse) == [(Decimal("-15.00"), 1), (Decimal("-15.00"), 2)]


def test_an_overlapping_export_adds_only_what_is_new(run, warehouse, folder):
    profile = csv_export.profile("USD")
    later = bank.line("40.00", "DEPOSIT", on=bank.DAY + timedelta(days=1), reference="2")
    (folder / "week.csv").write_bytes(csv_export.render(bank.issue(FEE)))
    run(format="csv", profile=profile)
    (folder / "month.csv").write_bytes(csv_export.render(bank.issue([*FEE, later], ends_on=bank.DAY + timedelta(days=1))))
    run(format="csv", profile=profile)
    assert lines(warehouse) == [(Decimal("-15.00"), 1), (Decimal("40.00"), 1), (Decimal("-15.00"), 2)]


def test_the_same_statement_in_a_file_written_differently_is_a_duplicate(run, warehouse, folder):
    content = bai2.render(bank.issue(FEE))
    (folder / "a.bai").write_bytes(content)
    run()
    (folder / "b.bai").write_bytes(content.replace(b"260908,0600,1,", b"260909,0700,2,"))
    run()
    assert files(warehouse)[1] == ("b.bai", "duplicate", 0, "its statements came with a.bai")
    assert len(lines(warehouse)) == 2


def test_a_wrong_file_is_read_again_when_it_is_replaced_and_on_a_full_refresh(run, warehouse, folder):
    path = folder / "a.bai"
    path.write_bytes(bai2.render(bank.issue(FEE, closing="1.00")))
    run()
    run(full_refresh=True)
    ((_, status, count, reason),) = files(warehouse)
    assert (status, count) == ("quarantined", 0)
    assert "opening + credits - debits" in reason
    assert lines(warehouse) == []
    path.write_bytes(bai2.render(bank.issue(FEE)))
    run()
    assert files(warehouse) == [("a.bai", "loaded", 2, None)]


def test_one_unreadable_file_does_not_stop_the_others(run, warehouse, folder):
    (folder / "a.txt").write_bytes(b"%PDF-1.7")
    (folder / "b.bai").write_bytes(bai2.render(bank.issue(FEE)))
    assert run().ok
    assert [(name, status) for name, status, _, _ in files(warehouse)] == [("a.txt", "quarantined"), ("b.bai", "loaded")]


def test_hidden_files_and_unfinished_uploads_are_left_for_the_next_load(run, warehouse, folder):
    for name in (".hidden.bai", "a.bai.part", "a.bai.filepart"):
        (folder / name).write_bytes(b"half")
    assert run().ok
    assert files(warehouse) == []


def test_a_file_that_was_touched_but_not_changed_is_not_read_again(run, warehouse, folder):
    path = folder / "a.bai"
    path.write_bytes(bai2.render(bank.issue(FEE)))
    run()
    path.write_bytes(path.read_bytes())
    assert next(r.rows for r in run().rows if r.resource == "statement_file") == 0
    assert files(warehouse) == [("a.bai", "loaded", 2, None)]


def test_a_folder_that_is_not_there_says_which_setting_to_correct(run, folder):
    folder.rmdir()
    result = run()
    assert "There is nothing at" in result.error.error
    assert result.error.error.startswith("own_bank / statement_file:")
    assert "config.location of own_bank" in result.error.cure
