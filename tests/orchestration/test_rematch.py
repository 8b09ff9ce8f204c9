"""Matching only what changed ends where matching everything anew ends, row for row."""

from __future__ import annotations

import random
from datetime import timedelta

import duckdb
import pytest

from orchestration.increment import within_dbt
from orchestration.increment.rematch import find_changes, rematch
from orchestration.increment.within_dbt import rematch_changes
from tests.orchestration.history import (
    VARIABLES,
    Record,
    differences,
    lay_out,
    match_whole,
    record,
    records,
    records_of_equal_amounts,
    records_of_sums,
)


def matched_on_top(path):
    with duckdb.connect() as con:
        con.execute(f"attach '{path}' as \"{path.stem}\"")
        find_changes(con, path.stem)
        return rematch(con, path.stem, VARIABLES)


def both_ways(tmp_path, before, after, decisions=()):
    """Matched on top of ``before``, and anew: how it went, and where the two differ."""
    kept, anew = tmp_path / "kept.duckdb", tmp_path / "anew.duckdb"
    lay_out(kept, before)
    match_whole(kept)
    lay_out(kept, after, decisions)
    done = matched_on_top(kept)
    lay_out(anew, after, decisions)
    match_whole(anew)
    return done, differences(kept, anew)


def changed(seed, rows):
    """Some rows gone, some new, some with another amount, day, text or reference."""
    draw = random.Random(seed)
    left = [row for row in rows if draw.random() > 0.01]
    for place in draw.sample(range(len(left)), 6):
        row = left[place]
        left[place] = Record(row | draw.choice([
            {"amount": f"{float(row['amount']) + 1:.2f}"}, {"amount": "33.00"}, {"item_on": row["item_on"] + timedelta(days=4)},
            {"stated_references": ["INV-40007"]}, {"counterparty": "Crest Laboratories"}, {"description": "CREST LABS INV-40011"},
        ]))  # fmt: skip
    return left


@pytest.mark.parametrize("seed", range(3))
def test_records_that_come_go_and_change_are_matched_as_if_all_were_matched_anew(tmp_path, seed):
    rows = records(seed)
    draw = random.Random(seed)
    before = [row for row in rows if draw.random() > 0.02]
    done, apart = both_ways(tmp_path, before, changed(seed, rows))
    assert apart == {}
    assert 0 < done.changed < done.touched < len(rows)


@pytest.mark.parametrize(("made", "seed"), [(records_of_sums, 1), (records_of_equal_amounts, 4), (records_of_equal_amounts, 5)])
def test_a_change_goes_no_further_than_it_makes_a_difference(tmp_path, made, seed):
    rows, draw = made(seed), random.Random(seed)
    gone, new, other = (set(draw.sample(range(len(rows)), number)) for number in (3, 4, 2))
    before = [row for place, row in enumerate(rows) if place not in new]
    after = [
        Record(row | {"amount": "60.00"}) if place in other else row  # which others have
        for place, row in enumerate(rows) if place not in gone
    ]  # fmt: skip
    done, apart = both_ways(tmp_path, before, after)
    assert apart == {}
    # all of a party's year, or of an amount's, hangs together, and a few more were guessed to be reached
    assert done.touched < len(rows) / 2


def test_weeks_that_other_rules_tell_apart_do_not_hang_together(tmp_path):
    # by the name alone each week would be held against the next, all the year
    weeks = [
        record(f"{side} {copy} of {week}", side, 50, 7 * week + copy, **{
            "left": {"counterparty": "Vale Therapy", "stated_references": [f"INV-{70000 + week}"]},
            "right": {"description": f"ACH VALE THERAPY INV-{70000 + week}"},
        }[side])
        for week in range(40) for side in ("left", "right") for copy in range(2)
    ]  # fmt: skip
    late = record("one more of 20", "left", 50, 145, counterparty="Vale Therapy", stated_references=["INV-70020"])
    done, apart = both_ways(tmp_path, weeks, [*weeks, late])
    assert apart == {}
    assert done.touched < 20


def test_what_an_ordinary_day_reaches_is_foreseen_so_that_the_models_run_once(tmp_path):
    names = ["Vale Therapy", "Crest Labs", "Quill Staffing", "Medline Industries"]
    open_items = [record(f"open {n}", "left", 100 + 7 * (n % 9), n % 10, counterparty=names[n % 4]) for n in range(40)]
    paid = [record(f"paid {n}", "right", 100 + 7 * (n % 9), 11, description=f"ACH {names[n % 4].upper()}") for n in range(12)]
    lines = [record(f"line {n}", "right", 100 + 7 * (n % 9), n % 10 + 1, description="DEPOSIT") for n in range(20, 30)]
    done, apart = both_ways(tmp_path, [*open_items, *lines], [*open_items, *lines, *paid])
    assert apart == {}
    assert (done.changed, done.passes) == (12, 1)


def decided_by(path, reference):
    """How many pairs that reference alone decided."""
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute("select count(*) from matching.pair_by_reference where shared_reference like '%' || ?", [reference])
        return int(found.fetchall()[0][0])


def of_years_ago():
    return [
        # two dozen of a quarter mention one reference, which still tells the one pair of its amount: with one more it tells nobody
        *(record(f"many {n}", "left", 700 + n, n - 890, stated_references=["INV-60000"]) for n in range(24)),
        record("paid", "right", 705, -883, description="WIRE INV-60000"),
        # a pair that a reference decides alone, until another of the same amount shares it
        record("booked", "left", 321, -800, stated_references=["INV-50000"]),
        record("received", "right", 321, -799, description="ACH INV-50000"),
        record("booked again", "left", 321, -796, stated_references=["INV-51000"]),
    ]


def sharing_references(day):
    return [
        record("one more", "left", 44, day - 90, stated_references=["INV-60000"]),
        record("the same", "left", 321, day, stated_references=["INV-50000"]),
    ]


def test_what_is_entered_years_late_reaches_those_of_its_time(tmp_path):
    before = [*records(3), *of_years_ago()]
    lay_out(tmp_path / "before.duckdb", before)
    match_whole(tmp_path / "before.duckdb")
    done, apart = both_ways(tmp_path, before, [*before, *sharing_references(-797)])
    assert apart == {}
    assert done.changed == 2
    for reference in ("60000", "50000"):
        assert decided_by(tmp_path / "before.duckdb", reference) == 1
        assert decided_by(tmp_path / "kept.duckdb", reference) == 0


def test_a_reference_used_again_years_later_changes_nothing_about_what_was_matched(tmp_path):
    before = [*records(3), *of_years_ago()]
    done, apart = both_ways(tmp_path, before, [*before, *sharing_references(99)])
    assert apart == {}
    assert done.changed == 2
    assert done.touched < 10
    for reference in ("60000", "50000"):
        assert decided_by(tmp_path / "kept.duckdb", reference) == 1


def test_a_decision_of_a_person_alone_is_heard(tmp_path):
    rows = records(7)
    lefts, rights = ([row for row in rows if row["side"] == side and row["scope"] == "A0|USD"] for side in ("left", "right"))
    decisions = [(lefts[0]["entry_id"], rights[0]["entry_id"], "accept"), (lefts[1]["entry_id"], rights[1]["entry_id"], "reject")]
    done, apart = both_ways(tmp_path, rows, rows, decisions)
    assert apart == {}
    assert done.changed == 0
    assert done.touched > 0


def test_where_nothing_changed_nothing_is_touched(tmp_path):
    rows = records(8)
    done, apart = both_ways(tmp_path, rows, rows)
    assert (done.changed, done.touched, done.passes, apart) == (0, 0, 0, {})


@pytest.fixture
def history(tmp_path, monkeypatch):
    """Matched once as a whole; then one record has another amount. The environment is that of a run."""
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    path, rows = tmp_path / "kept.duckdb", records(9)
    lay_out(path, rows)
    match_whole(path)
    lay_out(path, [Record(rows[0] | {"amount": "77.77"}), *rows[1:]])
    return path


def how(path, *statements):
    with duckdb.connect(str(path)) as session:
        for statement in statements:
            session.execute(statement)
        [row] = rematch_changes(session, path.stem).itertuples()
        ((kept,),) = session.execute("select count(*) from matching.matched_item").fetchall()
    return row.mode, row.detail, kept > 0


def test_a_run_over_enough_history_matches_what_changed(history, monkeypatch):
    monkeypatch.setenv("TIEOUT_REMATCH_FROM", "100")
    mode, detail, kept = how(history)
    assert (mode, kept) == ("changed", True)
    assert detail.startswith("1 of ")


def test_little_history_is_matched_anew_and_nothing_is_left_that_could_pass_for_whole(history):
    mode, detail, kept = how(history)
    assert (mode, kept) == ("whole", False)
    assert "fewer than 500,000" in detail


def test_what_a_broken_run_left_is_matched_anew_though_no_day_is_another(history, monkeypatch):
    lay_out(history, records(9))  # as they were matched
    assert how(history)[0] == "whole"  # and it comes no further
    monkeypatch.setenv("TIEOUT_REMATCH_FROM", "0")
    assert how(history)[0] == "whole"


def test_another_rule_is_a_reason_to_match_anew(history, monkeypatch):
    monkeypatch.setenv("TIEOUT_REMATCH_FROM", "100")
    mode, detail, _ = how(history, "update rules.match_rules set days_after = days_after + 1 where rule_id = 'bank_reference'")
    assert (mode, detail) == ("whole", "rules or models are others than they were")


def test_a_change_that_reaches_too_much_is_a_reason_to_match_anew(history, monkeypatch):
    monkeypatch.setenv("TIEOUT_REMATCH_FROM", "100")
    monkeypatch.setattr(within_dbt, "most_reached", lambda matched: 1)
    mode, detail, kept = how(history)
    assert (mode, kept) == ("whole", False)
    assert "what they reach" in detail


@pytest.mark.parametrize(("most", "mode"), [(100_000, "changed"), (1, "whole")])
def test_the_session_writes_to_disk_as_often_as_before_however_matching_ends(history, monkeypatch, most, mode):
    monkeypatch.setenv("TIEOUT_REMATCH_FROM", "100")
    monkeypatch.setattr(within_dbt, "most_reached", lambda matched: most)
    with duckdb.connect(str(history), config={"checkpoint_threshold": "7MiB"}) as session:
        [row] = rematch_changes(session, history.stem).itertuples()
        assert row.mode == mode
        assert session.execute("select current_setting('checkpoint_threshold')").fetchall() == [("7.0 MiB",)]


def test_what_is_asked_for_as_a_whole_is_matched_anew(history, monkeypatch):
    monkeypatch.setenv("TIEOUT_REMATCH_FROM", "100")
    monkeypatch.setenv("TIEOUT_REMATCH", "off")
    assert how(history)[0] == "whole"


def test_where_a_kept_table_is_missing_everything_is_matched_anew(history, monkeypatch):
    monkeypatch.setenv("TIEOUT_REMATCH_FROM", "100")
    mode, detail, kept = how(history, "drop table matching.pair_near")
    assert (mode, kept) == ("whole", False)
    assert detail == "what changed could not be matched alone: CatalogException"
