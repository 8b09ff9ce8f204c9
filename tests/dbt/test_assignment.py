"""The best pairing is found, and only a clear one is called a match."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_project.solvers import assignment
from dbt_project.solvers.assignment import MARGIN, Pairing, solve

Costs = dict[tuple[int, int], int]


def pairs(result: list[Pairing]) -> dict[int, int]:
    """left -> right of the matched one-to-one pairings."""
    return {p.lefts[0]: p.rights[0] for p in result if p.verdict == "matched" and len(p.lefts) == len(p.rights) == 1}


def verdicts(result: list[Pairing]) -> set[str]:
    return {p.verdict for p in result}


def distinct(*units: int) -> dict[int, int]:
    return {u: u for u in units}


def solved(costs: Costs, signature: dict[int, object] | None = None, family: dict[int, object] | None = None) -> list[Pairing]:
    lefts, rights = sorted({left for left, _ in costs}), sorted({right for _, right in costs})
    return solve(lefts, rights, costs, signature or distinct(*lefts, *rights), family or dict.fromkeys(lefts))


def test_the_cheapest_pair_is_not_taken_where_it_forces_a_worse_one():
    # greedy takes 1-11 (0) and is left with 2-10 (5000); the best total is 1-10 and 2-11
    result = solved({(1, 10): 300, (1, 11): 0, (2, 10): 5000, (2, 11): 400})
    assert pairs(result) == {1: 10, 2: 11}
    assert {(p.cost, p.runner_up) for p in result} == {(700, 5000)}
    assert [p.is_greedy for p in result] == [False, False]


def test_where_the_nearest_pair_is_the_right_one_greed_would_have_done():
    assert [p.is_greedy for p in solved({(1, 10): 0, (1, 11): 300, (2, 10): 300, (2, 11): 0})] == [True, True]


def test_as_many_units_as_possible_are_matched_before_cost_counts():
    assert pairs(solved({(1, 10): 0, (1, 11): 900, (2, 10): 900})) == {1: 11, 2: 10}


def test_two_equally_good_pairings_are_ambiguous():
    result = solved({(1, 10): 100, (1, 11): 100})
    assert [(p.lefts, p.rights, p.verdict) for p in result] == [((1,), (10, 11), "ambiguous")]


@pytest.mark.parametrize(("gap", "verdict"), [(0, "ambiguous"), (MARGIN - 1, "ambiguous"), (MARGIN, "matched"), (MARGIN + 1, "matched")])
def test_a_pairing_is_clear_from_the_margin_on(gap, verdict):
    assert verdicts(solved({(1, 10): 50, (1, 11): 50 + gap})) == {verdict}


def test_the_only_possible_pairing_is_clear():
    assert pairs(solved({(1, 10): 700, (2, 10): 0, (2, 11): 0})) == {1: 10, 2: 11}


INTERCHANGEABLE = {(left, right): 40 for left in (1, 2) for right in (10, 11)}
TWO_KINDS = {1: "same", 2: "same", 10: "line", 11: "line"}


def test_interchangeable_units_of_one_party_match_as_a_set():
    result = solved(INTERCHANGEABLE, TWO_KINDS, family={1: "rent", 2: "rent"})
    assert [(set(p.lefts), set(p.rights), p.verdict) for p in result] == [({1, 2}, {10, 11}, "matched")]


def test_interchangeable_units_of_unknown_parties_are_ambiguous():
    result = solved(INTERCHANGEABLE, TWO_KINDS)
    assert [(set(p.lefts), set(p.rights), p.verdict) for p in result] == [({1, 2}, {10, 11}, "ambiguous")]


def test_of_three_interchangeable_units_and_two_counterparts_two_are_matched():
    costs = {(left, right): 40 for left in (1, 2, 3) for right in (10, 11)}
    result = solved(costs, {1: "same", 2: "same", 3: "same", 10: "line", 11: "line"})
    assert len(pairs(result)) == 2


def test_a_second_choice_behind_interchangeable_units_is_seen():
    # two equal entries, two equal lines and a third line nearly as good: which two lines are meant cannot be told
    costs = {(left, right): 0 for left in (1, 2) for right in (10, 11)} | {(1, 12): 10, (2, 12): 10}
    result = solved(costs, {**TWO_KINDS, 12: "other line"}, family={1: "rent", 2: "rent"})
    assert verdicts(result) == {"ambiguous"}


def test_a_set_of_one_party_and_amount_matches_although_its_inner_pairing_is_unclear():
    costs = {(1, 10): 10, (1, 11): 20, (2, 10): 20, (2, 11): 10}
    result = solved(costs, family={1: "rent", 2: "rent"})
    assert [(p.lefts, p.rights, p.verdict) for p in result] == [((1, 2), (10, 11), "matched")]


def test_a_set_of_different_parties_is_not_matched():
    costs = {(1, 10): 10, (1, 11): 20, (2, 10): 20, (2, 11): 10}
    assert verdicts(solved(costs, family={1: "rent", 2: "power"})) == {"ambiguous"}


def test_a_set_is_only_matched_where_all_of_it_can_be_paired():
    # 12 pairs with nothing but 3, and so does 11: three on each side, but no pairing of three
    costs = {(1, 10): 10, (2, 10): 10, (3, 10): 10, (3, 11): 10, (3, 12): 10}
    assert verdicts(solved(costs, family=dict.fromkeys((1, 2, 3), "rent"))) == {"ambiguous"}


def test_a_set_with_one_too_many_is_ambiguous():
    costs = {(left, right): 10 + left for left in (1, 2, 3) for right in (10, 11)}
    assert verdicts(solved(costs, family=dict.fromkeys((1, 2, 3), "rent"))) == {"ambiguous"}


def test_too_many_to_search_is_a_verdict(monkeypatch):
    monkeypatch.setattr(assignment, "LARGEST", 3)
    costs = {(left, right): left * right for left in range(4) for right in range(10, 14)}
    assert [(p.verdict, p.lefts, p.rights) for p in solved(costs)] == [("budget_exhausted", (0, 1, 2, 3), (10, 11, 12, 13))]


def test_too_many_to_search_still_match_as_a_set(monkeypatch):
    monkeypatch.setattr(assignment, "LARGEST", 3)
    costs = {(left, right): left * right for left in range(4) for right in range(10, 14)}
    assert verdicts(solved(costs, family=dict.fromkeys(range(4), "rent"))) == {"matched"}


def test_a_pairing_that_looks_the_same_does_not_hide_one_that_does_not():
    # 0 and 1 look alike, and so do 100 with 102 and 101 with 103: both may go to 101 and 103, or only one of them
    costs = {(left, right): 0 for left in (0, 1) for right in (100, 101, 102, 103)} | {(2, 100): 0, (2, 102): 0}
    assert verdicts(solved(costs, {0: 0, 1: 0, 2: 1, 100: 11, 101: 10, 102: 11, 103: 10})) == {"ambiguous"}


# ------------------------------------------------------------------------------------------------------- against trying everything
@st.composite
def boards(draw: st.DrawFn) -> tuple[Costs, dict[int, int]]:
    """Up to four units a side of a few kinds; what a pair costs follows from its two kinds, since a kind is what a rule can see."""
    left_kinds = draw(st.lists(st.integers(0, 2), min_size=1, max_size=4))
    right_kinds = draw(st.lists(st.integers(10, 12), min_size=1, max_size=4))
    kinds = st.tuples(st.integers(0, 2), st.integers(10, 12))
    cost = draw(st.dictionaries(kinds, st.sampled_from([0, 10, 90, 190, 200, 400, 1000, 5000]), min_size=1, max_size=9))
    costs = {
        (i, 100 + j): cost[left, right] for i, left in enumerate(left_kinds) for j, right in enumerate(right_kinds) if (left, right) in cost
    }
    return costs, {**dict(enumerate(left_kinds)), **{100 + j: kind for j, kind in enumerate(right_kinds)}}


def every_pairing(costs: Costs) -> dict[tuple[tuple[int, int], ...], int]:
    """All pairings of as many units as can be paired, with their cost."""
    lefts, rights = sorted({left for left, _ in costs}), sorted({right for _, right in costs})
    for size in range(min(len(lefts), len(rights)), 0, -1):
        found = {}
        for chosen in combinations(lefts, size):
            for order in permutations(rights, size):
                pairing = tuple(zip(chosen, order, strict=True))
                if all(pair in costs for pair in pairing):
                    found[pairing] = sum(costs[pair] for pair in pairing)
        if found:
            return found
    return {}


@settings(max_examples=300, deadline=None)
@given(boards())
def test_the_total_is_the_lowest_there_is_and_only_a_clear_pairing_is_matched(board):
    costs, kind = board
    if not costs:
        return
    result = solved(costs, kind)
    everything = every_pairing(costs)
    best = min(everything.values())
    kinds = {pairing: Counter((kind[a], kind[b]) for a, b in pairing) for pairing in everything}
    chosen = next(pairing for pairing, cost in everything.items() if cost == best)
    others = [cost for pairing, cost in everything.items() if kinds[pairing] != kinds[chosen]]
    is_clear = not others or min(others) >= best + MARGIN
    assert {p.cost for p in result} == {best}
    if not is_clear:
        assert verdicts(result) == {"ambiguous"}
    elif len(set(kind.values())) == len(kind):
        assert verdicts(result) == {"matched"}


@settings(max_examples=300, deadline=None)
@given(boards(), st.booleans())
def test_no_unit_is_in_two_verdicts_and_pairs_are_candidates(board, has_family):
    costs, kind = board
    if not costs:
        return
    result = solved(costs, kind, dict.fromkeys(kind, "rent") if has_family else None)
    lefts, rights = [u for p in result for u in p.lefts], [u for p in result for u in p.rights]
    assert len(lefts) == len(set(lefts))
    assert len(rights) == len(set(rights))
    assert all(pair in costs for pair in pairs(result).items())
