"""The cascade: rules from the most to the least specific, each over what is left.

Input is what SQL found: units (what can be matched as one), their items, and candidate pairs per rule. Output is one row per decided unit.
An item is consumed once: consuming a bundle consumes its items and the other way round.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from dbt_project.solvers.assignment import Pairing, solve
from dbt_project.solvers.evidence import pairings
from dbt_project.solvers.sums import subset_with_sum

COLUMNS = ["group_id", "reconciliation", "rule_id", "verdict", "unit_id", "cost", "runner_up_cost"]
LONGEST_SPREAD = 4  # days between the first and the last member of a sum: what is bundled travels together, over a weekend
LARGEST_POOL = 24  # items from which a sum is searched
REFERENCED = {"shared_reference", "check_number", "reference_within_tolerance", "check_number_within_tolerance"}


@dataclass
class Board:
    """The state of play: which units are still free."""

    units: pd.DataFrame
    names: list[str]
    reconciliations: list[str]
    parties: list[str]
    seen: list[tuple[int, str, str, Hashable]]  # what a rule can see of a unit: cents, party or text, check number, date
    items_of: list[tuple[int, ...]]
    units_of: dict[int, list[int]]
    free: np.ndarray
    rows: list[tuple[str, str, str, str, str, int, int | None]] = field(default_factory=list)

    def take(self, rule: str, pairing: Pairing) -> None:
        """Records a verdict. Its units (and whatever shares an item with them) are no longer free."""
        members = tuple(dict.fromkeys((*pairing.lefts, *pairing.rights)))
        items = [item for unit in members for item in self.items_of[unit]]
        if not all(self.free[unit] for unit in members) or len(items) != len(set(items)):
            return  # a bundle and its own part, or a unit taken a moment ago: an item is consumed once
        names = [self.names[u] for u in members]
        group = hashlib.md5("|".join([rule, *sorted(names)]).encode(), usedforsecurity=False).hexdigest()
        reconciliation = self.reconciliations[members[0]]
        for name in names:
            self.rows.append((group, reconciliation, rule, pairing.verdict, name, pairing.cost, pairing.runner_up))
        for unit in members:
            for item in self.items_of[unit]:
                for other in self.units_of[item]:
                    self.free[other] = False


def decide(units: pd.DataFrame, unit_items: pd.DataFrame, candidates: pd.DataFrame, taken: pd.DataFrame | None = None) -> pd.DataFrame:
    """Runs every rule of ``candidates`` in order of priority.

    units: unit_id, reconciliation, side, scope, cents (amount in whole minor units), unit_on, counterparty_key, text_key, check_number,
    is_whole, is_bundle.
    unit_items: unit_id, item_id. candidates: rule_id, priority, predicate, state, left_unit_id, right_unit_id, cost, shared_reference.
    taken: item_id of items consumed before. Returns COLUMNS, one row per decided unit, in a fixed order.
    """
    board = _board(units, unit_items, taken)
    number = {name: i for i, name in enumerate(board.units.unit_id)}
    edges = candidates.assign(left=candidates.left_unit_id.map(number), right=candidates.right_unit_id.map(number))
    edges = edges.dropna(subset=["left", "right"]).astype({"left": int, "right": int})
    edges = edges.sort_values(["priority", "rule_id", "cost", "left_unit_id", "right_unit_id"], kind="stable")
    for (_, rule), part in edges.groupby(["priority", "rule_id"], sort=True):
        predicate = str(part.predicate.iat[0])
        MODES.get(predicate, _pairs)(board, str(rule), part)
    # typed even where nothing was decided: DuckDB would take an empty column of nothing for integers
    texts = dict.fromkeys(COLUMNS[:5], "str")
    result = pd.DataFrame(board.rows, columns=COLUMNS).astype({**texts, "cost": "int64", "runner_up_cost": "Int64"})
    return result.sort_values(["reconciliation", "group_id", "unit_id"], kind="stable").reset_index(drop=True)


def _board(units: pd.DataFrame, unit_items: pd.DataFrame, taken: pd.DataFrame | None) -> Board:
    units = units.sort_values("unit_id", kind="stable").reset_index(drop=True)
    for name in ("counterparty_key", "text_key", "check_number"):
        units[name] = units[name].astype(object).where(units[name].notna(), "")
    number = {name: i for i, name in enumerate(units.unit_id)}
    codes: dict[str, int] = {}
    items_of: list[list[int]] = [[] for _ in range(len(units))]
    units_of: dict[int, list[int]] = defaultdict(list)
    for name, item in zip(unit_items.unit_id.tolist(), unit_items.item_id.tolist(), strict=True):
        if (unit := number.get(name)) is not None:
            code = codes.setdefault(item, len(codes))
            items_of[unit].append(code)
            units_of[code].append(unit)
    free = np.ones(len(units), dtype=bool)
    for item in [] if taken is None else taken.item_id:
        for unit in units_of.get(codes.get(item, -1), ()):
            free[unit] = False
    parties = units.counterparty_key.tolist()
    named = [party or text for party, text in zip(parties, units.text_key, strict=True)]
    seen = list(zip(units.cents.tolist(), named, units.check_number.tolist(), units.unit_on.tolist(), strict=True))
    items = [tuple(i) for i in items_of]
    return Board(units, units.unit_id.tolist(), units.reconciliation.tolist(), parties, seen, items, units_of, free)


# ------------------------------------------------------------------------------------------------------------------ ways of deciding
def _pairs(board: Board, rule: str, edges: pd.DataFrame) -> None:
    """One to one by optimal assignment; whole units before parts of bundles."""
    suggested = edges.state.iat[0] == "suggested"
    whole = board.units.is_whole.to_numpy()
    for step in (whole[edges.left] & whole[edges.right], np.ones(len(edges), dtype=bool)):
        for component in _components(board, _take_lonely(board, rule, edges[step])):
            for pairing in _solved(board, component):
                # a rule that may only suggest says "ambiguous" only where as many stand on both sides: else something is simply missing
                if pairing.verdict == "matched" or not suggested or len(pairing.lefts) == len(pairing.rights):
                    board.take(rule, pairing)


def _unique(board: Board, rule: str, edges: pd.DataFrame) -> None:
    """Only pairs that have no other candidate on either side; whole units before parts of bundles."""
    whole = board.units.is_whole.to_numpy()
    for step in (whole[edges.left] & whole[edges.right], np.ones(len(edges), dtype=bool)):
        _take_lonely(board, rule, edges[step])


def _by_evidence(board: Board, rule: str, edges: pd.DataFrame) -> None:
    """One to one by the evidence as a whole; what is left open is an answer, too."""
    edges = edges[board.free[edges.left.to_numpy()] & board.free[edges.right.to_numpy()]]
    for pairing in pairings(edges.left.tolist(), edges.right.tolist(), edges.cost.tolist()):
        if pairing.verdict == "matched":
            board.take(rule, pairing)


def _groups(board: Board, rule: str, edges: pd.DataFrame) -> None:
    """Whatever hangs together belongs together (links that the source itself asserts)."""
    side = board.units.side.to_numpy()
    for component in _components(board, edges):
        members = sorted({*component.left, *component.right})
        lefts, rights = (tuple(m for m in members if side[m] == one) for one in ("left", "right"))
        board.take(rule, Pairing(lefts, rights, "matched", 0, None))


def _sums(board: Board, rule: str, edges: pd.DataFrame) -> None:
    """One unit against several of the other side that add up to it, in either direction, where only one selection does."""
    cents = board.units.cents.to_numpy()
    days = _day_numbers(board.units)
    found: list[FoundSum] = []
    for anchor_column, member_column in (("right", "left"), ("left", "right")):
        for anchor, pool in _pools(board, edges[anchor_column].to_numpy(), edges[member_column].to_numpy()):
            on = days[pool]
            for start in np.unique(on):
                near = pool[(on >= start) & (on <= start + LONGEST_SPREAD)].tolist()
                result = subset_with_sum(abs(int(cents[anchor])), [abs(int(cents[m])) for m in near], pool=LARGEST_POOL)
                if result.verdict != "none":
                    found.append(FoundSum(anchor, tuple(near[i] for i in result.members), result.verdict, anchor_column == "right"))
    _take_sums(board, rule, found, silent=edges.state.iat[0] == "suggested")


def _pools(board: Board, anchors: np.ndarray, members: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Each free anchor with the free units (in order) of which several could make it up: of its sign, smaller, together large enough."""
    cents = board.units.cents.to_numpy()
    size, sign = np.abs(cents), np.sign(cents)
    fits = board.free[anchors] & board.free[members] & ~board.units.is_bundle.to_numpy()[members]
    fits &= (sign[anchors] == sign[members]) & (size[members] < size[anchors])
    pairs = np.unique(np.column_stack((anchors[fits], members[fits])), axis=0)
    if not len(pairs):
        return
    starts = np.flatnonzero(np.r_[True, np.diff(pairs[:, 0]) != 0])
    enough = np.add.reduceat(size[pairs[:, 1]], starts) >= size[pairs[starts, 0]]
    for start, end, is_enough in zip(starts, [*starts[1:], len(pairs)], enough, strict=True):
        if is_enough and end - start > 1:
            yield int(pairs[start, 0]), pairs[start:end, 1]


@dataclass(frozen=True)
class FoundSum:
    """``members`` (of the other side) add up to ``anchor``; ``verdict`` as in SumResult. No members where the search found none in time."""

    anchor: int
    members: tuple[int, ...]
    verdict: str
    is_right: bool


def _take_sums(board: Board, rule: str, found: list[FoundSum], *, silent: bool) -> None:
    """Takes a sum where its anchor has one solution and no member is wanted by another anchor. An anchor with several solutions, or whose
    search was not finished, gets that as its verdict; its members stay free, for nothing says which of them are meant. A rule that may only
    suggest has too little evidence to call anything undecided: it is ``silent``."""
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
            board.take(rule, Pairing(lefts, rights, "matched", 0, None))
        else:
            undecided.append((first, "ambiguous" if finished or len(solutions) > 1 or _is_ambiguous(sums) else "budget_exhausted"))
    for first, verdict in [] if silent else undecided:
        lefts, rights = ((), (first.anchor,)) if first.is_right else ((first.anchor,), ())
        board.take(rule, Pairing(lefts, rights, verdict, 0, None))


def _is_ambiguous(sums: list[FoundSum]) -> bool:
    return any(one.verdict == "ambiguous" for one in sums)


def _reference_sums(board: Board, rule: str, edges: pd.DataFrame) -> None:
    """All units that share a reference with one of the other side, where they add up to it."""
    cents = board.units.cents.to_numpy()
    whole = board.units.is_whole.to_numpy()
    for anchor_column, member_column in (("left", "right"), ("right", "left")):
        for anchor, part in edges.groupby(anchor_column, sort=True):
            anchor = int(anchor)
            members = tuple(sorted({int(m) for m in part[member_column] if board.free[m] and whole[m]}))
            if board.free[anchor] and len(members) > 1 and sum(int(cents[m]) for m in members) == int(cents[anchor]):
                lefts, rights = ((anchor,), members) if anchor_column == "left" else (members, (anchor,))
                board.take(rule, Pairing(lefts, rights, "matched", 0, None))


MODES: dict[str, Callable[[Board, str, pd.DataFrame], None]] = {
    "amount_unique": _unique,
    "check_amount_unique": _unique,
    "rare_words": _by_evidence,
    "application": _groups,
    "self_balancing": _groups,
    "sum": _sums,
    "check_deposit_sum": _sums,
    "reference_sum": _reference_sums,
}


# -------------------------------------------------------------------------------------------------------------------------- helpers
def _take_lonely(board: Board, rule: str, edges: pd.DataFrame) -> pd.DataFrame:
    """Takes the pairs of which neither unit has another candidate (nearly all), and returns the rest. A pair whose unit shares items with
    one taken just before (a bundle and its part) is no longer free and is passed over."""
    edges = edges[board.free[edges.left.to_numpy()] & board.free[edges.right.to_numpy()]].drop_duplicates(["left", "right"])
    n = len(board.units)
    left, right = edges.left.to_numpy(), edges.right.to_numpy()
    lonely = (np.bincount(left, minlength=n)[left] == 1) & (np.bincount(right, minlength=n)[right] == 1)
    for a, b, cost in zip(left[lonely].tolist(), right[lonely].tolist(), edges.cost.to_numpy()[lonely].tolist(), strict=True):
        if board.free[a] and board.free[b]:
            board.take(rule, Pairing((a,), (b,), "matched", cost, None))
    return edges[~lonely]


def _components(board: Board, edges: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Connected sets of candidate pairs between free units, in a fixed order."""
    edges = edges[board.free[edges.left.to_numpy()] & board.free[edges.right.to_numpy()]]
    if edges.empty:
        return
    n = len(board.units)
    graph = coo_matrix((np.ones(len(edges), dtype=bool), (edges.left, edges.right)), shape=(n, n))
    _, labels = connected_components(graph, directed=False)
    yield from (part for _, part in edges.groupby(labels[edges.left.to_numpy()], sort=True))


def _solved(board: Board, component: pd.DataFrame) -> list[Pairing]:
    lefts, rights = [int(u) for u in sorted(set(component.left))], [int(u) for u in sorted(set(component.right))]
    costs: dict[tuple[int, int], int] = {}
    for left, right, cost in zip(component.left, component.right, component.cost, strict=True):
        costs[left, right] = min(int(cost), costs.get((left, right), int(cost)))
    if len(lefts) == len(rights) == 1:
        return [Pairing((lefts[0],), (rights[0],), "matched", costs[lefts[0], rights[0]], None)]
    referenced = str(component.predicate.iat[0]) in REFERENCED
    # A shared reference already says which one is meant, so its date does not tell units apart.
    signature = {u: board.seen[u][:3] if referenced else board.seen[u] for u in (*lefts, *rights)}
    family = {u: _family(board, u) for u in lefts}
    return solve(lefts, rights, costs, signature, family)


def _family(board: Board, unit: int) -> Hashable:
    """Units of one counterparty and amount, among which it does not matter which is which; None where nobody is named."""
    party = board.parties[unit]
    return (board.seen[unit][0], party) if party else None


def _day_numbers(units: pd.DataFrame) -> np.ndarray:
    return pd.to_datetime(units.unit_on).to_numpy().astype("datetime64[D]").astype(np.int64)
