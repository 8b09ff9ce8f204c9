"""``tieout bench``: how good and how fast the engine is, on labelled cases that anyone can make again."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

if TYPE_CHECKING:
    from ingestion.settings import Settings
    from tests.benchmarks.extra import Part
    from tests.benchmarks.figures import Figure
    from tests.benchmarks.tables import Table

COLOURS = {"met": "green", "not measured": "yellow"}


@dataclass
class Findings:
    """What was measured so far: the figures for the one table, and the tables behind them."""

    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def register(app: typer.Typer) -> None:
    @app.command()
    def bench(
        quality: Annotated[bool, typer.Option("--quality", help="Only how good the matching is, by kind and by rule, too.")] = False,
        speed: Annotated[bool, typer.Option("--speed", help="Only how long it takes, next to what else is used.")] = False,
        rows: Annotated[int, typer.Option(min=1000, help="Rows a side that are timed (10000000 for the large figure).")] = 100_000,
        level: Annotated[list[str] | None, typer.Option(help="ordinary or hard (repeatable); both where none is given.")] = None,
        final: Annotated[bool, typer.Option("--final", help="On the seeds that nobody tunes on.")] = False,
        events: Annotated[int, typer.Option(min=50, help="Things that happen in a case; each is a few rows.")] = 1000,
        detail: Annotated[bool, typer.Option("--detail", help="By kind and by rule without --quality, too.")] = False,
        out: Annotated[Path | None, typer.Option(help="A folder for bench.md (to read) and bench.json.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
    ) -> None:
        """Measure the matching engine against its targets, all figures in one table. Exit code 1 where one is worse than its floor.

        Without options everything is measured, which takes some minutes.
        """
        from ingestion.settings import settings
        from tests.benchmarks.levels import LEVELS

        if unknown := set(level or []) - set(LEVELS):
            raise typer.BadParameter(f"There is no level {', '.join(sorted(unknown))}; there are {', '.join(LEVELS)}.")
        found = Findings()
        if speed or not quality:
            # first: the peak of memory is that of the largest child process until then
            _speed(settings(), rows, found)
        if quality or not speed:
            _quality(settings(), level or list(LEVELS), found, final=final, events=events, detail=detail or quality)
        _tell(found, final=final, out=out, as_json=as_json)
        if any(figure.has_fallen for figure in found.figures):
            raise typer.Exit(1)


def _quality(now: Settings, levels: list[str], found: Findings, *, final: bool, events: int, detail: bool) -> None:
    from orchestration.progress import say
    from tests.benchmarks import calibration, tables
    from tests.benchmarks import quality as measured

    seeds = measured.FINAL_SEEDS if final else measured.TUNING_SEEDS
    engines = []
    for name in levels:
        say(f"{name}: {len(seeds)} cases of {events} events")
        scores = measured.measure(name, seeds, now, events=events)
        engine = scores[measured.ENGINE]
        engines.append(engine)
        found.figures += measured.figures(name, engine)
        found.tables.append(tables.of_scores(name, scores))
        if detail:
            found.tables += [tables.of_kinds(name, scores), tables.of_rules(name, engine)]
            found.tables += [tables.of_groups(name, engine), tables.of_reasons(name, engine)]
    bins = calibration.bins(calibration.pooled(engines))
    found.tables.append(tables.of_bins(bins))
    found.figures.append(calibration.figure(bins))
    _extras("quality", now, found)


def _speed(now: Settings, rows: int, found: Findings) -> None:
    from orchestration.progress import say
    from tests.benchmarks import increment, tables
    from tests.benchmarks import speed as measured

    now.state.mkdir(parents=True, exist_ok=True)  # the volumes are made there
    say(f"speed: {rows:,} rows a side")
    timings = measured.measure(rows, now)
    found.tables.append(tables.of_timings(timings))
    found.figures += measured.figures(timings)
    say(f"a day that comes to {rows:,} rows a side")
    found.figures += increment.figures(rows, now)
    _extras("speed", now, found)


def _extras(part: Part, now: Settings, found: Findings) -> None:
    """What other parts of the bench measure, and what nobody measures yet."""
    from orchestration.progress import say
    from tests.benchmarks.extra import AWAITED, EXTRAS

    for extra in EXTRAS:
        if extra.part == part:
            say(extra.name)
            found.figures += extra.measure(now)
    found.figures += AWAITED[part]


def _tell(found: Findings, *, final: bool, out: Path | None, as_json: bool) -> None:
    from tests.benchmarks import tables

    figures = [
        {**asdict(one), "value": None if one.is_missing else one.value, "is_met": one.is_met, "verdict": one.verdict}
        for one in found.figures
    ]
    shown = [*found.tables, tables.of_figures(found.figures)]
    if out:
        out.mkdir(parents=True, exist_ok=True)
        seeds = "seeds that nobody tuned on" if final else "seeds that were looked at while rules were made"
        notes = (f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}", f"Labelled cases: {seeds}")
        (out / "bench.md").write_text(tables.markdown("How good and how fast the matching is", notes, reversed(shown)))
        (out / "bench.json").write_text(json.dumps(figures, indent=1) + "\n")
    if as_json:
        print(json.dumps(figures, indent=1))
        return
    console = Console(highlight=False, width=140)
    for table in shown:
        console.print(_rich(table))
    if out:
        console.print(f"Read {out / 'bench.md'}")


def _rich(table: Table) -> RichTable:
    result = RichTable(title=table.title, title_justify="left")
    for number, column in enumerate(table.columns):
        result.add_column(column, justify="right" if number and table.is_numeric(number) else "left")
    for row in table.rows:
        result.add_row(*(_coloured(cell) if column == "verdict" else cell for column, cell in zip(table.columns, row, strict=True)))
    return result


def _coloured(verdict: str) -> str:
    colour = COLOURS.get(verdict, "red")
    return f"[{colour}]{verdict}[/{colour}]"
