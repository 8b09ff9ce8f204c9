"""``tieout bench``: how good the engine is, on labelled cases that anyone can make again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from tests.benchmarks.score import Score


def register(app: typer.Typer) -> None:
    @app.command()
    def bench(
        quality: Annotated[bool, typer.Option("--quality", help="Precision and recall, next to three baselines.")] = True,
        level: Annotated[list[str] | None, typer.Option(help="ordinary or hard (repeatable); both where none is given.")] = None,
        final: Annotated[bool, typer.Option("--final", help="On the seeds that nobody tunes on.")] = False,
        events: Annotated[int, typer.Option(min=50, help="Things that happen in a case; each is a few rows.")] = 1000,
        detail: Annotated[bool, typer.Option("--detail", help="By kind and by rule, too.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
    ) -> None:
        """Measure the matching engine against its targets. Exit code 1 where a figure is below its floor."""
        from ingestion.settings import settings
        from orchestration.progress import say
        from tests.benchmarks import quality as measured

        if not quality:
            raise typer.BadParameter("say what to measure: --quality")
        seeds = measured.FINAL_SEEDS if final else measured.TUNING_SEEDS
        found: list[measured.Figure] = []
        for name in level or list(measured.AIMS):
            say(f"{name}: {len(seeds)} cases of {events} events")
            scores = measured.measure(name, seeds, settings(), events=events)
            found += measured.figures(name, scores[measured.ENGINE])
            if not as_json:
                _show_scores(name, scores)
                if detail:
                    _show_detail(scores[measured.ENGINE])
        if as_json:
            print(json.dumps([_plain(figure) for figure in found], indent=1))
        else:
            _show_figures(found)
        if any(figure.value < figure.floor for figure in found):
            raise typer.Exit(1)


def _plain(figure: Any) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in ("level", "name", "value", "target", "floor", "is_met")}


def _show_scores(level: str, scores: dict[str, Score]) -> None:
    table = Table(title=f"{level}: the same rows for all", title_justify="left")
    table.add_column("")
    for name in ("confirmed right", "precision", "recall", "recall with suggestions", "F1"):
        table.add_column(name, justify="right")
    for name, score in scores.items():
        table.add_row(
            name,
            f"{score.precision.right:,} of {score.precision.all:,}",
            f"{score.precision.value:.4f}",
            f"{score.recall_confirmed.value:.4f}",
            f"{score.recall.value:.4f}",
            f"{score.f1:.4f}",
        )
    _console().print(table)


def _show_detail(score: Score) -> None:
    for title, shares in (
        ("recall by kind", score.recall_by_kind),
        ("precision by rule", score.precision_by_rule),
        ("right reasons by kind", score.reasons_by_kind),
        ("right by confidence", score.calibration),
    ):
        table = Table(title=title, title_justify="left")
        for name in ("", "right", "of", "share"):
            table.add_column(name, justify="right" if name else "left")
        for key, share in sorted(shares.items()):
            table.add_row(str(key), f"{share.right:,}", f"{share.all:,}", f"{share.value:.4f}")
        _console().print(table)


def _show_figures(found: list[Any]) -> None:
    table = Table(title="Targets", title_justify="left")
    for name in ("level", "figure", "value", "target", "", "floor"):
        table.add_column(name, justify="right" if name in ("value", "target", "floor") else "left")
    for figure in found:
        verdict = "[green]met[/green]" if figure.is_met else f"[red]short by {figure.target - figure.value:.4f}[/red]"
        table.add_row(figure.level, figure.name, f"{figure.value:.4f}", f"{figure.target:.4f}", verdict, f"{figure.floor:.4f}")
    _console().print(table)


def _console() -> Console:
    return Console(highlight=False, width=120)
