"""What the report says, as figures and words: pure, of the two files and the engine's result. Amounts of two currencies are never added."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dashboards.labels import BUCKETS
from dashboards.money import amount, rate, whole, with_currency
from dashboards.money import percent as percent_of
from orchestration.file_match.engine import Result
from orchestration.file_match.file_read import Item
from orchestration.file_match.pair import Pair
from orchestration.file_match.report import words
from orchestration.file_match.report.charts import Bar, Part
from orchestration.file_match.verdicts import NO_CURRENCY, Key, Total, Verdict, totals, verdicts

SAFE_INTEGER = 2**53  # the largest that JavaScript reads exactly; larger ones go as text
OPEN_KINDS: tuple[Verdict, ...] = ("open", "suggested")
WEEKS_SHOWN = 20  # up to so many weeks are shown as weeks, longer times as months


@dataclass(frozen=True, slots=True)
class View:
    """Everything the page shows. ``rows`` is the data of its tables, for the script; all else is drawn beforehand."""

    pair: Pair
    as_of: date
    rule_set: str
    totals: list[Total]
    matches: dict[str, int]
    by_value: dict[str, Decimal | None]
    by_reason: dict[str, list[Bar]]
    by_age: dict[str, list[Bar]]
    by_time: dict[str, list[Bar]]
    by_rule: list[Bar]
    missed_by_greed: int  # matches that taking the nearest pair first would have made otherwise
    rows: dict[str, Any]

    @property
    def ties(self) -> bool:
        return all(total.ties for total in self.totals)

    @property
    def currencies(self) -> list[str]:
        """The currency of most rows first."""
        counts = Counter({total.currency: 0 for total in self.totals})
        for total in self.totals:
            counts[total.currency] += total.rows
        return sorted(counts, key=lambda currency: (-counts[currency], currency))

    def count(self, verdict: Verdict) -> int:
        return sum(total.counts[verdict] for total in self.totals)


def view(pair: Pair, result: Result) -> View:
    """The report of ``result``."""
    items = pair.items
    of = verdicts(items, result)
    lines = totals(items, result, of)
    matches = result.members.drop_duplicates("match_id")
    by_rule = matches[matches.status == "confirmed"].groupby("rule").match_id.nunique().to_dict()
    return View(
        pair=pair,
        as_of=result.as_of,
        rule_set=rule_set(result),
        totals=lines,
        matches=matches.status.value_counts().to_dict(),
        by_value={currency: matched_value(lines, currency) for currency in sorted({line.currency for line in lines})},
        by_reason=_by_reason(result, of),
        by_age=_by_age(items, of, result.as_of),
        by_time=_by_time(items, of),
        by_rule=_by_rule(by_rule, result),
        missed_by_greed=int((~matches.is_greedy.astype(bool)).sum()),
        rows=table_rows(items, result, of, dated=all(file.has_dates for file in pair.files)),
    )


def rule_set(result: Result) -> str:
    """The rules' number and a fingerprint of all they say: the same for everyone who runs the same rules."""
    text = result.rules.sort_values("rule").to_csv(index=False)
    versions = sorted({int(version) for version in result.rules.version})
    version = f"version {versions[-1]}" if len(versions) == 1 else f"versions {versions[0]} to {versions[-1]}" if versions else "none"
    return f"{len(result.rules)} rules, {version}, fingerprint {hashlib.sha256(text.encode()).hexdigest()[:8]}"


def matched_value(lines: Sequence[Total], currency: str) -> Decimal | None:
    """The matched share of one currency's amounts without sign, both sides; None where there is no amount."""
    own = [line for line in lines if line.currency == currency]
    return rate(sum((line.grosses["matched"] for line in own), Decimal(0)), sum((line.gross for line in own), Decimal(0)))


def bucket(days: int) -> str:
    """The age bucket of the dashboards."""
    return next((name for name, last in zip(BUCKETS, (7, 30, 60, 90), strict=False) if days <= last), BUCKETS[-1])


def _by_reason(result: Result, of: Mapping[Key, Verdict]) -> dict[str, list[Bar]]:
    """Currency to one bar per reason, the largest first; each split into open and suggested, in amounts without sign."""
    sums: dict[str, dict[str, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(Decimal)))
    for row in result.exceptions.itertuples():
        sums[row.currency][row.reason][of[row.side, row.id]] += abs(row.amount)
    return {
        currency: sorted(
            (_bar(words.title(reason), parts, currency, OPEN_KINDS) for reason, parts in reasons.items()), key=lambda bar: -bar.size
        )
        for currency, reasons in sums.items()
    }


def _by_age(items: Sequence[Item], of: Mapping[Key, Verdict], as_of: date) -> dict[str, list[Bar]]:
    sums: dict[str, dict[str, dict[str, Decimal]]] = defaultdict(lambda: {name: defaultdict(Decimal) for name in BUCKETS})
    for item in items:
        verdict = of.get((item.side, item.id))
        if verdict in OPEN_KINDS and item.on:
            sums[item.currency or NO_CURRENCY][bucket((as_of - item.on).days)][verdict] += abs(item.amount)
    return {c: [_bar(f"{name} days", parts, c, OPEN_KINDS) for name, parts in buckets.items()] for c, buckets in sums.items()}


def _by_time(items: Sequence[Item], of: Mapping[Key, Verdict]) -> dict[str, list[Bar]]:
    """Currency to one column per week (or month, over a longer time) with the amounts of both files, without sign."""
    days = [item.on for item in items if item.on]
    if not days:
        return {}
    weekly = (max(days) - min(days)).days <= WEEKS_SHOWN * 7
    every_day = (date.fromordinal(n) for n in range(min(days).toordinal(), max(days).toordinal() + 1))
    periods = list(dict.fromkeys(_period(on, weekly) for on in every_day))  # those without any row too
    sums: dict[str, dict[date, dict[str, Decimal]]] = defaultdict(lambda: {period: defaultdict(Decimal) for period in periods})
    for item in items:
        if item.on:
            sums[item.currency or NO_CURRENCY][_period(item.on, weekly)][of.get((item.side, item.id), "lost")] += abs(item.amount)
    kinds: tuple[Verdict, ...] = ("matched", "suggested", "open")
    return {
        c: [_bar(f"{p.day} {p:%b}" if weekly else f"{p:%b %Y}", parts, c, kinds) for p, parts in by_period.items()]
        for c, by_period in sums.items()
    }


def _period(on: date, weekly: bool) -> date:
    """The Monday of a week, the first of a month."""
    return date.fromordinal(on.toordinal() - on.weekday()) if weekly else on.replace(day=1)


def _bar(label: str, parts: Mapping[str, Decimal], currency: str, kinds: Sequence[Verdict]) -> Bar:
    drawn = tuple(
        Part(parts.get(kind, Decimal(0)), kind, f"{with_currency(parts.get(kind, Decimal(0)), currency)} {kind}") for kind in kinds
    )
    return Bar(label, drawn, amount(sum((part.size for part in drawn), Decimal(0))))


def _by_rule(counts: Mapping[str, int], result: Result) -> list[Bar]:
    """One bar per rule that confirmed matches, the surest first."""
    rules = result.rules.set_index("rule")
    known = [name for name in rules.index if name in counts] + sorted(set(counts) - set(rules.index))
    return [
        Bar(
            rules.description.get(name, words.title(name)),
            (Part(Decimal(counts[name]), "matched", f"{whole(counts[name])} matches"),),
            f"{whole(counts[name])}{_confidence(rules.confidence.get(name))}",
        )
        for name in known
    ]


def _confidence(value: object) -> str:
    return f" at {percent(value)}" if value is not None else ""


def percent(value: object) -> str:
    """``0.995`` as ``99.5%``."""
    return percent_of(Decimal(str(value)))


def table_rows(items: Sequence[Item], result: Result, of: Mapping[Key, Verdict], *, dated: bool = True) -> dict[str, Any]:
    """The data of the tables. Amounts are whole cents. Lists instead of objects: 50,000 rows are a file that opens at once.

    items: side (0 left), label, date, cents, currency, name, text, reference. open: item, reason, age in days, [candidate, failed test].
    matches: 0 confirmed or 1 suggested, rule, confidence, difference in cents (left less right), currency, kind, why, left items, right
    items, how much worse the next best pairing is (null: there is none), other candidates [item, failed test]. Where dates took no part
    (``dated``), nothing is said about days.
    """
    currencies = sorted({item.currency or NO_CURRENCY for item in items})
    place = {(item.side, item.id): n for n, item in enumerate(items)}
    reasons = sorted(result.exceptions.reason.unique())
    rules = list(dict.fromkeys([*result.rules.rule, *sorted(result.members.rule.unique())]))
    described = result.rules.set_index("rule").description.to_dict()
    nearest: dict[Key, list[tuple[int, str]]] = defaultdict(list)
    for row in result.nearest.itertuples():
        other = "right" if row.side == "left" else "left"
        nearest[row.side, row.id].append((place[other, row.candidate_id], row.failed_test))
    taken = {place[key] for key, verdict in of.items() if verdict == "matched"}
    return {
        "currencies": currencies,
        "reasons": [[words.title(code), result.reasons.get(code, "")] for code in reasons],
        "rules": [described.get(name, words.title(name)) for name in rules],
        "items": [_item(item, currencies) for item in items],
        "open": [
            [
                place[row.side, row.id],
                reasons.index(row.reason),
                _age(items[place[row.side, row.id]], result.as_of),
                nearest[row.side, row.id],
            ]
            for row in result.exceptions.itertuples()
            if of[row.side, row.id] == "open"
        ],
        "dated": dated,
        "matches": _matches(result, place, rules, currencies, _free(nearest, taken), dated),
    }


def _free(nearest: Mapping[Key, list[tuple[int, str]]], taken: set[int]) -> dict[Key, list[tuple[int, str]]]:
    """The candidates that no confirmed match has taken: what a suggestion could have been instead."""
    return {key: [candidate for candidate in candidates if candidate[0] not in taken] for key, candidates in nearest.items()}


def _item(item: Item, currencies: list[str]) -> list[Any]:
    return [
        0 if item.side == "left" else 1,
        item.label,
        item.on.isoformat() if item.on else "",
        cents(item.amount),
        currencies.index(item.currency or NO_CURRENCY),
        item.counterparty,
        item.description,
        ", ".join(dict.fromkeys([*item.references, *([f"check {item.check_number}"] if item.check_number else [])])),
    ]


def cents(value: Decimal) -> int | str:
    """Whole cents, as text where a script could not hold them exactly."""
    whole_cents = int(value.scaleb(2))
    return whole_cents if abs(whole_cents) < SAFE_INTEGER else str(whole_cents)


def _age(item: Item, as_of: date) -> int | None:
    return (as_of - item.on).days if item.on else None


def _matches(
    result: Result,
    place: Mapping[Key, int],
    rules: list[str],
    currencies: list[str],
    nearest: Mapping[Key, list[tuple[int, str]]],
    dated: bool,
) -> list[list[Any]]:
    found: dict[str, list[Any]] = {}
    members: dict[str, list[Key]] = defaultdict(list)
    for row in result.members.itertuples():
        members[row.match_id].append((row.side, row.id))
        match = found.setdefault(
            row.match_id,
            [
                int(row.status != "confirmed"),
                rules.index(row.rule),
                str(row.confidence),
                cents(row.difference),
                currencies.index(row.currency),
                words.kind(row.kind),
                words.why(row.evidence, dated=dated),
                [],
                [],
                None if row.margin is None or row.margin != row.margin else int(row.margin),
                [],
            ],
        )
        match[7 if row.side == "left" else 8].append(place[row.side, row.id])
    for match_id, match in found.items():
        if match[0]:
            inside = {place[key] for key in members[match_id]}
            others = [pair for key in members[match_id] for pair in nearest.get(key, []) if pair[0] not in inside]
            match[10] = list(dict(others).items())[:3]
    return list(found.values())
