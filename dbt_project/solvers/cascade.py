"""The cascade: rules from the most to the least specific, each over what is left.

Input is what SQL found: units (what can be matched as one), their items, and candidate pairs per rule. Output is one row per decided unit.
An item is consumed once: consuming a bundle consumes its items and the other way round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from dbt_project.solvers.assignment import Pairing, solve
from dbt_project.solvers.board import Board, Edges, lay_out
from dbt_project.solvers.evidence import pairings
from dbt_project.solvers.sums import subset_with_sum

LONGEST_SPREAD = 4  # days between the first and the last member of a sum: what is bundled travels together, over a weekend
LARGEST_POOL = 24  # items from which a sum is searched
REFERENCED = {"shared_reference", "check_number", "reference_within_tolerance", "check_number_within_tolerance"}


@dataclass(frozen=True, slots=True)
class Rule:
    """As much of a rule as its way of deciding depends on. A rule that may only suggest is ``silent`` where it does not know."""

    id: str
    predicate: str
    is_silent: bool


def decide(units: pd.DataFrame, unit_items: pd.DataFrame, candidates: pd.DataFrame, taken: pd.DataFrame | None = None) -> pa.Table:
    """Runs every rule of ``candidates`` in order of priority.

    units: unit_id, reconciliation, side, scope, cents (amount in whole minor units), unit_on, counterparty_key, text_key, check_number,
    is_whole, is_bundle; and name, where unit_id is but a number for it. Units without a candidate need not be there.
    unit_items: unit_id, item_id. candidates: rule_id, priority, predicate, state, left_unit_id, right_unit_id, cost.
    taken: item_id of items consumed before. Returns board.COLUMNS, one row per decided unit (by its name), in a fixed order.
    """
    board, ids = lay_out(units, unit_items, taken)
    for rule, edges in _by_rule(candidates, ids):
        MODES.get(rule.predicate, _pairs)(board, rule, edges)
    return board.decided()


def _by_rule(candidates: pd.DataFrame, ids: pd.Index) -> Iterator[tuple[Rule, Edges]]:
    """The rules in order of priority, with their candidates in a fixed order: the cheapest first."""
    left, right = ids.get_indexer(candidates.left_unit_id), ids.get_indexer(candidates.right_unit_id)
    cost = candidates.cost.to_numpy(np.int64)
    rules = candidates.groupby("rule_id", observed=True).indices.values()
    firsts = {rows[0]: candidates.iloc[rows[0]] for rows in rules}
    for rows in sorted(rules, key=lambda rows: (firsts[rows[0]].priority, firsts[rows[0]].rule_id)):
        first = firsts[rows[0]]
        edges = Edges(left[rows], right[rows], cost[rows])
        edges = edges.where((edges.left >= 0) & (edges.right >= 0))
        edges = edges.where(np.lexsort((edges.right, edges.left, edges.cost)))
        yield Rule(str(first.rule_id), str(first.predicate), first.state == "suggested"), edges


# ------------------------------------------------------------------------------------------------------------------ ways of deciding
def _pairs(board: Board, rule: Rule, edges: Edges) -> None:
    """One to one by optimal assignment; whole units before parts of bundles."""
    for step in _steps(board, edges):
        for component in board.components(_take_lonely(board, rule, step)):
            for pairing in _solved(board, rule, component):
                # a rule that may only suggest says "ambiguous" only where as many stand on both sides: else something is simply missing
                if pairing.verdict == "matched" or not rule.is_silent or len(pairing.lefts) == len(pairing.rights):
                    board.take(rule.id, pairing)


def _unique(board: Board, rule: Rule, edges: Edges) -> None:
    """Only pairs that have no other candidate on either side; whole units before parts of bundles."""
    for step in _steps(board, edges):
        _take_lonely(board, rule, step)


def _by_evidence(board: Board, rule: Rule, edges: Edges) -> None:
    """One to one by the evidence as a whole; what is left open is an answer, too."""
    edges = board.open(edges)
    for pairing in pairings(edges.left.tolist(), edges.right.tolist(), edges.cost.tolist()):
        if pairing.verdict == "matched":
            board.take(rule.id, pairing)


def _groups(board: Board, rule: Rule, edges: Edges) -> None:
    """Whatever hangs together belongs together (links that the source itself asserts)."""
    for component in board.components(edges):
        members = np.unique((component.left, component.right))
        is_left = board.units.is_left[members]
        lefts, rights = (tuple(members[side].tolist()) for side in (is_left, ~is_left))
        board.take(rule.id, Pairing(lefts, rights, "matched", 0, None))


def _sums(board: Board, rule: Rule, edges: Edges) -> None:
    """One unit against several of the other side that add up to it, in either direction, where only one selection does."""
    size = np.abs(board.units.cents)
    found: list[FoundSum] = []
    for anchors, members, is_right in ((edges.right, edges.left, True), (edges.left, edges.right, False)):
        for anchor, pool in _pools(board, size, anchors, members):
            for members_found, verdict in _sums_of(int(size[anchor]), size[pool], board.units.day[pool]):
                found.append(FoundSum(anchor, tuple(pool[members_found].tolist()), verdict, is_right))
    _take_sums(board, rule, found)


def _pools(board: Board, size: np.ndarray, anchors: np.ndarray, members: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Each free anchor with the free units (in order) of which several could make it up: of its sign, smaller, together large enough."""
    is_credit = board.units.cents > 0
    fits = board.free[anchors] & board.free[members] & ~board.units.is_bundle[members]
    fits &= (is_credit[anchors] == is_credit[members]) & (size[members] < size[anchors])
    for anchor, pool in _grouped(anchors[fits], members[fits]):
        if len(pool) > 1 and size[pool].sum() >= size[anchor]:
            yield anchor, pool


def _sums_of(target: int, size: np.ndarray, days: np.ndarray) -> Iterator[tuple[list[int], str]]:
    """What a search in each window of a few days finds: positions, and the verdict of SumResult."""
    order = np.argsort(days, kind="stable")
    on = days[order]
    searched = 0
    for start in [0, *(np.flatnonzero(np.diff(on)) + 1).tolist()]:
        end = int(np.searchsorted(on, on[start] + LONGEST_SPREAD, side="right"))
        if end == searched:
            continue  # nothing but members of the window before, in which the search came to an end
        near = np.sort(order[start:end]).tolist()
        result = subset_with_sum(target, size[near].tolist(), pool=LARGEST_POOL)
        if result.verdict in ("none", "unique"):
            searched = end
        if result.verdict != "none":
            yield [near[i] for i in result.members], result.verdict


@dataclass(frozen=True)
class FoundSum:
    """``members`` (of the other side) add up to ``anchor``; ``verdict`` as in SumResult. No members where the search found none in time."""

    anchor: int
    members: tuple[int, ...]
    verdict: str
    is_right: bool


def _take_sums(board: Board, rule: Rule, found: list[FoundSum]) -> None:
    """Takes a sum where its anchor has one solution and no member is wanted by another anchor. An anchor with several solutions, or whose
    search was not finished, gets that as its verdict; its members stay free, for nothing says which of them are meant, and are remembered
    with it. A rule that may only suggest has too little evidence to call anything undecided: it is silent."""
    of_anchor: dict[int, list[FoundSum]] = defaultdict(list)
    wanted: dict[int, set[int]] = defaultdict(set)
    for one in found:
        of_anchor[one.anchor].append(one)
        for member in one.members:
            wanted[member].add(one.anchor)
    undecided: list[tuple[FoundSum, str]] = []
    for _, sums in sorted(of_anchor.items()):
        solutions = {one.members for one in sums if one.members}
        first, finished = sums[0], all(one.verdict == "unique" for one in sums)
        if len(solutions) == 1 and finished and all(len(wanted[m]) == 1 for m in first.members):
            lefts, rights = (first.members, (first.anchor,)) if first.is_right else ((first.anchor,), first.members)
            if board.take(rule.id, Pairing(lefts, rights, "matched", 0, None)):
                continue
        else:
            undecided.append((first, "ambiguous" if finished or len(solutions) > 1 or _is_ambiguous(sums) else "budget_exhausted"))
        if solutions:
            board.remember(rule.id, sorted({first.anchor}.union(*solutions)))
    for first, verdict in [] if rule.is_silent else undecided:
        lefts, rights = ((), (first.anchor,)) if first.is_right else ((first.anchor,), ())
        board.take(rule.id, Pairing(lefts, rights, verdict, 0, None))


def _is_ambiguous(sums: list[FoundSum]) -> bool:
    return any(one.verdict == "ambiguous" for one in sums)


def _reference_sums(board: Board, rule: Rule, edges: Edges) -> None:
    """All units that share a reference with one of the other side, where they add up to it."""
    cents = board.units.cents
    for anchors, members, is_left in ((edges.left, edges.right, True), (edges.right, edges.left, False)):
        fits = board.free[anchors] & board.free[members] & board.units.is_whole[members]
        for anchor, pool in _grouped(anchors[fits], members[fits]):
            parts = tuple(pool[board.free[pool]].tolist())
            if board.free[anchor] and len(parts) > 1 and cents[list(parts)].sum() == cents[anchor]:
                lefts, rights = ((anchor,), parts) if is_left else (parts, (anchor,))
                board.take(rule.id, Pairing(lefts, rights, "matched", 0, None))


MODES: dict[str, Callable[[Board, Rule, Edges], None]] = {
    "amount_unique": _unique,
    "check_amount_unique": _unique,
    "rare_words": _by_evidence,
    "application": _groups,
    "self_balancing": _groups,
    "sum": _sums,
    "check_deposit_sum": _sums,
    "reference_sum": _reference_sums,
}
SUMS = frozenset(predicate for predicate, mode in MODES.items() if mode is _sums)
UNIQUE = frozenset(predicate for predicate, mode in MODES.items() if mode is _unique)


# -------------------------------------------------------------------------------------------------------------------------- helpers
def _steps(board: Board, edges: Edges) -> Iterator[Edges]:
    """First the pairs of whole units, then all."""
    whole = board.units.is_whole
    yield edges.where(whole[edges.left] & whole[edges.right])
    yield edges


def _take_lonely(board: Board, rule: Rule, edges: Edges) -> Edges:
    """Takes the pairs of which neither unit has another candidate (nearly all), and returns the rest. A pair whose unit shares items with
    one taken just before (a bundle and its part) is no longer free and is passed over."""
    edges = board.open(edges)
    n = len(board.free)
    lonely = (np.bincount(edges.left, minlength=n)[edges.left] == 1) & (np.bincount(edges.right, minlength=n)[edges.right] == 1)
    board.take_pairs(rule.id, edges.where(lonely))
    return edges.where(~lonely)


def _grouped(anchors: np.ndarray, members: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Each anchor that has several members with those, both in order and each once."""
    several = np.bincount(anchors, minlength=anchors.max(initial=0) + 1)[anchors] > 1
    pairs = np.unique(np.column_stack((anchors[several], members[several])), axis=0)
    ends = np.flatnonzero(np.diff(pairs[:, 0])) + 1
    for start, end in zip([0, *ends.tolist()], [*ends.tolist(), len(pairs)], strict=True):
        if end - start > 1:
            yield int(pairs[start, 0]), pairs[start:end, 1]


def _solved(board: Board, rule: Rule, component: Edges) -> list[Pairing]:
    pairs = list(zip(component.left.tolist(), component.right.tolist(), strict=True))
    lefts, rights = (sorted(set(units)) for units in zip(*pairs, strict=True))
    costs = dict(zip(pairs, component.cost.tolist(), strict=True))
    # A shared reference already says which one is meant, so its date does not tell units apart.
    signature = {u: board.signature(u, with_day=rule.predicate not in REFERENCED) for u in (*lefts, *rights)}
    return solve(lefts, rights, costs, signature, {u: board.family(u) for u in lefts})
