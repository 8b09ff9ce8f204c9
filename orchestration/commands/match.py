"""``tieout match``: reconciles two files with the same engine as the pipeline."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
import yaml
from rich.console import Console
from rich.table import Table

from ingestion.errors import ConfigError
from ingestion.settings import settings
from orchestration.progress import say


def register(app: typer.Typer) -> None:
    @app.command()
    def match(
        left: Annotated[Path, typer.Argument(help="CSV, Excel, Parquet or any bank file.")],
        right: Annotated[Path, typer.Argument(help="The other side.")],
        out: Annotated[Path, typer.Option("--out", help="Folder for matches.csv, exceptions.csv, summary.json and report.html.")],
        left_map: Annotated[Path | None, typer.Option("--left-map", help="YAML: field (id, date, amount, ...) to column.")] = None,
        right_map: Annotated[Path | None, typer.Option("--right-map", help="The same for the right file.")] = None,
        rules: Annotated[Path | None, typer.Option("--rules", help="CSV in the form of dbt_project/seeds/match_rules.csv.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="The summary as JSON.")] = False,
    ) -> None:
        """Reconcile two files. Exit code 1 where something stays open."""
        from orchestration.file_match.engine import match_items
        from orchestration.file_match.items import in_one_currency, read_items
        from orchestration.file_match.output import write_results

        for path in (left, right):
            if not path.is_file():
                raise ConfigError(f"There is no file {path}.", "Check the path.")
        items = in_one_currency([*read_items(left, "left", _map(left_map)), *read_items(right, "right", _map(right_map))])
        say(f"{sum(i.side == 'left' for i in items):,} rows left, {sum(i.side == 'right' for i in items):,} right; matching")
        with TemporaryDirectory() as folder:
            result = match_items(items, settings(), Path(folder), rules)
        summary = write_results(items, result, out)
        if as_json:
            print(json.dumps(summary, indent=1, default=str))
        else:
            _show(summary, out)
        if not summary["conserved"] or len(result.exceptions):
            raise typer.Exit(1)


def _map(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    document = yaml.safe_load(path.read_text())
    if not isinstance(document, dict):
        raise ConfigError(f"{path.name} is no map.", "Write lines such as `amount: Net Amount`.")
    return {str(k): str(v) for k, v in document.items()}


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
    verdict = "Every cent is accounted for." if summary["conserved"] else "The sums do not agree."
    console.print(f"{verdict} Read {out / 'report.html'}", soft_wrap=True)
