"""What became of every row, and the proof that none is lost: in = matched + suggested + open, per side and currency, to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from orchestration.file_match.engine import Result
from orchestration.file_match.file_read import Item

Verdict = Literal["matched", "suggested", "open", "zero"]
VERDICTS: tuple[Verdict, ...] = ("matched", "suggested", "open", "zero")
NO_CURRENCY = "-"
Key = tuple[str, str]


@dataclass(slots=True)
class Total:
    """Rows of one side in one currency. ``amounts`` are what the engine accounts for, ``amount`` is what the file holds."""

    side: str
    currency: str
    rows: int = 0
    amount: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VERDICTS, 0))
    amounts: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(VERDICTS, Decimal(0)))
    grosses: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(VERDICTS, Decimal(0)))

    @property
    def ties(self) -> bool:
        return self.rows == sum(self.counts.values()) and self.amount == sum(self.amounts.values())


def verdicts(items: Sequence[Item], result: Result) -> dict[Key, Verdict]:
    """Side and id of every row to its verdict. A suggestion leaves its rows open until a person confirms it: here it is told apart."""
    by_status: dict[str, set[Key]] = {"confirmed": set(), "suggested": set()}
    for row in result.members.itertuples():
        by_status[row.status].add((row.side, row.id))
    opened = {(row.side, row.id) for row in result.exceptions.itertuples()}
    found: dict[Key, Verdict] = {}
    for item in items:
        key = (item.side, item.id)
        if key in by_status["confirmed"]:
            found[key] = "matched"
        elif key in by_status["suggested"]:
            found[key] = "suggested"
        elif key in opened:
            found[key] = "open"
        elif item.amount == 0:
            found[key] = "zero"  # nothing to match
    return found


def totals(items: Sequence[Item], result: Result, of: Mapping[Key, Verdict]) -> list[Total]:
    """Per side and currency, in that order: what came in by the files, what is accounted for by the engine's own amounts."""
    found: dict[Key, Total] = {}

    def total(side: str, currency: str) -> Total:
        return found.setdefault((side, currency or NO_CURRENCY), Total(side, currency or NO_CURRENCY))

    for item in items:
        line = total(item.side, item.currency)
        line.rows += 1
        line.amount += item.amount
        line.gross += abs(item.amount)
        if of.get((item.side, item.id)) == "zero":
            line.counts["zero"] += 1
    confirmed = result.members[result.members.status == "confirmed"]
    for frame, verdict in ((confirmed, "matched"), (result.exceptions, "")):
        for row in frame.itertuples():
            line = total(row.side, row.currency)
            name = verdict or of[row.side, row.id]
            line.counts[name] += 1
            line.amounts[name] += row.amount
            line.grosses[name] += abs(row.amount)
    return [found[key] for key in sorted(found)]
