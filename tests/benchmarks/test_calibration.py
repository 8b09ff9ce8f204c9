"""Calibration says where confidence promises more than it keeps, and does not take luck for proof."""

from __future__ import annotations

import pytest

from tests.benchmarks.calibration import bins, figure, pooled, wilson
from tests.benchmarks.score import Score, Share


def test_the_interval_of_a_share_holds_it_and_narrows_with_more_cases():
    low, high = wilson(98, 100)
    assert low < 0.98 < high
    more_low, more_high = wilson(9800, 10_000)
    assert low < more_low < 0.98 < more_high < high
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(50, 50)[1] == pytest.approx(1.0)


def test_the_interval_is_wilsons():
    """81 of 263, from Wilson (1927) as Newcombe (1998) computes it."""
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_few_matches_join_a_neighbour_and_none_is_lost():
    by_confidence = {0.999: Share(300, 300), 0.99: Share(1, 2), 0.98: Share(400, 400), 0.9: Share(9, 10)}
    found = bins(by_confidence, least=200)
    assert [(one.right, one.all) for one in found] == [(300, 300), (410, 412)]
    assert 0.9 < found[1].claimed < 0.99


def test_confidence_that_promises_too_much_misses_its_target():
    assert figure(bins({0.9: Share(950, 1000)})).is_met
    too_much = figure(bins({0.999: Share(1000, 1000), 0.99: Share(950, 1000)}))
    assert too_much.value == pytest.approx(-0.04)
    assert not too_much.is_met
    assert too_much.has_fallen


def test_matches_of_several_levels_are_counted_together():
    first, second = Score(), Score()
    first.calibration[0.99].add(10, 10)
    second.calibration[0.99].add(8, 10)
    assert {confidence: (share.right, share.all) for confidence, share in pooled([first, second]).items()} == {0.99: (18, 20)}
