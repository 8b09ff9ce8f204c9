"""``tieout bench``: how good and how fast the engine is, on labelled cases that anyone can make again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from ingestion.settings import Settings
    from tests.benchmarks.score import Score
    from tests.benchmarks.speed import Ratio, Timing


def register(app: typer.Typer) -> None:
    @app.command()
    def bench(
        quality: Annotated[bool, typer.Option("--quality", help="Precision and recall, next to three baselines (the default).")] = False,
        speed: Annotated[bool, typer.Option("--speed", help="Time, next to a raw join, datacompy and splink on the same rows.")] = False,
        rows: Annotated[int, typer.Option(min=1000, help="Rows a side, with --speed.")] = 100_000,
        level: Annotated[list[str] | None, typer.Option(help="ordinary or hard (repeatable); both where none is given.")] = None,
        final: Annotated[bool, typer.Option("--final", help="On the seeds that nobody tunes on.")] = False,
        events: Annotated[int, typer.Option(min=50, help="Things that happen in a case; each is a few rows.")] = 1000,
        detail: Annotated[bool, typer.Option("--detail", help="By kind and by rule, too.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
    ) -> None:
        """Measure the matching engine against its targets. Exit code 1 where a figure of quality is below its floor."""
        from ingestion.settings import settings

        results: dict[str, Any] = {}
        fell = False
        if quality or not speed:
            results["quality"], fell = _quality(settings(), level or [], final=final, events=events, detail=detail, show=not as_json)
        if speed:
            results["speed"] = _speed(settings(), rows, show=not as_json)
        if as_json:
            print(json.dumps(results, indent=1))
        if fell:
            raise typer.Exit(1)


def _quality(now: Settings, levels: list[str], *, final: bool, events: int, detail: bool, show: bool) -> tuple[list[dict[str, Any]], bool]:
    """The figures, and whether one of them is below its floor."""
    from orchestration.progress import say
    from tests.benchmarks import quality as measured

    seeds = measured.FINAL_SEEDS if final else measured.TUNING_SEEDS
    found: list[measured.Figure] = []
    for name in levels or list(measured.AIMS):
        say(f"{name}: {len(seeds)} cases of {events} events")
        scores = measured.measure(name, seeds, now, events=events)
        found += measured.figures(name, scores[measured.ENGINE])
        if show:
            _show_scores(name, scores)
            if detail:
                _show_detail(scores[measured.ENGINE])
    if show:
        _show_figures(found)
    return [_plain(figure) for figure in found], any(figure.value < figure.floor for figure in found)


def _speed(now: Settings, rows: int, *, show: bool) -> dict[str, Any]:
    from orchestration.progress import say
    from tests.benchmarks import speed as measured

    say(f"speed: {rows:,} rows a side")
    timings = measured.measure(rows, now)
    found = measured.ratios(timings)
    if show:
        _show_speed(timings, found)
    return {
        "timings": [asdict(timing) for timing in timings],
        "ratios": [{**asdict(ratio), "is_met": ratio.is_met} for ratio in found],
    }


def _show_speed(timings: list[Timing], ratios: list[Ratio]) -> None:
    table = Table(title="the same two files for all", title_justify="left")
    for name in ("", "rows a side", "seconds", "recall", "precision", "peak MB"):
        table.add_column(name, justify="right" if name else "left")
    for one in timings:
        peak = "" if one.megabytes is None else f"{one.megabytes:,.0f}"
        table.add_row(one.name, f"{one.rows:,}", f"{one.seconds:.2f}", f"{one.recall:.4f}", f"{one.precision:.4f}", peak)
    _console().print(table)
    table = Table(title="Targets", title_justify="left")
    for name in ("figure", "value", "at most", ""):
        table.add_column(name, justify="right" if name in ("value", "at most") else "left")
    for ratio in ratios:
        verdict = "[green]met[/green]" if ratio.is_met else f"[red]{ratio.value / ratio.limit:.1f} times too much[/red]"
        table.add_row(ratio.name, f"{ratio.value:.3f}", f"{ratio.limit:.2f}", verdict)
    _console().print(table)


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
