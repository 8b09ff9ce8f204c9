"""What other parts of the bench measure for the one table, and what is aimed at there and measured nowhere yet.

To add figures: write a function that takes the settings and returns a list of :class:`Figure`, name it in ``EXTRAS``, and take what it
measures from ``AWAITED``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import Literal

from ingestion.settings import Settings
from tests.benchmarks.figures import Figure

Part = Literal["quality", "speed"]


@dataclass(frozen=True, slots=True)
class Extra:
    """``measure`` gives figures of ``part``; ``name`` is told while it does."""

    part: Part
    name: str
    measure: Callable[[Settings], list[Figure]]


EXTRAS: tuple[Extra, ...] = ()

AWAITED: dict[Part, tuple[Figure, ...]] = {
    "quality": (
        Figure("splink_transactions_dev", "precision", nan, 0.995),
        Figure("splink_transactions_dev", "recall", nan, 0.99),
        Figure("payout_reconproof", "false matches", nan, 0, at_most=True),
        Figure("payout_reconproof", "reasons", nan, 1.0),
    ),
    "speed": (Figure("10,000,000 rows of history", "time of a daily increment over a full rebuild", nan, 0.05, at_most=True),),
}
