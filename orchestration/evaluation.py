"""How good the result is, measured against the truth file that the pipeline itself never reads."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.kpis import rows

Name = tuple[str, str, str]


@dataclass
class Evaluation:
    """Planted problems found with the right reason, per problem, and confirmed matches that contradict the truth."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    reported_as: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    confirmed: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    true_pairs: Counter[str] = field(default_factory=Counter)
    recalled_pairs: Counter[str] = field(default_factory=Counter)

    @property
    def found_share(self) -> float:
        return sum(self.found.values()) / max(1, sum(self.planted.values()))

    @property
    def wrong_matches(self) -> int:
        return sum(len(ids) for ids in self.wrong.values())


def evaluate(published: Path, truth_file: Path) -> Evaluation:
    """Compares the published marts with the truth."""
    truth = json.loads(truth_file.read_text())
    result = Evaluation()
    names: dict[Name, str] = {
        (connection, record_type, source_id): entry
        for connection, record_type, source_id, entry in rows(
            published, "select connection_id, record_type, source_id, entry_id from marts.ledger_entry"
        )
    }
    _count_problems(result, truth["planted"], names, published)
    _count_matches(result, truth, names, published)
    return result


def _count_problems(result: Evaluation, planted: list[dict[str, Any]], names: dict[Name, str], published: Path) -> None:
    reasons: dict[tuple[str, str], set[str]] = defaultdict(set)
    for reconciliation, entry, reason in rows(published, "select reconciliation, entry_id, reason_code from marts.exception"):
        reasons[reconciliation, entry].add(reason)
    for problem in planted:
        kind, reconciliation = problem["problem"], problem["reconciliation"]
        entries = [names.get(_name(e)) for group in problem["entries"] for e in (group if isinstance(group, list) else [group])]
        seen = set().union(*(reasons.get((reconciliation, e), set()) for e in entries if e))
        result.planted[kind] += 1
        result.found[kind] += problem["reason_code"] in seen
        result.reported_as[kind][" ".join(sorted(seen)) or "nothing"] += 1


def _count_matches(result: Evaluation, truth: dict[str, Any], names: dict[Name, str], published: Path) -> None:
    """A confirmed match is wrong where it joins entries that the truth puts into different groups, or an entry that has no partner."""
    groups: dict[tuple[str, str], set[int]] = defaultdict(set)
    members: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for reconciliation, match, entry, side in rows(
        published, "select reconciliation, match_id, entry_id, side from marts.match_member where status = 'confirmed'"
    ):
        members[reconciliation][match].append((side, entry))
    for number, group in enumerate(truth["groups"]):
        for side in ("left", "right"):
            for entry in (names.get(_name(e)) for e in group[side]):
                if entry:
                    groups[group["reconciliation"], entry].add(number)
    lonely = {
        (p["reconciliation"], names[_name(e)])
        for p in truth["planted"]
        for part in p["entries"]
        for e in (part if isinstance(part, list) else [part])
        if _name(e) in names
    }
    judged = {g["reconciliation"] for g in truth["groups"]}
    for reconciliation in judged:
        for match, found in members[reconciliation].items():
            result.confirmed[reconciliation] += 1
            if _is_wrong(reconciliation, found, groups, lonely):
                result.wrong[reconciliation].append(match)
        _count_recall(result, reconciliation, truth, names, members[reconciliation])


def _is_wrong(
    reconciliation: str, found: list[tuple[str, str]], groups: dict[tuple[str, str], set[int]], lonely: set[tuple[str, str]]
) -> bool:
    """Each true group that the match touches must be in it on both sides; a lonely planted entry must not be matched across."""
    sides: dict[int, set[str]] = defaultdict(set)
    for side, entry in found:
        for number in groups.get((reconciliation, entry), ()):
            sides[number].add(side)
    crosses = len({side for side, _ in found}) == 2
    if not crosses:
        return False
    if any((reconciliation, entry) in lonely and not groups.get((reconciliation, entry)) for _, entry in found):
        return True
    return any(len(reached) == 1 for reached in sides.values()) and len(sides) > 1 or (len(sides) == 1 and len(next(iter(sides.values()))) == 1 and _foreign(reconciliation, found, groups))


def _foreign(reconciliation: str, found: list[tuple[str, str]], groups: dict[tuple[str, str], set[int]]) -> bool:
    """One side belongs to a true group and the other side to none at all."""
    known = {side for side, entry in found if groups.get((reconciliation, entry))}
    return len(known) == 1


def _count_recall(result: Evaluation, reconciliation: str, truth: dict[str, Any], names: dict[Name, str], members: dict) -> None:
    together: dict[str, set[str]] = defaultdict(set)
    for match, found in members.items():
        for _, entry in found:
            together[entry].add(match)
    for group in truth["groups"]:
        if group["reconciliation"] != reconciliation or group["case"].startswith("planted"):
            continue
        for left in (names.get(_name(e)) for e in group["left"]):
            for right in (names.get(_name(e)) for e in group["right"]):
                if left and right:
                    result.true_pairs[reconciliation] += 1
                    result.recalled_pairs[reconciliation] += bool(together[left] & together[right])


def _name(entry: dict[str, str]) -> Name:
    return entry["connection_id"], entry["record_type"], entry["source_id"]
