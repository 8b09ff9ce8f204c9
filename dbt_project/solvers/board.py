"""The state of play of the cascade: which units are still free, and what was decided. Units are numbers; their columns are arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from dbt_project.solvers.assignment import Pairing

COLUMNS = pa.schema({
    "group_id": pa.string(), "reconciliation": pa.string(), "rule_id": pa.string(), "verdict": pa.string(), "unit_id": pa.string(),
    "unit_on": pa.date32(), "cost": pa.int64(), "runner_up_cost": pa.int64(), "is_greedy": pa.bool_(),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edges:
    """Candidate pairs of one rule, as unit numbers with their cost. The cheapest come first."""

    left: np.ndarray
    right: np.ndarray
    cost: np.ndarray

    def __len__(self) -> int:
        return len(self.left)

    def where(self, chosen: np.ndarray) -> Edges:
        """The chosen ones (a mask or positions)."""
        return Edges(self.left[chosen], self.right[chosen], self.cost[chosen])


@dataclass(frozen=True, slots=True)
class Items:
    """Which items a unit has, and which units have an item: positions ``start[i]`` to ``start[i + 1]`` of ``members`` belong to i."""

    start: np.ndarray
    members: np.ndarray

    @classmethod
    def grouped(cls, of: np.ndarray, members: np.ndarray, size: int) -> Items:
        order = np.argsort(of, kind="stable")
        return cls(np.r_[0, np.cumsum(np.bincount(of, minlength=size))], members[order])

    def __getitem__(self, i: int) -> list[int]:
        return self.members[self.start[i] : self.start[i + 1]].tolist()


@dataclass(frozen=True, slots=True)
class Units:
    """What a rule may see of the units. Texts are numbers, equal where the texts are; nobody and nothing is 0. ``day``: since 1970."""

    name: np.ndarray
    reconciliation: np.ndarray
    is_left: np.ndarray
    cents: np.ndarray
    day: np.ndarray
    party: np.ndarray
    named: np.ndarray  # the party, or the text where no party is known
    check_number: np.ndarray
    is_whole: np.ndarray
    is_bundle: np.ndarray

    @classmethod
    def read(cls, frame: pd.DataFrame) -> Units:
        party, text = np.split(_codes(pd.concat((frame.counterparty_key, frame.text_key))), 2)
        return cls(
            frame["name" if "name" in frame else "unit_id"].to_numpy(object),
            frame.reconciliation.to_numpy(object),
            (frame.side == "left").to_numpy(bool),
            frame.cents.to_numpy(np.int64),
            pd.to_datetime(frame.unit_on).to_numpy().astype("datetime64[D]").astype(np.int64),
            party,
            np.where(party > 0, party, text),
            _codes(frame.check_number),
            frame.is_whole.to_numpy(bool),
            frame.is_bundle.to_numpy(bool),
        )


def _codes(texts: pd.Series) -> np.ndarray:
    codes, names = pd.factorize(texts)
    nothing = np.flatnonzero(np.asarray(names == ""))
    return np.where(np.isin(codes, nothing), 0, codes + 1)


def group_id(rule: str, names: Iterable[str]) -> str:
    """Identity of what a rule decides together: a hash of the rule and the units, so that a replay gives the same."""
    return hashlib.md5("|".join((rule, *sorted(names))).encode(), usedforsecurity=False).hexdigest()


@dataclass
class Board:
    """``free``: units that nobody has taken yet. ``rows``: see COLUMNS, one per decided unit; ``pairs``: the simple ones, by rule."""

    units: Units
    items_of: Items
    units_of: Items
    is_simple: np.ndarray  # one item, which no other unit has
    free: np.ndarray
    rows: list[tuple[str, str, str, str, str, date, int, int | None, bool]] = field(default_factory=list)
    pairs: list[tuple[str, Edges]] = field(default_factory=list)

    def take(self, rule: str, pairing: Pairing) -> bool:
        """Records a verdict, and says whether it could. Its units (and whatever shares an item with them) are no longer free."""
        members = tuple(dict.fromkeys((*pairing.lefts, *pairing.rights)))
        items = [item for unit in members for item in self.items_of[unit]]
        if not all(self.free[unit] for unit in members) or len(items) != len(set(items)):
            return False  # a bundle and its own part, or a unit taken a moment ago: an item is consumed once
        self._record(rule, members, pairing)
        for item in items:
            self.free[self.units_of[item]] = False
        return True

    def remember(self, rule: str, units: Iterable[int]) -> None:
        """Records units that would go together if nothing spoke against it. They stay free: whoever matches on top of this has to know."""
        self._record(rule, tuple(units), Pairing((), (), "wanted", 0, None))

    def take_pairs(self, rule: str, pairs: Edges) -> None:
        """Records pairs of which no two share a unit."""
        simple = self.is_simple[pairs.left] & self.is_simple[pairs.right]
        quick = pairs.where(simple)
        self.pairs.append((rule, quick))
        self.free[quick.left] = self.free[quick.right] = False
        slow = pairs.where(~simple)
        for left, right, cost in zip(slow.left.tolist(), slow.right.tolist(), slow.cost.tolist(), strict=True):
            self.take(rule, Pairing((left,), (right,), "matched", cost, None))

    def decided(self) -> pa.Table:
        """COLUMNS, one row per decided unit, in a fixed order."""
        rows = dict(zip(COLUMNS.names, zip(*self.rows, strict=True), strict=True)) if self.rows else {name: () for name in COLUMNS.names}
        # typed even where nothing was decided: DuckDB would take an empty column of nothing for integers
        found = [self._matched(rule, pairs) for rule, pairs in self.pairs if len(pairs)]
        return pa.concat_tables((pa.table(rows, schema=COLUMNS), *found))

    def _matched(self, rule: str, pairs: Edges) -> pa.Table:
        """The rows of pairs, all at once: most of what is decided is of this kind."""
        lefts, rights = self.units.name[pairs.left].tolist(), self.units.name[pairs.right].tolist()
        groups = [group_id(rule, names) for names in zip(lefts, rights, strict=True)]
        rows = 2 * len(groups)
        columns = {
            "group_id": groups + groups,
            "reconciliation": np.tile(self.units.reconciliation[pairs.left], 2),
            "rule_id": pa.repeat(rule, rows),
            "verdict": pa.repeat("matched", rows),
            "unit_id": lefts + rights,
            "unit_on": np.concatenate((self.units.day[pairs.left], self.units.day[pairs.right])).astype("datetime64[D]"),
            "cost": np.tile(pairs.cost, 2),
            "runner_up_cost": pa.nulls(rows, pa.int64()),
            "is_greedy": np.full(rows, fill_value=True),
        }
        return pa.table(columns, schema=COLUMNS)

    def _record(self, rule: str, members: tuple[int, ...], pairing: Pairing) -> None:
        names = [self.units.name[u] for u in members]
        days = self.units.day[list(members)].astype("datetime64[D]").tolist()
        group = group_id(rule, names)
        reconciliation = self.units.reconciliation[members[0]]
        said = (pairing.cost, pairing.runner_up, pairing.is_greedy)
        self.rows += [(group, reconciliation, rule, pairing.verdict, name, on, *said) for name, on in zip(names, days, strict=True)]

    def open(self, edges: Edges) -> Edges:
        """The pairs of two free units, each once."""
        edges = edges.where(self.free[edges.left] & self.free[edges.right])
        _, first = np.unique(edges.left * len(self.free) + edges.right, return_index=True)
        return edges.where(np.sort(first))

    def components(self, edges: Edges) -> Iterator[Edges]:
        """Connected sets of candidate pairs between free units, in a fixed order."""
        edges = self.open(edges)
        if not len(edges):
            return
        n = len(self.free)
        graph = coo_matrix((np.ones(len(edges), dtype=bool), (edges.left, edges.right)), shape=(n, n))
        labels = connected_components(graph, directed=False)[1][edges.left]
        order = np.argsort(labels, kind="stable")
        edges, ends = edges.where(order), np.flatnonzero(np.diff(labels[order])) + 1
        for start, end in zip([0, *ends.tolist()], [*ends.tolist(), len(edges)], strict=True):
            yield edges.where(np.s_[start:end])

    def signature(self, unit: int, *, with_day: bool) -> Hashable:
        """What a rule can see of a unit; units of which it sees the same are interchangeable."""
        units = self.units
        seen = (int(units.cents[unit]), int(units.named[unit]), int(units.check_number[unit]))
        return (*seen, int(units.day[unit])) if with_day else seen

    def family(self, unit: int) -> Hashable:
        """Units of one counterparty and amount, among which it does not matter which is which; None where nobody is named."""
        party = int(self.units.party[unit])
        return (int(self.units.cents[unit]), party) if party else None


def lay_out(units: pd.DataFrame, unit_items: pd.DataFrame, taken: pd.DataFrame | None) -> tuple[Board, pd.Index]:
    """The board before the first rule, and the ids of the units in the order of their numbers. Items in ``taken`` were consumed before."""
    if not units.unit_id.is_monotonic_increasing:
        units = units.sort_values("unit_id", kind="stable").reset_index(drop=True)
    ids = pd.Index(units.unit_id)
    unit = ids.get_indexer(unit_items.unit_id)
    item, names = pd.factorize(unit_items.item_id)
    unit, item = unit[unit >= 0], item[unit >= 0]
    items_of, units_of = Items.grouped(unit, item, len(units)), Items.grouped(item, unit, len(names))
    sharing = np.bincount(item, minlength=len(names))
    items = np.bincount(unit, minlength=len(units))
    shared = np.bincount(unit, weights=sharing[item], minlength=len(units))
    free = np.ones(len(units), dtype=bool)
    if taken is not None:
        gone = np.zeros(len(names), dtype=bool)
        known = pd.Index(names).get_indexer(taken.item_id)
        gone[known[known >= 0]] = True
        free[unit[gone[item]]] = False
    return Board(Units.read(units), items_of, units_of, (items == 1) & (shared == 1), free), ids
