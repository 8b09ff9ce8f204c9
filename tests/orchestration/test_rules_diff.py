"""What other rules would change is told before anything changes."""

from __future__ import annotations

import csv
from decimal import Decimal

from ingestion.settings import ROOT
from orchestration.rules_diff import Outcome, Verdict, compare

SEED = ROOT / "dbt_project" / "seeds" / "match_rules.csv"


def match(*items, rule="by_reference", status="confirmed"):
    return Verdict("bank", rule, status, "USD", Decimal(10), frozenset(items))


def outcome(*matches, undecided=()):
    return Outcome(matches, frozenset(("bank", item) for item in undecided))


def test_the_same_verdicts_are_no_difference():
    assert compare(outcome(match("a", "x")), outcome(match("a", "x"))).is_empty


def test_a_match_only_one_set_of_rules_makes_is_gained_or_lost():
    found = compare(outcome(match("a", "x")), outcome(match("b", "y")))
    assert [m.items for m in found.gained] == [frozenset({"b", "y"})]
    assert [m.items for m in found.lost] == [frozenset({"a", "x"})]


def test_the_same_rows_matched_by_another_rule_are_changed_and_neither_gained_nor_lost():
    found = compare(outcome(match("a", "x")), outcome(match("a", "x", rule="by_amount", status="suggested")))
    assert (found.gained, found.lost) == ((), ())
    assert [(a.status, b.status) for a, b in found.changed] == [("confirmed", "suggested")]


def test_what_becomes_undecided_is_told_and_what_was_before_is_not():
    found = compare(outcome(undecided=["a"]), outcome(undecided=["a", "b"]))
    assert found.newly_undecided == {("bank", "b")}


def test_the_command_tells_what_dropping_a_rule_costs_and_leaves_the_data_as_it_was(demo, tmp_path):
    with SEED.open(newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if row["rule_id"] != "bank_counterparty"]
    with (tmp_path / "new.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames)
        writer.writeheader()
        writer.writerows(rows)
    before = demo.installation.marts()
    ended = demo.installation.tieout("rules", "diff", str(SEED), str(tmp_path / "new.csv"), "--json")
    assert ended.code == 1, ended.err
    told = {(row["what"], row["rule"]): row["matches"] for row in ended.json}
    assert told["lost", "bank_counterparty"] > 0
    assert not any(what == "gained" and rule == "bank_counterparty" for what, rule in told)
    assert demo.installation.marts() == before


def test_a_file_that_is_no_list_of_rules_is_wrong_usage(demo, tmp_path):
    (tmp_path / "odd.csv").write_text("colour\nblue\n")
    ended = demo.installation.tieout("rules", "diff", str(SEED), str(tmp_path / "odd.csv"))
    assert ended.code == 2
    assert "odd.csv" in ended.err
    assert "match_rules.csv" in ended.err
