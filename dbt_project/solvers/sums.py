"""Which items add up to an amount, and whether only they do.

A solution is not evidence: with many open items another subset of equal total nearly always exists. So the search goes on to a second
solution, within a visible budget; running out of it is a verdict too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LARGEST_SUBSET = 8
BUDGET = 100_000
FEW = 24  # amounts of which every sum is tried: of each half 4,096
LONGEST_BITS = 20_000_000  # minor units: 200,000.00, a number of 2.5 MB


@dataclass(frozen=True, slots=True)
class SumResult:
    """``members``: positions in ``amounts`` of the (first) solution. verdict: unique | ambiguous | none | budget_exhausted."""

    members: tuple[int, ...]
    verdict: str
    steps: int


def subset_with_sum(
    target: int, amounts: Sequence[int], *, largest: int = LARGEST_SUBSET, budget: int = BUDGET, pool: int | None = None
) -> SumResult:
    """Searches subsets of two to ``largest`` of the positive ``amounts`` (whole minor units) for the exact ``target``.

    Two solutions that take equal amounts from different positions are two solutions: the caller cannot tell which items are meant.
    Among more than ``pool`` amounts no search is made: some subset nearly always adds up, which would be no evidence.
    """
    if not can_add_up(target, amounts):
        return SumResult((), "none", 0)
    if pool is not None and len(amounts) > pool:
        return SumResult((), "budget_exhausted", 0)
    order = sorted(range(len(amounts)), key=lambda i: -amounts[i])
    values = [amounts[i] for i in order]
    rest = [0] * (len(values) + 1)
    for i in range(len(values) - 1, -1, -1):
        rest[i] = rest[i + 1] + values[i]
    solutions: list[tuple[int, ...]] = []
    steps = 0
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, target, ())]
    while stack and len(solutions) < 2:
        steps += 1
        if steps > budget:
            return SumResult(_original(order, solutions), "budget_exhausted", steps)
        start, left, taken = stack.pop()
        if left == 0 and len(taken) >= 2:
            solutions.append(taken)
            continue
        if start == len(values) or left < 0 or rest[start] < left or len(taken) == largest:
            continue
        stack.append((start + 1, left, taken))
        if values[start] <= left:
            stack.append((start + 1, left - values[start], (*taken, start)))
    verdict = ("none", "unique", "ambiguous")[len(solutions)]
    return SumResult(_original(order, solutions), verdict, steps)


def can_add_up(target: int, amounts: Sequence[int]) -> bool:
    """False only where no subset of any size can reach ``target``. With too many sums to try, the answer is True: unknown."""
    if len(amounts) <= FEW:
        half = len(amounts) // 2
        ones, others = _all_sums(amounts[:half]), np.sort(_all_sums(amounts[half:]))
        place = np.searchsorted(others, target - ones)
        return bool((others[np.minimum(place, len(others) - 1)] == target - ones).any())
    if target > LONGEST_BITS:
        return sum(amounts) >= target
    # sums are the bits of one number, so it takes a shift per amount
    reached, mask = 1, (1 << (target + 1)) - 1
    for amount in amounts:
        reached |= reached << amount & mask
    return bool(reached >> target)


def _all_sums(amounts: Sequence[int]) -> np.ndarray:
    sums = np.zeros(1, dtype=np.int64)
    for amount in amounts:
        sums = np.concatenate((sums, sums + amount))
    return sums


def _original(order: list[int], solutions: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted(order[i] for i in solutions[0])) if solutions else ()
