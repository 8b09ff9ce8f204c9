"""The evidence as a whole decides, and leaving a row open is an answer, too."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dbt_project.solvers import evidence
from dbt_project.solvers.assignment import MARGIN, Pairing
from dbt_project.solvers.evidence import OPEN, pairings

Gains = dict[tuple[int, int], int]
GAINS = st.dictionaries(st.tuples(st.integers(0, 3), st.integers(10, 13)), st.integers(-300, 3000), max_size=9)


def decided(gains: Gains) -> list[Pairing]:
    return pairings([left for left, _ in gains], [right for _, right in gains], [OPEN - gain for gain in gains.values()])


def matched(gains: Gains) -> set[tuple[int, int]]:
    return {(p.lefts[0], p.rights[0]) for p in decided(gains) if p.verdict == "matched"}


def best(gains: Gains) -> int:
    """The largest total gain of any one-to-one choice, by trying them all."""
    found = 0
    for size in range(1, 5):
        for chosen in combinations(gains, size):
            if len({left for left, _ in chosen}) == len({right for _, right in chosen}) == size:
                found = max(found, sum(gains[pair] for pair in chosen))
    return found


def test_a_row_without_a_partner_takes_nobody_elses():
    # as many pairs as possible would be 1-11 and 2-10; 2 has no partner of its own and 11 none
    assert matched({(1, 10): 3000, (1, 11): 600, (2, 10): 600}) == {(1, 10)}


def test_what_says_less_than_chance_is_no_match():
    assert decided({(1, 10): 0, (2, 11): -100}) == []


def test_two_partners_that_fit_nearly_as_well_leave_the_row_open():
    assert matched({(1, 10): 2000, (1, 11): 2000 - MARGIN + 1}) == set()
    assert matched({(1, 10): 2000, (1, 11): 2000 - MARGIN}) == {(1, 10)}


def test_an_unclear_pair_does_not_hold_up_a_clear_one_beside_it():
    gains = {(1, 10): 2000, (1, 11): 1950, (2, 11): 900, (2, 12): 3000, (3, 12): 1000, (3, 13): 2500}
    assert {(2, 12), (3, 13)} <= matched(gains)
    assert (1, 10) not in matched(gains)


def test_a_pair_beyond_doubt_is_found_in_a_component_too_large_to_search(monkeypatch):
    monkeypatch.setattr(evidence, "LARGEST", 1)
    assert matched({(1, 10): 3000, (1, 11): 100, (2, 11): 150}) == {(1, 10)}


@given(GAINS)
def test_a_pair_is_matched_exactly_where_every_choice_without_it_is_clearly_worse(gains):
    most = best(gains)
    clear = {pair for pair in gains if most - best({other: gain for other, gain in gains.items() if other != pair}) >= MARGIN}
    assert matched(gains) == clear


@given(GAINS)
def test_no_unit_has_two_verdicts(gains):
    found = decided(gains)
    lefts, rights = [u for p in found for u in p.lefts], [u for p in found for u in p.rights]
    assert len(lefts) == len(set(lefts))
    assert len(rights) == len(set(rights))
