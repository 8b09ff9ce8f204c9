"""A labelled case from a seed."""

from __future__ import annotations

from random import Random

from tests.benchmarks.case import Case
from tests.benchmarks.ground import Ground
from tests.benchmarks.kinds import ONCE, WEIGHTS
from tests.benchmarks.levels import LEVELS


def generate(seed: int, level: str = "ordinary", events: int = 1000) -> Case:
    """The same arguments give the same case. ``events``: things that happened, each one row or a few on either side."""
    draw = Random(f"{level}/{seed}/{events}")
    ground = Ground(draw, LEVELS[level])
    for _ in range(max(12, events // 15)):
        ground.party()
    kinds, weights = list(WEIGHTS), list(WEIGHTS.values())
    # every kind at least once where there is room for it, then as often as it usually happens
    for kind in (*ONCE, *kinds[:events], *draw.choices(kinds, weights, k=max(0, events - len(kinds)))):
        kind(ground)
    rows = sorted(ground.rows, key=lambda row: (row.side, row.on, row.id))  # ids are random, so nothing is told by the order within a day
    return Case(level, seed, tuple(rows), tuple(ground.groups), tuple(ground.alone), frozenset(ground.undecidable))
