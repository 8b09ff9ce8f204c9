"""Whether confidence means what it says: of what is confirmed at confidence p, the share that is right is p or better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from tests.benchmarks.figures import Figure
from tests.benchmarks.score import Score, Share

LEAST = 200  # matches in a bin: of fewer, one wrong match would say more about luck than about confidence
NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Bin:
    """Matches of about one confidence. ``claimed``: their mean confidence."""

    claimed: float
    right: int
    all: int

    @property
    def share(self) -> float:
        return self.right / self.all

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.all)


def wilson(right: int, all: int, z: float = NORMAL_95) -> tuple[float, float]:
    """The Wilson interval of the share ``right`` of ``all`` (95 percent unless ``z`` says otherwise); 0 to 1 of nothing."""
    if not all:
        return 0.0, 1.0
    share, weight = right / all, z * z / all
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / all + weight / (4 * all)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def pooled(scores: Iterable[Score]) -> dict[float, Share]:
    """The confirmed matches of all ``scores`` by confidence."""
    result: dict[float, Share] = {}
    for score in scores:
        for confidence, share in score.calibration.items():
            result.setdefault(confidence, Share()).add(share.right, share.all)
    return result


def bins(by_confidence: Mapping[float, Share], least: int = LEAST) -> list[Bin]:
    """Bins of at least ``least`` matches, the most confident first. Too few for a bin join the next, the last the one before."""
    found: list[list[tuple[float, Share]]] = [[]]
    for confidence, share in sorted(by_confidence.items(), reverse=True):
        if _size(found[-1]) >= least:
            found.append([])
        found[-1].append((confidence, share))
    if len(found) > 1 and _size(found[-1]) < least:
        found[-2].extend(found.pop())
    return [_bin(part) for part in found if _size(part)]


def figure(found: list[Bin]) -> Figure:
    """By how much the worst bin is better than it claims."""
    worst = min((one.share - one.claimed for one in found), default=0.0)
    return Figure("all levels", "calibration: share right less confidence", worst, 0.0, -0.01)


def _size(part: list[tuple[float, Share]]) -> int:
    return sum(share.all for _, share in part)


def _bin(part: list[tuple[float, Share]]) -> Bin:
    size = _size(part)
    claimed = sum(confidence * share.all for confidence, share in part) / size
    return Bin(claimed, sum(share.right for _, share in part), size)
