"""``tieout match``: reconciles two files with the same engine as the pipeline."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboards.labels import plural
from ingestion.errors import ConfigError
from ingestion.settings import settings
from orchestration.progress import say

if TYPE_CHECKING:
    from orchestration.file_match.file_read import FileRead

SET = "One line of such a map (repeatable): amount='Net Amount', date_order=dmy, decimal=., sign=inverted, in_currency=EUR, header=5."


def register(app: typer.Typer) -> None:
    @app.command()
    def match(
        left: Annotated[Path, typer.Argument(help="CSV, Excel, Parquet or any bank file.")],
        right: Annotated[Path, typer.Argument(help="The other side.")],
        out: Annotated[Path, typer.Option("--out", help="Folder for matches.csv, exceptions.csv, summary.json and report.html.")],
        left_map: Annotated[Path | None, typer.Option("--left-map", help="YAML: field (id, date, amount, ...) to column.")] = None,
        right_map: Annotated[Path | None, typer.Option("--right-map", help="The same for the right file.")] = None,
        left_set: Annotated[list[str] | None, typer.Option("--left-set", metavar="KEY=VALUE", help=SET)] = None,
        right_set: Annotated[
            list[str] | None, typer.Option("--right-set", metavar="KEY=VALUE", help="The same for the right file.")
        ] = None,
        rules: Annotated[Path | None, typer.Option("--rules", help="CSV in the form of dbt_project/seeds/match_rules.csv.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="The summary as JSON.")] = False,
    ) -> None:
        """Reconcile two files. Exit code 1 where something stays open or a row could not be read."""
        from orchestration.file_match.choices import read_choices
        from orchestration.file_match.engine import match_items
        from orchestration.file_match.output import write_results
        from orchestration.file_match.pair import read_pair
        from orchestration.rule_set import check_rules

        for path in (left, right):
            if not path.is_file():
                raise ConfigError(f"There is no file {path}.", "Check the path.")
        if rules:
            check_rules(rules)
        pair = read_pair(
            left, right, read_choices(left_map, left_set or [], left.name), read_choices(right_map, right_set or [], right.name)
        )
        for file in pair.files:
            _tell(file)
        say("matching")
        with TemporaryDirectory() as folder:
            result = match_items(pair.items, settings(), Path(folder), rules)
        summary = write_results(pair, result, out)
        if as_json:
            print(json.dumps(summary, indent=1, default=str))
        else:
            _show(summary, out)
        if not summary["conserved"] or len(result.exceptions) or any(file.set_aside for file in pair.files):
            raise typer.Exit(1)


def _tell(file: FileRead) -> None:
    """What was read of a file and what was decided to read it, on standard error: standard output is the result."""
    say(f"{escape(file.name)} ({file.side}): {len(file.items):,} rows; {escape(', '.join(f'{m} = {h}' for m, h in file.columns.items()))}")
    for note in file.notes:
        otherwise = f" Otherwise: --{file.side}-set {note.override}" if note.override else ""
        say(f"  {'[bold]Check:[/bold] ' if note.is_doubtful else ''}{escape(note.text + otherwise)}")
    if file.set_aside:
        count, first = plural(len(file.set_aside), "row"), file.set_aside[0]
        say(f"  [bold]Check:[/bold] {count} could not be read and took no part. Row {first.row}: {escape(first.why)}")


def _show(summary: dict, out: Path) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 132)
    table = Table()
    for name in ("side", "currency"):
        table.add_column(name)
    for name in ("rows", "amount", "matched", "amount", "suggested", "open", "amount"):
        table.add_column(name, justify="right")
    for side in summary["sides"]:
        table.add_row(
            side["side"], side["currency"], f"{side['in']:,}", f"{side['in_amount']:,.2f}", f"{side['matched']:,}",
            f"{side['matched_amount']:,.2f}", f"{side['suggested']:,}", f"{side['exceptions']:,}", f"{side['exception_amount']:,.2f}",
        )  # fmt: skip
    console.print(table)
    read_whole = not any(file["set_aside"] for file in summary["files"])
    every = "Every cent is accounted for." if read_whole else "Every cent of the rows that could be read is accounted for."
    verdict = every if summary["conserved"] else "The sums do not agree."
    console.print(f"{verdict} Read {out / 'report.html'}", soft_wrap=True)
