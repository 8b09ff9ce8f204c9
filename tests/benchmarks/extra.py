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


def _labelled(now: Settings) -> list[Figure]:
    """The labelled files, which the benchmark does not carry with it: where they are absent, so are the figures."""
    from tests.benchmarks import labelled

    if not labelled.SAMPLES.exists():
        return [
            Figure(labelled.TRANSFERS, "precision, suggestions included", nan, 0.995),
            Figure(labelled.TRANSFERS, "recall, suggestions included", nan, 0.99),
            Figure(labelled.PAYOUTS, "precision, suggestions included", nan, 1.0),
            Figure(labelled.PAYOUTS, "reasons", nan, 1.0),
        ]
    return labelled.figures(now)


EXTRAS: tuple[Extra, ...] = (Extra("quality", "labelled files", _labelled),)

AWAITED: dict[Part, tuple[Figure, ...]] = {
    "quality": (),
    "speed": (),
}
