"""The pairing that the evidence as a whole speaks for, where leaving rows open is an answer, too.

Each candidate pair has a gain: how much more it says than chance would, in hundredths of a bit. The pairing with the largest total gain is
taken, so a row without a true partner takes nobody else's. A pair counts as clear where every pairing without it gains at least ``MARGIN``
less; two bits mean that it is four times as likely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from dbt_project.solvers.assignment import LARGEST, MARGIN, Pairing

OPEN = 6400  # what it costs to leave two rows open; macro evidence_cost


def pairings(lefts: Sequence[int], rights: Sequence[int], costs: Sequence[int]) -> list[Pairing]:
    """The verdicts on candidate pairs (``lefts[i]``, ``rights[i]``), of which each costs ``costs[i]``, lower is better.

    Each pair once. Unclear pairs of a component are ambiguous together; a component with more than LARGEST units on a side, after what is
    beyond doubt has been taken out of it, is budget_exhausted. Rows that no verdict names stay open.
    """
    left, right = np.asarray(lefts, dtype=np.int64), np.asarray(rights, dtype=np.int64)
    gain = OPEN - np.asarray(costs, dtype=np.int64)
    kept = gain > 0
    left, right, gain = left[kept], right[kept], gain[kept]
    found: list[Pairing] = []
    while len(gain):
        rivals = _best_other(left, gain) + _best_other(right, gain)
        sure = gain >= rivals + MARGIN
        if not sure.any():
            break
        for a, b, worth, rival in zip(left[sure].tolist(), right[sure].tolist(), gain[sure].tolist(), rivals[sure].tolist(), strict=True):
            found.append(Pairing((a,), (b,), "matched", OPEN - worth, OPEN - rival if rival else None))
        free = ~np.isin(left, left[sure]) & ~np.isin(right, right[sure])
        left, right, gain = left[free], right[free], gain[free]
    for part in _components(left, right):
        found += _solved(left[part], right[part], gain[part])
    return sorted(found, key=lambda pairing: pairing.lefts)


def _best_other(unit: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """For each candidate the best gain among the other candidates of its ``unit``; 0 where it is the only one."""
    order = np.lexsort((-gain, unit))
    first = np.r_[True, unit[order][1:] != unit[order][:-1]]
    start = np.flatnonzero(first)
    size = np.diff(np.r_[start, len(unit)])
    second = np.where(size > 1, gain[order][np.minimum(start + 1, len(unit) - 1)], 0)
    best, other = np.repeat(gain[order][start], size), np.repeat(second, size)
    result = np.empty_like(gain)
    result[order] = np.where(first, other, best)
    return result


def _components(left: np.ndarray, right: np.ndarray) -> Iterator[np.ndarray]:
    if not len(left):
        return
    _, rows = np.unique(left, return_inverse=True)
    _, columns = np.unique(right, return_inverse=True)
    n = int(rows.max()) + 1
    size = n + int(columns.max()) + 1
    _, labels = connected_components(coo_matrix((np.ones(len(rows)), (rows, n + columns)), shape=(size, size)), directed=False)
    label = labels[rows]
    order = np.argsort(label, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def _solved(left: np.ndarray, right: np.ndarray, gain: np.ndarray) -> Iterator[Pairing]:
    lefts, rights = np.unique(left), np.unique(right)
    if max(len(lefts), len(rights)) > LARGEST:
        yield Pairing(tuple(lefts.tolist()), tuple(rights.tolist()), "budget_exhausted", 0, None)
        return
    gains = np.zeros((len(lefts), len(rights)), dtype=np.int64)
    gains[np.searchsorted(lefts, left), np.searchsorted(rights, right)] = gain
    chosen = _assign(gains)
    best = _total(gains, chosen)
    unclear: set[tuple[int, int]] = set()
    for i, j in chosen:
        without = gains.copy()
        without[i, j] = 0
        other = _assign(without)
        lost = best - _total(without, other)
        if lost < MARGIN:
            unclear |= {(i, j)} | {pair for pair in other if pair not in chosen}
        else:
            yield Pairing((int(lefts[i]),), (int(rights[j]),), "matched", int(OPEN - gains[i, j]), int(OPEN - gains[i, j] + lost))
    clear = {pair for pair in chosen if pair not in unclear}
    rows, columns = {i for i, _ in clear}, {j for _, j in clear}
    unclear = {(i, j) for i, j in unclear if i not in rows and j not in columns}
    if unclear:
        of_left, of_right = sorted({int(lefts[i]) for i, _ in unclear}), sorted({int(rights[j]) for _, j in unclear})
        yield Pairing(tuple(of_left), tuple(of_right), "ambiguous", int(OPEN - best), None)


def _assign(gains: np.ndarray) -> list[tuple[int, int]]:
    rows, columns = linear_sum_assignment(gains, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if gains[i, j] > 0]


def _total(gains: np.ndarray, chosen: list[tuple[int, int]]) -> int:
    return int(sum(gains[i, j] for i, j in chosen))
