"""Matching only what changed ends where matching everything anew ends, row for row."""

from __future__ import annotations

import random
from datetime import timedelta

import duckdb
import pytest

from orchestration.increment.rematch import rematch
from tests.orchestration.history import VARIABLES, Record, differences, lay_out, match_whole, records


def matched_on_top(path):
    with duckdb.connect() as con:
        con.execute(f"attach '{path}' as \"{path.stem}\"")
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
