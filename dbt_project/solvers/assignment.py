"""The best one-to-one pairing of a connected set of candidates, and whether it is the only good one.

A greedy choice takes the cheapest pair first and may force a worse one later; the assignment minimises the total. A pairing counts as clear
where every other pairing of as many units costs at least ``MARGIN`` more. Units that agree in everything the rule compares are
interchangeable: swapping them is not another answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from scipy.optimize import linear_sum_assignment

MARGIN = 200  # cost units: 20 x (days between the lefts) x (days between the rights); see macros/predicates.sql
LARGEST = 40  # units on one side of a component that is searched for a runner-up
LARGEST_SET = 1000  # units on one side that may match as a set: the assignment looks at every pair of them
ABSENT = 10**9


@dataclass(frozen=True, slots=True)
class Pairing:
    """One verdict on one or more units of each side.

    verdict: matched | ambiguous | budget_exhausted. cost and runner_up: of the whole component, the second None where no other exists.
    is_greedy: whether taking the cheapest pair first, again and again, would have paired the same (or what looks the same).
    """

    lefts: tuple[int, ...]
    rights: tuple[int, ...]
    verdict: str
    cost: int
    runner_up: int | None
    is_greedy: bool = True


def solve(
    lefts: Sequence[int],
    rights: Sequence[int],
    costs: dict[tuple[int, int], int],
    signature: dict[int, Hashable],
    family: dict[int, Hashable],
) -> list[Pairing]:
    """The verdicts for one connected component.

    lefts, rights: unit numbers. costs: of the candidate pairs, lower is better. signature: units with equal signatures are interchangeable.
    family: units with equal families (same party and amount) may be matched as a set when the set balances, however unclear its pairs.
    """
    if max(len(lefts), len(rights)) > LARGEST:
        return _as_set(lefts, rights, costs, family) or [Pairing(tuple(lefts), tuple(rights), "budget_exhausted", 0, None)]
    matrix = np.full((len(lefts), len(rights)), ABSENT, dtype=np.int64)
    for (i, left), (j, right) in product(enumerate(lefts), enumerate(rights)):
        matrix[i, j] = costs.get((left, right), ABSENT)
    chosen = _assign(matrix)
    best = _total(matrix, chosen)
    left_signs, right_signs = [signature[u] for u in lefts], [signature[u] for u in rights]
    runner_up = _runner_up(matrix, chosen, left_signs, right_signs)
    if runner_up is not None and runner_up < best + MARGIN:
        return _as_set(lefts, rights, costs, family) or [Pairing(tuple(lefts), tuple(rights), "ambiguous", best, runner_up)]
    pairs = [(lefts[i], rights[j]) for i, j in chosen]
    if len(set(left_signs)) == len(lefts) and len(set(right_signs)) == len(rights):
        quick = set(greedy(costs))
        return [Pairing((a,), (b,), "matched", best, runner_up, (a, b) in quick) for a, b in pairs]
    found = _pairings(lefts, rights, pairs, signature, family, best, runner_up)
    kinds = Counter((signature[left], signature[right]) for left, right in greedy(costs))

    def is_greedy(one: Pairing) -> bool:
        return all(kinds[signature[a], signature[b]] for a, b in zip(one.lefts, one.rights, strict=True))

    return [replace(one, is_greedy=is_greedy(one)) for one in found]


def greedy(costs: dict[tuple[int, int], int]) -> list[tuple[int, int]]:
    """The pairs that a greedy choice takes: the cheapest of those whose units are still free, again and again."""
    taken_lefts: set[int] = set()
    taken_rights: set[int] = set()
    pairs = []
    for left, right in sorted(costs, key=lambda pair: (costs[pair], pair)):
        if left not in taken_lefts and right not in taken_rights:
            taken_lefts.add(left)
            taken_rights.add(right)
            pairs.append((left, right))
    return pairs


def _assign(matrix: np.ndarray) -> list[tuple[int, int]]:
    rows, columns = linear_sum_assignment(matrix)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if matrix[i, j] < ABSENT]


def _total(matrix: np.ndarray, chosen: list[tuple[int, int]]) -> int:
    return int(sum(matrix[i, j] for i, j in chosen))


def _runner_up(matrix: np.ndarray, chosen: list[tuple[int, int]], left_signs: list[Hashable], right_signs: list[Hashable]) -> int | None:
    """Cost of the cheapest really different pairing of as many pairs: it has fewer pairs of some kind, and signatures tell kinds apart.

    For each chosen pair in turn, no left unit that looks like its own may go to a right unit that looks like its own, but those that other
    chosen pairs of this kind have. Which of them they are makes no difference, for they look the same.
    """
    if len(chosen) == 2 and matrix.shape == (2, 2) and left_signs[0] != left_signs[1] and right_signs[0] != right_signs[1]:
        crosswise = matrix[0, chosen[1][1]], matrix[1, chosen[0][1]]
        return int(sum(crosswise)) if max(crosswise) < ABSENT else None
    costs = []
    for i, j in chosen:
        kept = {a for a, b in chosen if a != i and left_signs[a] == left_signs[i] and right_signs[b] == right_signs[j]}
        forbidden_lefts = [a for a, sign in enumerate(left_signs) if sign == left_signs[i] and a not in kept]
        changed = matrix.copy()
        changed[np.ix_(forbidden_lefts, [b for b, sign in enumerate(right_signs) if sign == right_signs[j]])] = ABSENT
        other = _assign(changed)
        if len(other) == len(chosen):
            costs.append(_total(changed, other))
    return min(costs, default=None)


def _as_set(lefts: Sequence[int], rights: Sequence[int], costs: dict[tuple[int, int], int], family: dict[int, Hashable]) -> list[Pairing]:
    """All of one party and one amount, as many on each side: the set matches; who pays whom cannot be told and does not matter."""
    if len(lefts) != len(rights) or len(lefts) > LARGEST_SET or len({family[u] for u in lefts}) != 1 or None in {family[u] for u in lefts}:
        return []
    matrix = np.array([[costs.get((left, right), ABSENT) for right in rights] for left in lefts], dtype=np.int64)
    chosen = _assign(matrix)
    if len(chosen) < len(lefts):
        return []  # no pairing uses them all
    total = _total(matrix, chosen)
    return [Pairing(tuple(lefts), tuple(rights), "matched", total, total)]


def _pairings(
    lefts: Sequence[int],
    rights: Sequence[int],
    chosen: list[tuple[int, int]],
    signature: dict[int, Hashable],
    family: dict[int, Hashable],
    best: int,
    runner_up: int | None,
) -> list[Pairing]:
    """Pairs one by one; pairs whose partners could be exchanged unnoticed are a set where one party paid them all, else undecided."""
    everything = Counter(("left", signature[u]) for u in lefts) + Counter(("right", signature[u]) for u in rights)
    found = []
    for pairs in _indistinct(chosen, signature):
        used = Counter(("left", signature[p[0]]) for p in pairs) + Counter(("right", signature[p[1]]) for p in pairs)
        mine, theirs = tuple(p[0] for p in pairs), tuple(p[1] for p in pairs)
        if len(pairs) == 1 or any(used[kind] != everything[kind] for kind in used):
            # copies beyond the number of partners: one of them is taken, the others stay open
            found += [Pairing((left,), (right,), "matched", best, runner_up) for left, right in pairs]
        elif len({family[u] for u in mine}) == 1 and family[mine[0]] is not None:
            found.append(Pairing(mine, theirs, "matched", best, runner_up))
        else:
            found.append(Pairing(mine, theirs, "ambiguous", best, best))
    return found


def _indistinct(pairs: list[tuple[int, int]], signature: dict[int, Hashable]) -> list[list[tuple[int, int]]]:
    """The pairs in sets within which partners could be exchanged unnoticed, since their signatures are equal."""
    sets: list[tuple[set[Hashable], list[tuple[int, int]]]] = []
    for left, right in pairs:
        kinds: set[Hashable] = {("left", signature[left]), ("right", signature[right])}
        touching = [s for s in sets if s[0] & kinds]
        merged = (set().union(kinds, *(s[0] for s in touching)), [p for s in touching for p in s[1]] + [(left, right)])
        sets = [s for s in sets if s not in touching] + [merged]
    return [members for _, members in sets]
