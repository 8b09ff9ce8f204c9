"""How well a matching agrees with the truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from tests.benchmarks.case import Case, Group, Side

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """A match as a matcher states it. ``status``: confirmed or suggested; ``confidence`` from 0 to 1."""

    lefts: frozenset[str]
    rights: frozenset[str]
    status: str
    rule: str
    confidence: float

    @property
    def pairs(self) -> set[Pair]:
        return {(left, right) for left in self.lefts for right in self.rights}


@dataclass
class Share:
    """``right`` of ``all``."""

    right: int = 0
    all: int = 0

    def add(self, right: int, all: int) -> None:
        self.right += right
        self.all += all

    @property
    def value(self) -> float:
        return self.right / self.all if self.all else 1.0


def share() -> Share:
    return Share()


@dataclass
class Score:
    """Pairs right of those confirmed (precision) and found of those true (recall), groups exactly right, open rows rightly explained.

    By kind, what is stated counts: confirmed or suggested. ``calibration`` counts whole matches that are confirmed, by confidence.
    """

    precision: Share = field(default_factory=share)
    suggested: Share = field(default_factory=share)
    recall: Share = field(default_factory=share)
    recall_confirmed: Share = field(default_factory=share)
    exact_groups: Share = field(default_factory=share)
    reasons: Share = field(default_factory=share)
    recall_by_kind: dict[str, Share] = field(default_factory=lambda: defaultdict(share))
    precision_by_rule: dict[str, Share] = field(default_factory=lambda: defaultdict(share))
    groups_by_kind: dict[str, Share] = field(default_factory=lambda: defaultdict(share))
    reasons_by_kind: dict[str, Share] = field(default_factory=lambda: defaultdict(share))
    precision_by_kind: dict[str, Share] = field(default_factory=lambda: defaultdict(share))
    money_confirmed: Decimal = Decimal(0)
    money_wrong: Decimal = Decimal(0)
    calibration: dict[float, Share] = field(default_factory=lambda: defaultdict(share))
    wrong: list[tuple[str, frozenset[str], frozenset[str]]] = field(default_factory=list)
    reported_as: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def f1(self) -> float:
        both = self.precision.value + self.recall_confirmed.value
        return 2 * self.precision.value * self.recall_confirmed.value / both if both else 0.0

    def f1_of(self, kind: str) -> float:
        """Of one kind, suggestions counted like confirmations."""
        precision, recall = self.precision_by_kind[kind], self.recall_by_kind[kind]
        both = precision.value + recall.value
        return 2 * precision.value * recall.value / both if precision.all and both else 0.0

    @property
    def money_mismatched(self) -> float:
        """The share of the money confirmed that was confirmed wrongly."""
        return float(self.money_wrong / self.money_confirmed) if self.money_confirmed else 0.0


def _is_whole_set(match: Match, groups_of: dict[tuple[Side, str], Group], amounts: dict[str, Decimal]) -> bool:
    """Whether ``match`` is n to n of equal amounts and consists of whole true groups."""
    if len(match.lefts) < 2 or len(match.lefts) != len(match.rights) or len({amounts[row] for row in match.lefts | match.rights}) > 1:
        return False
    groups = {groups_of.get(("left", row)) for row in match.lefts} | {groups_of.get(("right", row)) for row in match.rights}
    return None not in groups and all(group.lefts <= match.lefts and group.rights <= match.rights for group in groups if group)


def _kinds(case: Case) -> dict[tuple[Side, str], str]:
    """The kind that each row is of."""
    found: dict[tuple[Side, str], str] = {(alone.side, row): alone.kind for alone in case.alone for row in alone.among}
    found |= {("left", row): group.kind for group in case.groups for row in group.lefts}
    return found | {("right", row): group.kind for group in case.groups for row in group.rights}


def score(case: Case, matches: list[Match], reasons: dict[tuple[Side, str], str], into: Score | None = None) -> Score:
    """Adds ``case`` to ``into``. ``reasons``: the reason of every row that is left open, by side and id.

    A reversal within one side is a group without pairs; it counts among the groups. A set of equal amounts (one row as good as the other)
    claims no pairs of its own: it is right where it is made of whole true groups. Rows of which nothing in the data tells the partner
    (``case.undecidable``) count in neither precision nor recall.
    """
    result = into or Score()
    truth = {pair: group.kind for group in case.groups for pair in group.pairs}
    groups_of: dict[tuple[Side, str], Group] = {("left", row): group for group in case.groups for row in group.lefts}
    groups_of |= {("right", row): group for group in case.groups for row in group.rights}
    amounts = {row.id: row.amount for row in case.rows}
    kinds = _kinds(case)
    whole = {(group.lefts, group.rights) for group in case.groups}

    def decidable(pair: Pair) -> bool:
        return ("left", pair[0]) not in case.undecidable and ("right", pair[1]) not in case.undecidable

    found: dict[str, set[Pair]] = {"confirmed": set(), "suggested": set()}
    for match in matches:
        pairs = {pair for pair in match.pairs if decidable(pair)}
        if _is_whole_set(match, groups_of, amounts):
            pairs &= truth.keys()
        right = len(pairs & truth.keys())
        found[match.status] |= pairs
        good, all_of_it = (right, len(pairs)) if match.pairs else (int((match.lefts, match.rights) in whole), 1)
        (result.precision if match.status == "confirmed" else result.suggested).add(good, all_of_it)
        result.precision_by_rule[f"{match.rule} ({match.status})"].add(good, all_of_it)
        for pair in pairs:
            # a wrong pair counts against the kinds of both its rows, as far as the truth is about them
            for kind in {kinds.get(("left", pair[0])), kinds.get(("right", pair[1]))} - {None}:
                result.precision_by_kind[kind].add(int(pair in truth), 1)
        if match.status == "confirmed" and all_of_it:
            money = sum((abs(amounts[row]) for row in match.lefts or match.rights), Decimal(0))
            result.money_confirmed += money
            result.calibration[round(match.confidence, 4)].add(int(good == all_of_it), 1)
            if good < all_of_it:
                result.money_wrong += money
                result.wrong.append((match.rule, match.lefts, match.rights))
    stated = {(match.lefts, match.rights) for match in matches}
    for group in case.groups:
        pairs = {pair for pair in group.pairs if decidable(pair)}
        both = len(pairs & (found["confirmed"] | found["suggested"]))
        result.recall.add(both, len(pairs))
        result.recall_confirmed.add(len(pairs & found["confirmed"]), len(pairs))
        result.recall_by_kind[group.kind].add(both, len(pairs))
        if len(group.lefts) + len(group.rights) > 2 or not group.pairs:
            result.exact_groups.add(int((group.lefts, group.rights) in stated), 1)
            result.groups_by_kind[group.kind].add(int((group.lefts, group.rights) in stated), 1)
    for alone in case.alone:
        open_rows = [reasons[alone.side, row] for row in alone.among if (alone.side, row) in reasons]
        reason = open_rows[0] if len(open_rows) == 1 else "all of the copies" if open_rows else "matched"
        result.reasons.add(int(reason in alone.reasons), 1)
        result.reasons_by_kind[alone.kind].add(int(reason in alone.reasons), 1)
        result.reported_as[alone.kind][reason] += 1
    return result
