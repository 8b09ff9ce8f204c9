"""What a replay says about a certificate, and the project's SQL rendered without dbt. Nothing here needs a warehouse."""

from __future__ import annotations

import hashlib
import json

import duckdb
import pytest

from orchestration.certificate.verdict import DIFFERS, NOT_REPLAYED, VERIFIED, Finding, Verdict, differences
from orchestration.certificate.words import MOST_FINDINGS, as_data, lines, summary, total
from orchestration.project import Project

LEFT = {"side": "left", "connection": "books", "record_type": "payment", "source_id": "1", "amount": "10.00", "row_hash": "aa"}
RIGHT = {**LEFT, "side": "right", "connection": "bank", "record_type": "bank_line", "row_hash": "bb"}
CERTIFICATE = {"rule": "bank_reference", "version": 1, "margin": None, "fields": {"date": {"days": 3}}, "inputs": [LEFT, RIGHT]}


def text(**changed) -> str:
    return json.dumps({**CERTIFICATE, **changed}, separators=(",", ":"))


def told(stored: str, replayed: str) -> list[str]:
    return [str(finding) for finding in differences(stored, replayed)]


# what differs


def test_the_same_bytes_have_no_difference():
    assert differences(text(), text()) == []


def test_a_field_that_differs_is_named_with_both_values():
    assert told(text(fields={"date": {"days": 4}}), text()) == ["fields.date.days: stored 4, replayed 3"]
    assert told(text(margin=700), text()) == ["margin: stored 700, replayed null"]


def test_a_record_is_named_by_side_connection_type_and_id():
    changed = text(inputs=[LEFT, {**RIGHT, "row_hash": "cc"}])
    assert told(text(), changed) == ["inputs [right bank bank_line 1].row_hash: stored bb, replayed cc"]


def test_a_record_more_is_no_difference_in_the_others():
    first = {**RIGHT, "source_id": "0"}
    found = differences(text(inputs=[LEFT, first, RIGHT]), text())
    assert {finding.what.split("]")[0] for finding in found} == {"inputs [right bank bank_line 0"}
    assert all(finding.stored and not finding.replayed for finding in found)


@pytest.mark.parametrize("stored", [json.dumps(CERTIFICATE), json.dumps(CERTIFICATE, sort_keys=True, separators=(",", ":"))])
def test_other_bytes_of_the_same_meaning_are_a_difference(stored):
    assert differences(stored, text()) == [Finding("the text", stored, text())]


@pytest.mark.parametrize("stored", ["", "{", text()[:-1]])
def test_a_certificate_that_is_no_json_is_a_difference(stored):
    assert told(stored, text()) == ["the certificate: stored no JSON, replayed JSON"]


@pytest.mark.parametrize("stored", ["null", "[]", "7", '"bank_reference"'])
def test_a_certificate_that_is_no_object_is_a_difference(stored):
    assert differences(stored, text())


# words


def verdict(outcome: str, rule: str = "bank_reference", **given) -> Verdict:
    return Verdict("m1", "bank", rule, 1, "é", outcome, **given)


def test_a_verified_certificate_is_told_with_its_size_and_hash():
    (line,) = lines(verdict(VERIFIED))
    assert line.startswith("match m1 verified")
    assert f"2 bytes, sha256 {hashlib.sha256('é'.encode()).hexdigest()}" in line


def test_one_that_differs_is_told_with_every_difference_up_to_a_limit():
    found = tuple(Finding(f"field {n}", "1", "") for n in range(MOST_FINDINGS + 2))
    shown = lines(verdict(DIFFERS, findings=found))
    assert "  field 0: stored 1, replayed nothing" in shown
    assert len([line for line in shown if line.startswith("  field")]) == MOST_FINDINGS
    assert shown[-1] == "  and 2 more (--json lists them)"
    assert len(as_data(verdict(DIFFERS, findings=found))["differences"]) == len(found)


def test_one_that_cannot_be_replayed_says_why():
    assert lines(verdict(NOT_REPLAYED, why="the rule is gone")) == ["match m1 could not be replayed: the rule is gone"]


def test_what_changes_nothing_is_still_said():
    assert lines(verdict(VERIFIED, notes=("version 2 is in force",)))[-1] == "  version 2 is in force"


def test_the_summary_counts_by_rule():
    verdicts = [verdict(VERIFIED), verdict(VERIFIED), verdict(DIFFERS), verdict(NOT_REPLAYED, rule="bank_alias")]
    assert summary(verdicts) == [("bank", "bank_alias", 1, 1, 0, 0, 1), ("bank", "bank_reference", 1, 3, 2, 1, 0)]


def test_a_sample_is_called_one():
    verdicts = [verdict(VERIFIED), verdict(DIFFERS)]
    assert total(verdicts, 2) == "1 of 2 matches verified byte for byte."
    assert "A sample out of 900" in total(verdicts, 900)


# the project's SQL without dbt

HASHED = {
    "account_id": "'a'",
    "counterparty": "'b'",
    "amount": "cast(1 as decimal(18, 2))",
    "currency": "'USD'",
    "occurred_on": "date '2026-01-01'",
    "posted_on": "date '2026-01-02'",
    "document_number": "'c'",
    "check_number": "'d'",
    "description": "'e'",
    "reference_keys": "['f', 'g']",
    "group_key": "'h'",
    "is_void": "false",
}
CHANGED = {
    **{name: "'changed'" for name, value in HASHED.items() if value.startswith("'")},
    "amount": "cast(1.01 as decimal(18, 2))",
    "occurred_on": "date '2026-01-02'",
    "posted_on": "cast(null as date)",
    "reference_keys": "['f']",
    "is_void": "true",
}


@pytest.fixture
def project():
    with duckdb.connect() as con:
        yield Project(con, "memory", rebuilt=frozenset({"first", "second"}))


def hashed(project, **changed) -> str:
    columns = ", ".join(f"{value} as {name}" for name, value in {**HASHED, **changed}.items())
    return project.con.execute(project.render("select {{ row_hash('entry') }} from (select " + columns + ") as entry")).fetchone()[0]


@pytest.mark.parametrize("column", HASHED)
def test_the_hash_of_an_entry_changes_with_each_column_that_matching_reads(project, column):
    assert hashed(project) == hashed(project)
    assert hashed(project, **{column: CHANGED[column]}) != hashed(project)


def test_templates_reach_every_macro_in_the_dialect_of_the_database(project):
    rendered = project.render("select {{ name_similarity(\"'CEDAR HEALTH'\", \"'CDR HLTH'\") }}, {{ json_object({'a': '1'}) }}")
    similarity, written = project.con.execute(rendered).fetchone()
    assert similarity > 0.9
    assert written == '{"a":1}'


def test_models_are_built_once_and_after_those_they_refer_to(project, tmp_path, monkeypatch):
    (tmp_path / "first.sql").write_text("select 1 as number")
    (tmp_path / "second.sql").write_text(
        "select number + 1 as number from {{ ref('first') }} inner join {{ ref('first') }} as again using (number)"
    )
    monkeypatch.setattr("orchestration.project._models", lambda: {p.stem: p for p in tmp_path.glob("*.sql")})
    built = []
    project.after = {name: lambda name=name: built.append(name) for name in ("first", "second")}
    project.build("second")
    project.build("second")
    assert built == ["first", "second"]
    assert project.con.execute("from second").fetchall() == [(2,)]


def test_a_model_in_python_is_built_from_the_relations_it_asks_for(project, tmp_path, monkeypatch):
    (tmp_path / "first.sql").write_text("select 1 as number")
    (tmp_path / "second.py").write_text(
        "def model(dbt, session):\n    dbt.config(materialized='table')\n    return dbt.ref('first').project('number + 5 as number').df()\n"
    )
    monkeypatch.setattr("orchestration.project._models", lambda: {p.stem: p for p in tmp_path.iterdir()})
    project.build("second")
    assert project.con.execute("from second").fetchall() == [(6,)]


def test_a_model_that_is_nowhere_is_an_error(project):
    with pytest.raises(KeyError):
        project.ref("never_heard_of")
