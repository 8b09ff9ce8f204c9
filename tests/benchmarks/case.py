"""A benchmark case: two sides of rows, and the truth about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a side. ``amount`` in ``currency``, receipts +. ``on`` is the books' date or the bank's booking date."""

    side: Side
    id: str
    on: date
    amount: Decimal
    counterparty: str
    reference: str
    check_number: str
    description: str
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together. ``lefts`` or ``rights`` is empty for a reversal within one side."""

    kind: str
    lefts: frozenset[str]
    rights: frozenset[str]

    @property
    def pairs(self) -> set[tuple[str, str]]:
        return {(left, right) for left in self.lefts for right in self.rights}


@dataclass(frozen=True, slots=True)
class Alone:
    """One of the rows ``among`` truly has no partner, and the reasons that describe why.

    Mostly that is one row; of two equal rows nobody can say which is the copy, so either may stay open, but exactly one.
    """

    kind: str
    side: Side
    among: frozenset[str]
    reasons: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled case. ``undecidable``: rows whose partner nothing in the data tells; a match of them is neither asked for nor wrong."""

    level: str
    seed: int
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    alone: tuple[Alone, ...]
    undecidable: frozenset[tuple[Side, str]]
