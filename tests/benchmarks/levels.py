"""How hard a case is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """Shares from 0 to 1. ``days`` is the period over which a case's documents are spread."""

    name: str
    name_noise: float  # bank text abbreviates, truncates, misspells the name
    cryptic: float  # parties whose bank text has nothing of their name
    reference_shown: float  # the bank line carries the books' reference
    reference_noise: float  # ... mangled: case, punctuation, glued, truncated
    round_amounts: float  # amounts from a short list, so that equal ones are common
    days: int


ORDINARY = Level("ordinary", 0.35, 0.03, 0.7, 0.2, 0.15, 90)
HARD = Level("hard", 0.8, 0.12, 0.4, 0.6, 0.35, 60)
LEVELS = {level.name: level for level in (ORDINARY, HARD)}
