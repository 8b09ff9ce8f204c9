"""What the bench prints, as tables of text: for the console and for a report that can be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.benchmarks.calibration import Bin
from tests.benchmarks.figures import Figure
from tests.benchmarks.score import Score
from tests.benchmarks.speed import Timing

NUMBER = re.compile(r"^-?[\d,.]+( of [\d,]+)?$")


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def is_numeric(self, column: int) -> bool:
        return all(not row[column] or NUMBER.match(row[column]) for row in self.rows)


def of_figures(found: Iterable[Figure]) -> Table:
    """Every figure against its target."""
    return Table(
        "Figures against their targets",
        ("measured on", "figure", "value", "target", "verdict", "floor"),
        tuple(
            (
                one.level,
                one.name,
                "" if one.is_missing else f"{one.value:.4f}",
                _limit(one.target, one),
                one.verdict,
                "" if one.floor is None else _limit(one.floor, one),
            )
            for one in found
        ),
    )


def of_scores(level: str, scores: dict[str, Score]) -> Table:
    """The engine next to what people use otherwise."""
    columns = ("", "confirmed right", "precision", "recall", "recall with suggestions", "F1", "money mismatched")
    return Table(f"{level}: the same rows for all", columns, tuple(_of_score(name, score) for name, score in scores.items()))


def _of_score(name: str, score: Score) -> tuple[str, ...]:
    right = f"{score.precision.right:,} of {score.precision.all:,}"
    shares = (score.precision.value, score.recall_confirmed.value, score.recall.value, score.f1, score.money_mismatched)
    return name, right, *(f"{share:.4f}" for share in shares)


def of_kinds(level: str, scores: dict[str, Score]) -> Table:
    """Precision, recall and F1 of what the engine states (confirms or suggests), by kind, and the F1 of the others."""
    first, *others = scores
    engine = scores[first]
    rows = []
    for kind in sorted(engine.recall_by_kind):
        precision, recall = engine.precision_by_kind[kind], engine.recall_by_kind[kind]
        if recall.all:
            f1 = (f"{scores[other].f1_of(kind):.4f}" for other in others)
            found = f"{recall.right:,} of {recall.all:,}"
            rows.append((kind, found, f"{recall.value:.4f}", f"{precision.value:.4f}", f"{engine.f1_of(kind):.4f}", *f1))
    return Table(
        f"{level}: by kind, of what is confirmed or suggested",
        ("kind", "pairs found", "recall", "precision", "F1", *(f"F1 of {other}" for other in others)),
        tuple(rows),
    )


def of_rules(level: str, score: Score) -> Table:
    """How often a rule is right, and what share of all true pairs it finds."""
    rows = []
    for rule, share in sorted(score.precision_by_rule.items()):
        recall = share.right / score.recall.all if score.recall.all else 0.0
        f1 = 2 * share.value * recall / (share.value + recall) if share.right else 0.0
        rows.append((rule, f"{share.right:,} of {share.all:,}", f"{share.value:.4f}", f"{recall:.4f}", f"{f1:.4f}"))
    return Table(f"{level}: by rule", ("rule", "right", "precision", "share of all true pairs", "F1"), tuple(rows))


def of_groups(level: str, score: Score) -> Table:
    """How many sets of rows (batches, instalments, payouts, reversals) are matched exactly as they belong together, by kind."""
    rows = ((kind, f"{share.right:,} of {share.all:,}", f"{share.value:.4f}") for kind, share in sorted(score.groups_by_kind.items()))
    return Table(f"{level}: groups by kind", ("kind", "exactly right", "share"), tuple(rows))


def of_reasons(level: str, score: Score) -> Table:
    """Whether what truly has no partner ends as an exception with the right reason, by kind."""
    rows = []
    for kind, share in sorted(score.reasons_by_kind.items()):
        others = ", ".join(f"{reason} {count}" for reason, count in score.reported_as[kind].most_common())
        rows.append((kind, f"{share.right:,} of {share.all:,}", f"{share.value:.4f}", others))
    return Table(f"{level}: reasons of what has no partner", ("kind", "right", "share", "reported as"), tuple(rows))


def of_bins(found: Iterable[Bin]) -> Table:
    """The reliability table: what confidence claims, and what is right."""
    return Table(
        "Calibration: of the matches confirmed at a confidence, the share that is right",
        ("confidence", "right", "share", "95 % from", "to"),
        tuple(
            (f"{one.claimed:.4f}", f"{one.right:,} of {one.all:,}", f"{one.share:.4f}", f"{one.interval[0]:.4f}", f"{one.interval[1]:.4f}")
            for one in found
        ),
    )


def of_timings(timings: Iterable[Timing]) -> Table:
    """The engine next to the others, on the same two files."""
    return Table(
        "Speed: the same two files for all",
        ("", "rows a side", "seconds", "recall", "precision", "peak MB"),
        tuple(
            (
                one.name,
                f"{one.rows:,}",
                f"{one.seconds:.2f}",
                f"{one.recall:.4f}",
                f"{one.precision:.4f}",
                "" if one.megabytes is None else f"{one.megabytes:,.0f}",
            )
            for one in timings
        ),
    )


def markdown(title: str, notes: Sequence[str], tables: Iterable[Table]) -> str:
    """A report to keep: ``notes`` as a list, then each table."""
    parts = [f"# {title}", "\n".join(f"- {note}" for note in notes)]
    for table in tables:
        rules = ["---:" if table.is_numeric(number) and number else "---" for number in range(len(table.columns))]
        lines = [table.columns, tuple(rules), *table.rows]
        parts.append(f"## {table.title}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines))
    return "\n\n".join(parts) + "\n"


def _limit(value: float, one: Figure) -> str:
    return f"{'at most' if one.at_most else 'at least'} {value:g}"
