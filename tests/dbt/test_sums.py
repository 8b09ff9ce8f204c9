"""A sum is only found where no other one is, and the search says when it gave up."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_project.solvers.sums import LARGEST_SUBSET, SumResult, subset_with_sum


def test_the_only_selection_that_adds_up_is_found():
    result = subset_with_sum(70_00, [10_00, 25_00, 45_00, 99_00])
    assert (result.members, result.verdict) == ((1, 2), "unique")


def test_a_second_selection_makes_it_ambiguous():
    assert subset_with_sum(50_00, [10_00, 40_00, 20_00, 30_00]).verdict == "ambiguous"


def test_equal_amounts_in_different_places_are_two_selections():
    assert subset_with_sum(50_00, [20_00, 30_00, 30_00]).verdict == "ambiguous"


def test_equal_amounts_that_are_all_needed_are_one_selection():
    result = subset_with_sum(60_00, [30_00, 30_00, 7_00])
    assert (result.members, result.verdict) == ((0, 1), "unique")


@pytest.mark.parametrize(("target", "amounts"), [(50_00, []), (50_00, [10_00, 20_00]), (50_00, [60_00, 70_00]), (3, [2, 2])])
def test_nothing_adds_up(target, amounts):
    assert subset_with_sum(target, amounts) == SumResult((), "none", subset_with_sum(target, amounts).steps)


def test_one_item_is_not_a_sum():
    assert subset_with_sum(50_00, [50_00, 7_00]).verdict == "none"


def test_a_cent_too_much_is_not_a_sum():
    assert subset_with_sum(70_01, [25_00, 45_00]).verdict == "none"


def test_a_sum_holds_at_most_as_many_items_as_allowed():
    amounts = [1 << i for i in range(LARGEST_SUBSET + 1)]
    assert subset_with_sum(sum(amounts), amounts).verdict == "none"
    assert subset_with_sum(sum(amounts[1:]), amounts).verdict == "unique"


def test_what_no_subset_can_reach_is_known_without_a_search():
    result = subset_with_sum(400_01, list(range(10_00, 90_00, 2_00)), budget=500)  # even amounts never make an odd sum
    assert (result.verdict, result.steps) == ("none", 0)


def test_among_too_many_amounts_a_sum_is_no_evidence():
    assert subset_with_sum(30_00, [10_00] * 5, pool=4).verdict == "budget_exhausted"
    assert subset_with_sum(31_00, [10_00] * 5, pool=4).verdict == "none"


def test_a_spent_budget_is_a_verdict():
    result = subset_with_sum(18_00, [2_00] * 40, budget=500)  # nine of them would, and a sum may have eight
    assert (result.verdict, result.steps) == ("budget_exhausted", 501)


def test_a_budget_spent_on_the_second_selection_does_not_call_the_first_unique():
    amounts = [50_00, 20_00, *range(1_01, 19_00, 37)]
    exhausted = [b for b in range(1, 400) if subset_with_sum(70_00, amounts, budget=b).members]
    assert exhausted
    assert all(subset_with_sum(70_00, amounts, budget=b).verdict != "unique" for b in exhausted)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(1, 60), max_size=9), st.integers(1, 200))
def test_it_agrees_with_trying_everything(amounts, target):
    solutions = [
        chosen
        for size in range(2, min(len(amounts), LARGEST_SUBSET) + 1)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[i] for i in chosen) == target
    ]
    result = subset_with_sum(target, amounts)
    assert result.verdict == {0: "none", 1: "unique"}.get(len(solutions), "ambiguous")
    assert (result.members in solutions) == bool(solutions)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 60), max_size=9), st.integers(1, 200), st.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(amounts, target, random):
    order = list(range(len(amounts)))
    random.shuffle(order)
    result, shuffled = subset_with_sum(target, amounts), subset_with_sum(target, [amounts[i] for i in order])
    assert result.verdict == shuffled.verdict
    if result.verdict == "unique":
        assert set(result.members) == {order[i] for i in shuffled.members}
