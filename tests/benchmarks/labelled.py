"""The labelled files of ../shared/samples: other people's data with an answer key, matched and scored like the cases of our own.

The samples are no part of the project; where they are absent there is nothing to measure (``Path.exists`` is the caller's to ask).
"""

from __future__ import annotations

from pathlib import Path

from ingestion.settings import Settings
from tests.benchmarks import labelled_payouts, labelled_transfers
from tests.benchmarks.engine import run_engine
from tests.benchmarks.labelled_payouts import PAYOUTS
from tests.benchmarks.labelled_transfers import TRANSFERS
from tests.benchmarks.quality import BASELINES, ENGINE, Figure
from tests.benchmarks.score import Score, Share, score

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
MADE_FOR_IT = "splink, made for this file"


def measure(settings: Settings, samples: Path = SAMPLES, *, compare: bool = True) -> dict[str, dict[str, Score]]:
    """By file, the scores of the engine and (with ``compare``) of the baselines on the same rows.

    Transfers: of the half that was held back. Payouts: which credits pay which payouts and what a payout consists of,
    with the reasons of what stays open; 31 bank lines are too few for splink to learn from.
    """
    return {TRANSFERS: _transfers(settings, samples, compare=compare), PAYOUTS: _payouts(settings, samples, compare=compare)}


def figures(settings: Settings, samples: Path = SAMPLES) -> list[Figure]:
    """The engine's figures against targets and floors."""
    measured = measure(settings, samples, compare=False)
    return [*transfer_figures(measured[TRANSFERS][ENGINE]), *payout_figures(measured[PAYOUTS][ENGINE])]


def transfer_figures(found: Score) -> list[Figure]:
    """Precision of all that is stated, confirmed or suggested, so that a suggestion cannot buy recall."""
    return [
        Figure(TRANSFERS, "precision, suggestions included", stated(found).value, 0.995, 0.995),
        Figure(TRANSFERS, "recall, suggestions included", found.recall.value, 0.99, 0.99),
    ]


def payout_figures(found: Score) -> list[Figure]:
    """A false match counts whether confirmed or suggested; every open record must state the reason that the answer key gives it."""
    return [
        Figure(PAYOUTS, "precision, suggestions included", stated(found).value, 1.0, 1.0),
        Figure(PAYOUTS, "recall", found.recall.value, 0.9, 0.9),
        Figure(PAYOUTS, "reasons", found.reasons.value, 1.0, 1.0),
    ]


def stated(found: Score) -> Share:
    """Right pairs of all that are stated, confirmed or suggested."""
    return Share(found.precision.right + found.suggested.right, found.precision.all + found.suggested.all)


def _transfers(settings: Settings, samples: Path, *, compare: bool) -> dict[str, Score]:
    whole = labelled_transfers.case(samples)
    half = labelled_transfers.held_back(whole)
    matches, _ = run_engine(whole, settings)
    found = {ENGINE: matches}
    if compare:
        found |= {name: baseline(whole) for name, baseline in BASELINES.items()}
        found[MADE_FOR_IT] = labelled_transfers.splink(whole)
    return {name: score(half, labelled_transfers.of_half(half, stated), {}) for name, stated in found.items()}


def _payouts(settings: Settings, samples: Path, *, compare: bool) -> dict[str, Score]:
    cases = labelled_payouts.cases(samples)
    scores: dict[str, Score] = {ENGINE: Score()}
    found = labelled_payouts.run(samples, settings)
    for name, case in cases.items():
        matches, reasons = found[name]
        score(case, matches, reasons, scores[ENGINE])
    if compare:
        credits_alone = cases["processor_payout"]
        scores |= {name: score(credits_alone, BASELINES[name](credits_alone), {}) for name in ("exact amount", "exact reference")}
    return scores
