"""A figure, what is aimed at, and what must never be undercut: what every part of the bench hands to its one table."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``level``: what it was measured on. ``value``: not a number where it was not measured.

    ``floor``: the bench fails where the value is worse; with None it never does.

    ``at_most`` turns target and floor round: smaller is better (times, memory), and the floor is the most that is put up with.
    """

    level: str
    name: str
    value: float
    target: float
    floor: float | None = None
    at_most: bool = False

    @property
    def is_missing(self) -> bool:
        return isnan(self.value)

    @property
    def is_met(self) -> bool:
        return not self.is_missing and not self._is_worse_than(self.target)

    @property
    def has_fallen(self) -> bool:
        return self.floor is not None and self._is_worse_than(self.floor)

    @property
    def verdict(self) -> str:
        """``met``, or by how much the target is missed."""
        if self.is_missing:
            return "not measured"
        if self.is_met:
            return "met"
        if self.at_most:
            return f"{self.value / self.target:.1f} times too much" if self.target else f"{self.value:g} too many"
        return f"short by {self.target - self.value:.4f}"

    def _is_worse_than(self, limit: float) -> bool:
        return self.value > limit if self.at_most else self.value < limit
