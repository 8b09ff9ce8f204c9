"""A figure says whether its target is met, by how much it is missed, and whether the bench fails for it."""

from __future__ import annotations

from math import nan

import pytest

from tests.benchmarks.extra import AWAITED, EXTRAS
from tests.benchmarks.figures import Figure
from tests.benchmarks.tables import Table, markdown, of_figures


@pytest.mark.parametrize(
    ("figure", "verdict", "has_fallen"),
    [
        (Figure("hard", "recall", 0.98, 0.97, 0.95), "met", False),
        (Figure("hard", "recall", 0.97, 0.97, 0.95), "met", False),
        (Figure("hard", "recall", 0.96, 0.97, 0.95), "short by 0.0100", False),
        (Figure("hard", "recall", 0.94, 0.97, 0.95), "short by 0.0300", True),
        (Figure("speed", "time over a join", 5.0, 6.0, 60.0, at_most=True), "met", False),
        (Figure("speed", "time over a join", 15.0, 6.0, 60.0, at_most=True), "2.5 times too much", False),
        (Figure("speed", "time over a join", 61.0, 6.0, 60.0, at_most=True), "10.2 times too much", True),
        (Figure("files", "false matches", 2, 0, 0, at_most=True), "2 too many", True),
        (Figure("files", "false matches", 2, 0, at_most=True), "2 too many", False),
        (Figure("files", "recall", nan, 0.99, 0.9), "not measured", False),
    ],
)
def test_a_figure_is_held_against_target_and_floor(figure, verdict, has_fallen):
    assert (figure.verdict, figure.has_fallen) == (verdict, has_fallen)
    assert figure.is_met == (verdict == "met")


def test_what_was_not_measured_shows_no_value():
    (row,) = of_figures([Figure("files", "recall", nan, 0.99)]).rows
    assert row == ("files", "recall", "", "at least 0.99", "not measured", "")


def test_nothing_is_both_measured_and_awaited():
    """Whoever adds a measure takes its figures from the list of those that are awaited."""
    assert {extra.part for extra in EXTRAS} <= set(AWAITED)
    assert all(figure.is_missing for awaited in AWAITED.values() for figure in awaited)


def test_a_report_to_keep_has_every_table():
    text = markdown("Bench", ["2 cores"], [Table("Speed", ("", "seconds"), (("tieout", "1.50"), ("join", "0.10")))])
    assert text == "# Bench\n\n- 2 cores\n\n## Speed\n\n|  | seconds |\n| --- | ---: |\n| tieout | 1.50 |\n| join | 0.10 |\n"
