"""`tieout match`: two files through the pipeline's own engine; every row ends in a match or in the exceptions, to the cent."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from decimal import Decimal

import pytest

from ingestion.settings import ROOT
from orchestration.file_match import engine
from orchestration.file_match.output import EXCEPTIONS, MATCHES
from tests.end_to_end.installation import Installation

BOOKS = """\
Invoice ID,Date,Net Amount,Currency,Reference,Customer,Cost Center
B1,2026-09-01,1250.00,USD,INV-1001,Blue Meadow Health Plan,CC-10
B2,2026-09-03,480.25,USD,,Suffolk County Human Services,CC-20
B3,2026-09-04,99.90,USD,INV-1003,Great Lakes Medicare,=1+1
B4,2026-09-08,310.00,EUR,INV-1004,Unity Veterans Care Fund,CC-30
B5,2026-09-10,700.00,USD,,Evergreen Managed Care,CC-40
"""
BANK = """\
Txn ID,Booking Date,Amount,Currency,Payee,Description
K1,2026-09-02,1250.00,USD,BLUE MEADOW HLTH,PAYMENT INV-1001
K2,2026-09-04,480.25,USD,Suffolk County Human Services,ACH CREDIT
K3,2026-09-09,310.00,EUR,Unity Veterans Care Fund,SEPA INV-1004
K4,2026-09-11,-35.00,USD,First Harbor Bank,WIRE FEE
K5,2026-09-12,35.00,USD,First Harbor Bank,CORRECTION WIRE FEE
K6,2026-09-15,61.17,USD,Somebody Else,CREDIT
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """An installation that was never run: matching files needs none."""
    return Installation(tmp_path_factory.mktemp("files") / "state")


@pytest.fixture(scope="module")
def matched(installation, tmp_path_factory):
    """(how it ended, the folder with the four files)"""
    folder = tmp_path_factory.mktemp("match")
    (folder / "books.csv").write_text(BOOKS)
    (folder / "bank.csv").write_text(BANK)
    ended = installation.tieout("match", str(folder / "books.csv"), str(folder / "bank.csv"), "--out", str(folder / "out"), "--json")
    return ended, folder / "out"


def table(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_something_open_is_exit_code_1_and_all_four_files_are_there(matched):
    ended, out = matched
    assert ended.code == 1, ended.err
    assert sorted(path.name for path in out.iterdir()) == ["exceptions.csv", "matches.csv", "report.html", "summary.json"]
    assert ended.json == json.loads((out / "summary.json").read_text())


def test_what_belongs_together_is_matched_by_the_rule_that_says_why(matched):
    _, out = matched
    groups: dict[str, set[str]] = {}
    rules = {}
    for row in table(out / "matches.csv"):
        assert row["status"] in ("confirmed", "suggested")
        if row["status"] == "confirmed":
            groups.setdefault(row["match_id"], set()).add(row["id"])
            rules[row["id"]] = row["rule"]
    assert sorted(map(sorted, groups.values())) == [["B1", "K1"], ["B2", "K2"], ["B4", "K3"], ["K4", "K5"]]
    assert rules["B1"] == "files_reference"
    with (ROOT / "dbt_project/seeds/match_rules.csv").open(newline="") as seed:
        assert {*rules.values()} <= {rule["rule_id"] for rule in csv.DictReader(seed) if rule["reconciliation"] == "files"}


def test_a_reversal_pair_on_one_side_is_a_match_too(matched):
    _, out = matched
    pair = [row for row in table(out / "matches.csv") if row["id"] in ("K4", "K5")]
    assert {row["side"] for row in pair} == {"right"}
    assert {row["kind"] for row in pair} == {"reversal"}
    assert sum(Decimal(row["amount"]) for row in pair) == 0


def test_what_stays_open_has_a_reason_and_nothing_is_in_both_files(matched):
    _, out = matched
    exceptions = table(out / "exceptions.csv")
    assert sorted(row["id"] for row in exceptions) == ["B3", "B5", "K6"]
    assert all(row["reason"] for row in exceptions)
    confirmed = {row["id"] for row in table(out / "matches.csv") if row["status"] == "confirmed"}
    assert confirmed.isdisjoint(row["id"] for row in exceptions)


def test_in_is_matched_plus_exceptions_per_side_and_currency(matched):
    ended, _ = matched
    assert ended.json["conserved"] is True
    expected = Counter()
    for text, side, amount in ((BOOKS, "left", "Net Amount"), (BANK, "right", "Amount")):
        for row in csv.DictReader(text.splitlines()):
            expected[side, row["Currency"]] += Decimal(row[amount])
    for line in ended.json["sides"]:
        matched_amount, open_amount = Decimal(line["matched_amount"]), Decimal(line["exception_amount"])
        assert Decimal(line["in_amount"]) == expected.pop((line["side"], line["currency"])) == matched_amount + open_amount
        assert line["in"] == line["matched"] + line["exceptions"]
    assert not expected


def test_columns_nobody_knows_are_carried_along_and_no_cell_runs_as_a_formula(matched):
    _, out = matched
    matches, exceptions = table(out / "matches.csv"), table(out / "exceptions.csv")
    assert list(matches[0]) == [*MATCHES, "source_Cost Center"]
    assert list(exceptions[0]) == [*EXCEPTIONS, "source_Cost Center"]
    carried = {row["id"]: row["source_Cost Center"] for row in (*matches, *exceptions)}
    assert carried["B1"] == "CC-10"
    assert carried["B3"] == "'=1+1"
    assert carried["K1"] == ""


def test_the_report_is_one_file_that_needs_no_network(matched):
    _, out = matched
    report = (out / "report.html").read_text()
    assert "Every cent is accounted for." in report
    assert "http:" not in report
    assert "https:" not in report
    assert not re.search(r"<(script|img|link|iframe)[^>]+(src|href)=", report)
    assert "default-src 'none'" in report


def test_what_was_read_and_decided_is_told_next_to_the_result(matched):
    ended, _ = matched
    left, right = ended.json["files"]
    assert left["columns"]["amount"] == "Net Amount"
    assert right["columns"] == {
        "id": "Txn ID",
        "date": "Booking Date",
        "amount": "Amount",
        "currency": "Currency",
        "counterparty": "Payee",
        "description": "Description",
    }
    assert "amount = Net Amount" in ended.err


def test_two_files_without_dates_and_with_opposite_signs_are_matched_by_reference(installation, tmp_path):
    (tmp_path / "ours.csv").write_text("Reference,Amount\nINV-20417,12.50\nINV-20418,7.25\nINV-20419,99.00\nTotal,118.75 in all\n")
    (tmp_path / "theirs.csv").write_text(
        "Date,Amount,Text\n2026-09-01,-12.50,INV-20417\n2026-01-02,-7.25,INV-20418\n2026-09-02,-99.00,INV-20419\n"
    )
    ended = installation.tieout(
        "match", *(str(tmp_path / name) for name in ("ours.csv", "theirs.csv")), "--out", str(tmp_path / "out"), "--json"
    )
    assert ended.code == 1, "a row could not be read, and the exit code says so"
    assert [line["matched"] for line in ended.json["sides"]] == [3, 3]
    assert ended.json["files"][0]["set_aside"] == [{"row": 5, "why": "'118.75 in all' is no amount."}]
    assert "opposite sign" in ended.err
    assert "--left-set date=COLUMN" in ended.err


def test_two_files_that_agree_end_with_code_0_and_a_map_names_odd_columns(installation, tmp_path):
    (tmp_path / "ours.csv").write_text("Wann;Wieviel;Wer\n2026-09-01;12.50;Blue Meadow\n2026-09-02;7.25;Great Lakes\n")
    (tmp_path / "theirs.csv").write_text("date,amount,name\n2026-09-01,12.50,Blue Meadow\n2026-09-02,7.25,Great Lakes\n")
    (tmp_path / "map.yml").write_text("date: Wann\namount: Wieviel\ncounterparty: Wer\n")
    files = [str(tmp_path / name) for name in ("ours.csv", "theirs.csv")]
    ended = installation.tieout("match", *files, "--out", str(tmp_path / "out"), "--left-map", str(tmp_path / "map.yml"), "--json")
    assert ended.code == 0, ended.err
    assert table(tmp_path / "out" / "exceptions.csv") == []
    assert [line["matched"] for line in ended.json["sides"]] == [2, 2]


def test_the_project_is_parsed_once_and_again_only_where_what_is_kept_of_it_is_broken(matched, installation, tmp_path):
    (kept,) = (installation.state / "dbt_parsed").iterdir()
    whole = kept.read_bytes()
    for side in ("left", "right"):
        (tmp_path / f"{side}.csv").write_text("date,amount\n2026-09-01,1.00\n")
    command = ("match", str(tmp_path / "left.csv"), str(tmp_path / "right.csv"), "--out", str(tmp_path / "out"))
    kept.write_bytes(whole[: len(whole) // 2])
    assert installation.tieout(*command).code == 0
    (mended,) = (installation.state / "dbt_parsed").iterdir()
    assert mended.stat().st_size > len(whole) * 0.9
    parsed_at = mended.stat().st_mtime_ns
    assert installation.tieout(*command).code == 0
    assert mended.stat().st_mtime_ns == parsed_at


def test_steps_that_do_not_fit_into_memory_are_written_and_end_the_same(matched, tieout_nowhere, tmp_path, monkeypatch):
    _, out = matched
    monkeypatch.setattr(engine, "STEPS_OF_AN_ITEM", 10**12)
    ended = tieout_nowhere("match", str(out.parent / "books.csv"), str(out.parent / "bank.csv"), "--out", str(tmp_path / "out"))
    assert ended.code == 1, ended.err
    for name in ("matches.csv", "exceptions.csv"):
        assert table(tmp_path / "out" / name) == table(out / name)


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ("who,what\na,b\n", ("date", "amount", "map")),
        ("date,amount\n2026-09-01,lots\n", ("row 2", "lots")),
        ("date,amount\nsome day,1.00\n", ("row 2", "some day")),
    ],
)
def test_a_file_that_cannot_be_read_is_wrong_usage_and_the_message_says_where(installation, tmp_path, left, told):
    (tmp_path / "left.csv").write_text(left)
    (tmp_path / "right.csv").write_text("date,amount\n2026-09-01,1.00\n")
    ended = installation.tieout("match", str(tmp_path / "left.csv"), str(tmp_path / "right.csv"), "--out", str(tmp_path / "out"))
    assert ended.code == 2
    assert "left.csv" in ended.err
    for words in told:
        assert words in ended.err
    assert "Cure:" in ended.err
    assert "Traceback" not in ended.err
