"""What the kinds build on: draws, parties, references, and the two ledgers that fill up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.benchmarks.case import Alone, Group, Row, Side
from tests.benchmarks.levels import Level
from tests.benchmarks.names import at_bank, descriptor, party

ENDED_ON = date(2026, 9, 30)
ROUND = [Decimal(n) for n in (50, 75, 100, 120, 150, 200, 250, 300, 400, 500, 750, 1000, 1200, 1500, 2000, 2500, 5000)]
CENT = Decimal("0.01")


@dataclass
class Ground:
    """One case in the making. Ids are random; rows are shuffled in the end: neither tells what belongs together."""

    draw: Random
    level: Level
    rows: list[Row] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    alone: list[Alone] = field(default_factory=list)
    undecidable: set[tuple[Side, str]] = field(default_factory=set)
    parties: list[str] = field(default_factory=list)
    cryptic: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    rates: dict[str, list[Decimal]] = field(default_factory=dict)

    # ------------------------------------------------------------------------------------------------------------------ draws
    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def party(self) -> str:
        """One of the case's parties; now and then a new one."""
        if not self.parties or self.chance(0.08):
            name = party(self.draw)
            self.parties.append(name)
            if self.chance(self.level.cryptic):
                self.cryptic[name] = descriptor(self.draw)
        return self.draw.choice(self.parties)

    def amount(self, low: int = 20, high: int = 9000) -> Decimal:
        if self.chance(self.level.round_amounts):
            return self.draw.choice(ROUND)
        return Decimal(self.draw.randrange(low * 100, high * 100)) * CENT

    def day(self, before_the_end: int = 12) -> date:
        """A day early enough for money to arrive before the period ends."""
        return ENDED_ON - timedelta(days=self.draw.randrange(before_the_end, self.level.days))

    def later(self, on: date, low: int, high: int) -> date:
        return on + timedelta(days=self.draw.randint(low, high))

    def reference(self, prefix: str = "INV-") -> str:
        while True:
            found = f"{prefix}{self.draw.randrange(10_000, 1_000_000):06d}"
            if found not in self.references:
                self.references.add(found)
                return found

    def check_number(self) -> str:
        return str(self.draw.randrange(1000, 99_999))

    def rate(self, currency: str, on: date) -> Decimal:
        """What a unit of ``currency`` was worth in USD on a day: a walk of up to half a percent a day, one per case and currency."""
        if currency not in self.rates:
            walk = [Decimal(self.draw.randrange(9000, 13_500)) / 10_000]
            while len(walk) < self.level.days + 60:
                walk.append((walk[-1] * Decimal(self.draw.randrange(9950, 10_051)) / 10_000).quantize(Decimal("0.0001")))
            self.rates[currency] = walk
        return self.rates[currency][(on - ENDED_ON).days + self.level.days]

    # ----------------------------------------------------------------------------------------------------------------- writing
    def left(
        self, on: date, amount: Decimal, name: str = "", reference: str = "", check_number: str = "", text: str = "", currency: str = "USD"
    ) -> str:
        return self._add("left", on, amount, name, reference, check_number, text, currency)

    def right(self, on: date, amount: Decimal, text: str, check_number: str = "", currency: str = "USD") -> str:
        return self._add("right", on, amount, "", "", check_number, text, currency)

    def together(self, kind: str, lefts: list[str], rights: list[str]) -> None:
        self.groups.append(Group(kind, frozenset(lefts), frozenset(rights)))

    def on_its_own(self, kind: str, side: Side, row: str, *reasons: str) -> None:
        self.alone.append(Alone(kind, side, frozenset({row}), frozenset(reasons or ("unmatched",))))

    def copies(self, kind: str, side: Side, rows: list[str], other: str) -> None:
        """Two equal rows of which ``other`` settles one. Which is the copy, nobody can say; one of them stays open as a duplicate."""
        self.alone.append(Alone(kind, side, frozenset(rows), frozenset({"duplicate"})))
        pair = ([rows[0]], [other]) if side == "left" else ([other], [rows[0]])
        self.together(kind, *pair)
        self.undecidable.update((side, row) for row in rows)

    def bank_text(self, name: str, reference: str = "", lead: str | None = None) -> str:
        """A bank line's text for money from or to ``name``, with its reference where the level lets banks show it."""
        lead = self.draw.choice(("ACH CREDIT", "ACH", "DEPOSIT", "PAYMENT", "TRANSFER", "EFT")) if lead is None else lead
        who = self.cryptic.get(name) or at_bank(name, self.draw, self.level.name_noise)
        return " ".join(part for part in (lead, who, self.shown(reference), self._filler()) if part)

    def shown(self, reference: str) -> str:
        """The reference as a bank would show it, or nothing."""
        return self.mangled(reference) if reference and self.chance(self.level.reference_shown) else ""

    def mangled(self, reference: str) -> str:
        if not self.chance(self.level.reference_noise):
            return reference
        digits = reference.split("-")[-1]
        return self.draw.choice(
            (
                reference.lower(),
                reference.replace("-", ""),
                reference.replace("-", " "),
                f"REF{digits}",
                f"/{reference}/",
                digits.lstrip("0"),
            )
        )

    def _filler(self) -> str:
        return f"{self.draw.randrange(10**8, 10**9)}" if self.chance(0.3) else ""

    def _add(self, side: Side, on: date, amount: Decimal, name: str, reference: str, check_number: str, text: str, currency: str) -> str:
        while (row := f"{'B' if side == 'left' else 'K'}{self.draw.randrange(10**9, 10**10)}") in self.ids:
            pass
        self.ids.add(row)
        self.rows.append(Row(side, row, on, amount.quantize(CENT), name, reference, check_number, text, currency))
        return row
