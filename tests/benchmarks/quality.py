"""Quality of the engine and of its baselines on labelled cases, against what is aimed at and what must never be undercut."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingestion.settings import Settings
from tests.benchmarks import baselines
from tests.benchmarks.case import Case
from tests.benchmarks.engine import run_engine
from tests.benchmarks.figures import Figure
from tests.benchmarks.generator import generate
from tests.benchmarks.score import Match, Score, score

TUNING_SEEDS = (1, 2, 101, 102)  # looked at while rules were made
FINAL_SEEDS = (201, 202)  # looked at for the figures only
EVENTS = 1000
ENGINE = "tieout"
BASELINES: dict[str, Callable[[Case], list[Match]]] = {
    "exact amount": baselines.exact_amount,
    "exact reference": baselines.exact_reference,
    "splink": baselines.splink,
}


# level -> figure -> (target, floor)
AIMS = {
    "ordinary": {
        "precision": (0.9995, 0.998),
        "recall": (0.995, 0.985),
        "exact groups": (0.93, 0.95),
        "reasons": (0.98, 0.95),
    },
    "hard": {
        "precision": (0.998, 0.99),
        "recall": (0.97, 0.95),
        "exact groups": (0.93, 0.93),
        "reasons": (0.98, 0.93),
    },
}


def measure(level: str, seeds: tuple[int, ...], settings: Settings, *, events: int = EVENTS, compare: bool = True) -> dict[str, Score]:
    """The scores of the engine and (with ``compare``) of the baselines over the same cases."""
    scores: dict[str, Score] = {ENGINE: Score()}
    for seed in seeds:
        case = generate(seed, level, events)
        matches, reasons = run_engine(case, settings)
        score(case, matches, reasons, scores[ENGINE])
        for name, baseline in BASELINES.items() if compare else ():
            score(case, baseline(case), {}, scores.setdefault(name, Score()))
    return scores


def figures(level: str, found: Score) -> Iterator[Figure]:
    """The engine's figures against targets and floors."""
    values = {
        "precision": found.precision.value,
        "recall": found.recall.value,
        "exact groups": found.exact_groups.value,
        "reasons": found.reasons.value,
    }
    for name, (target, floor) in AIMS[level].items():
        yield Figure(level, name, values[name], target, floor)
