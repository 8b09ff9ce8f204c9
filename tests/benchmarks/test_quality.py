"""The engine never falls below its floors, is better than what people use otherwise, and the benchmark itself tells nothing away."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from ingestion.settings import Settings
from tests.benchmarks.case import Alone, Case, Group, Row
from tests.benchmarks.generator import generate
from tests.benchmarks.kinds import ONCE, WEIGHTS, not_covered
from tests.benchmarks.quality import AIMS, BASELINES, ENGINE, figures, measure
from tests.benchmarks.score import Match, score


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The scores by level, of the engine and of its baselines, on one case each."""
    folder = tmp_path_factory.mktemp("bench")
    settings = Settings(folder, folder / "w.duckdb", folder / "p.duckdb", folder / "c.yml", date(2026, 9, 30))
    return {level: measure(level, (1,), settings, events=600) for level in AIMS}


@pytest.mark.parametrize("level", AIMS)
def test_no_figure_is_below_its_floor(measured, level):
    below = [figure for figure in figures(level, measured[level][ENGINE]) if figure.has_fallen]
    assert below == []


@pytest.mark.parametrize("baseline", BASELINES)
@pytest.mark.parametrize("level", AIMS)
def test_the_engine_recalls_more_than_a_baseline_and_is_right_as_often(measured, level, baseline):
    ours, theirs = measured[level][ENGINE], measured[level][baseline]
    assert ours.recall_confirmed.value > theirs.recall_confirmed.value
    assert ours.f1 > theirs.f1


def test_every_kind_happens_and_all_that_must_be_covered_is():
    for level in AIMS:
        case = generate(1, level, 600)
        assert not_covered(case) == []
        happened = {group.kind for group in case.groups} | {alone.kind for alone in case.alone}
        assert happened == {kind.__name__ for kind in (*WEIGHTS, *ONCE)}


def test_the_same_seed_gives_the_same_case_and_another_seed_another():
    assert generate(5, "hard", 100) == generate(5, "hard", 100)
    assert generate(5, "hard", 100).rows != generate(6, "hard", 100).rows


def test_ids_and_order_tell_nothing():
    """Sorting by id, or by place within a day, pairs rows no better than chance."""
    case = generate(3, "ordinary", 600)
    assert _share_of_ups_in_ids(case) == pytest.approx(0.5, abs=0.1)
    assert _share_of_pairs_by_place(case) < 0.2


def _share_of_ups_in_ids(case: Case) -> float:
    """How often the partner of the next id is the higher one, too: 0.5 where ids say nothing."""
    for side in ("left", "right"):
        rows = [row for row in case.rows if row.side == side]
        assert rows == sorted(rows, key=lambda row: (row.on, row.id))
    partner = {group_pair[0]: group_pair[1] for group in case.groups if len(group.pairs) == 1 for group_pair in group.pairs}
    lefts = sorted(partner)
    rank = {row: place for place, row in enumerate(sorted(partner.values()))}
    ups = sum(rank[partner[a]] < rank[partner[b]] for a, b in pairwise(lefts))
    return ups / (len(lefts) - 1)


def _share_of_pairs_by_place(case: Case) -> float:
    """How many pairs of one day stand at the same place among the pairs of their day on both sides, on days with ten pairs or more."""
    on = {row.id: row.on for row in case.rows}
    by_day: dict[date, list[tuple[str, str]]] = defaultdict(list)
    for group in case.groups:
        by_day.update({on[left]: [*by_day[on[left]], (left, right)] for left, right in group.pairs if len(group.pairs) == 1})
    hits = total = 0
    for pairs in by_day.values():
        if len(pairs) >= 10:
            lefts, rights = sorted(left for left, _ in pairs), sorted(right for _, right in pairs)
            hits += sum(lefts.index(left) == rights.index(right) for left, right in pairs)
            total += len(pairs)
    assert total > 100
    return hits / total


# ------------------------------------------------------------------------------------------------------------- the score itself
def row(side: str, name: str, amount: int = 1) -> Row:
    return Row(side, name, date(2026, 9, 1), Decimal(amount), "", "", "", "")


CASE = Case(
    "ordinary",
    0,
    tuple(row("left", name) for name in ("a", "b", "c")) + tuple(row("right", name) for name in ("x", "y", "z")),
    (Group("plain", frozenset("a"), frozenset("x")), Group("plain", frozenset("b"), frozenset("y"))),
    (Alone("trap", "left", frozenset("c"), frozenset({"unmatched"})), Alone("trap", "right", frozenset("z"), frozenset({"unmatched"}))),
    frozenset(),
)


def pair(left: str, right: str, status: str = "confirmed") -> Match:
    return Match(frozenset(left), frozenset(right), status, "rule", 0.99)


def test_a_wrong_pair_lowers_precision_and_a_missing_one_recall():
    found = score(CASE, [pair("a", "x"), pair("c", "z")], {("left", "b"): "unmatched"})
    assert (found.precision.right, found.precision.all) == (1, 2)
    assert (found.recall.right, found.recall.all) == (1, 2)
    assert (found.reasons.right, found.reasons.all) == (0, 2)
    assert len(found.wrong) == 1


def test_a_suggestion_counts_for_recall_and_not_for_precision():
    found = score(CASE, [pair("a", "x"), pair("b", "y", "suggested")], {})
    assert (found.precision.right, found.precision.all) == (1, 1)
    assert (found.recall.right, found.recall_confirmed.right) == (2, 1)


def test_a_set_of_equal_amounts_is_right_where_it_is_made_of_whole_groups_and_wrong_where_a_stranger_is_in_it():
    assert score(CASE, [pair("ab", "xy")], {}).precision.value == 1
    assert score(CASE, [pair("abc", "xyz")], {}).precision.value < 1
    different = replace(CASE, rows=tuple(replace(r, amount=r.amount * n) for n, r in enumerate(CASE.rows, 1)))
    assert score(different, [pair("ab", "xy")], {}).precision.value == 0.5
