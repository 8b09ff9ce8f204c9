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
    missed: Counter[str] = field(default_factory=Counter)

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
        seen = set().union(*(reasons.get((reconciliation, entry), set()) for entry in _entries(problem, names)))
        result.planted[kind] += 1
        result.found[kind] += problem["reason_code"] in seen
        result.reported_as[kind][" ".join(sorted(seen)) or "nothing"] += 1


def _count_matches(result: Evaluation, truth: dict[str, Any], names: dict[Name, str], published: Path) -> None:
    """A confirmed match is wrong where it joins entries that the truth puts into different groups, or an entry that has no partner."""
    items = set(rows(published, "select reconciliation, entry_id from marts.reconciliation_item"))
    members: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for reconciliation, match, entry, side in rows(
        published, "select reconciliation, match_id, entry_id, side from marts.match_member where status = 'confirmed'"
    ):
        members[reconciliation][match].append((side, entry))
    groups = _true_groups(truth, names, items)
    lonely = {
        (problem["reconciliation"], entry)
        for problem in truth["planted"]
        for entry in _entries(problem, names)
        if not groups[problem["reconciliation"], entry]
    }
    for reconciliation in {g["reconciliation"] for g in truth["groups"]}:
        for match, found in members[reconciliation].items():
            result.confirmed[reconciliation] += 1
            if _is_wrong(reconciliation, found, groups, lonely):
                result.wrong[reconciliation].append(match)
        _count_recall(result, reconciliation, truth, names, items, members[reconciliation])


def _true_groups(truth: dict[str, Any], names: dict[Name, str], items: set[tuple[str, str]]) -> dict[tuple[str, str], set[int]]:
    """(reconciliation, entry) -> numbers of the true groups it is in. Copies of one entry share them: which copy is the real one,
    nobody can tell and nobody needs to."""
    groups: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, group in enumerate(truth["groups"]):
        for side in ("left", "right"):
            for entry in (names.get(_name(e)) for e in group[side]):
                if entry and (group["reconciliation"], entry) in items:
                    groups[group["reconciliation"], entry].add(number)
    for problem in truth["planted"]:
        if problem["problem"].startswith("duplicate_"):
            copies = [(problem["reconciliation"], entry) for entry in _entries(problem, names)]
            shared = set().union(*(groups[copy] for copy in copies))
            for copy in copies:
                groups[copy] = shared
    return groups


def _entries(problem: dict[str, Any], names: dict[Name, str]) -> list[str]:
    return [names[_name(e)] for part in problem["entries"] for e in part if _name(e) in names]


def _is_wrong(
    reconciliation: str, found: list[tuple[str, str]], groups: dict[tuple[str, str], set[int]], lonely: set[tuple[str, str]]
) -> bool:
    """Of a match across sides, every true group that one side touches must be touched by the other side too."""
    reached: dict[str, set[int]] = {"left": set(), "right": set()}
    for side, entry in found:
        reached[side] |= groups[reconciliation, entry]
    if len({side for side, _ in found}) < 2:
        return False
    if any((reconciliation, entry) in lonely for _, entry in found):
        return True
    return reached["left"] != reached["right"] and not (
        reached["left"] & reached["right"] and _all_placed(reconciliation, found, groups, reached)
    )


def _all_placed(
    reconciliation: str, found: list[tuple[str, str]], groups: dict[tuple[str, str], set[int]], reached: dict[str, set[int]]
) -> bool:
    """Each member that the truth knows has a group in common with the other side (copies may bring further groups along)."""
    other = {"left": "right", "right": "left"}
    known = [(side, groups[reconciliation, entry]) for side, entry in found if groups[reconciliation, entry]]
    return all(mine & reached[other[side]] for side, mine in known)


def _count_recall(
    result: Evaluation, reconciliation: str, truth: dict[str, Any], names: dict[Name, str], items: set[tuple[str, str]], members: dict
) -> None:
    together: dict[str, set[str]] = defaultdict(set)
    for match, found in members.items():
        for _, entry in found:
            together[entry].add(match)
    for group in truth["groups"]:
        if group["reconciliation"] != reconciliation or group["case"].startswith("planted"):
            continue
        lefts, rights = (
            [e for e in (names.get(_name(x)) for x in group[s]) if e and (reconciliation, e) in items] for s in ("left", "right")
        )
        for left in lefts:
            for right in rights:
                result.true_pairs[reconciliation] += 1
                found_it = bool(together[left] & together[right])
                result.recalled_pairs[reconciliation] += found_it
                if not found_it:
                    result.missed[f"{reconciliation} {group['case']}"] += 1


def _name(entry: dict[str, str]) -> Name:
    return entry["connection_id"], entry["record_type"], entry["source_id"]
