"""matches.csv, exceptions.csv, summary.json and report.html."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from orchestration.file_match.engine import Result
from orchestration.file_match.file_read import FileRead, Item
from orchestration.file_match.pair import Pair
from orchestration.file_match.report.page import page
from orchestration.file_match.report.view import view
from orchestration.file_match.verdicts import totals, verdicts

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MATCHES = ["match_id", "side", "id", "status", "kind", "rule", "confidence", "amount", "difference"]
EXCEPTIONS = ["side", "id", "reason", "amount", "currency", "candidates"]


def write_results(pair: Pair, result: Result, folder: Path) -> dict[str, Any]:
    """Writes the four files; returns the summary."""
    folder.mkdir(parents=True, exist_ok=True)
    items = pair.items
    extra = {(i.side, i.id): dict(i.extra) for i in items}
    carried = sorted({name for values in extra.values() for name in values})
    _write(folder / "matches.csv", result.members, MATCHES, extra, carried)
    _write(folder / "exceptions.csv", result.exceptions, EXCEPTIONS, extra, carried)
    summary = summarise(items, result) | {"files": [_told(file) for file in pair.files]}
    (folder / "summary.json").write_text(json.dumps(summary, indent=1, default=str) + "\n")
    (folder / "report.html").write_text(page(view(pair, result), date.today()), encoding="utf-8")
    return summary


def summarise(items: Sequence[Item], result: Result) -> dict[str, Any]:
    """Counts and sums per side and currency: in = matched + exceptions, to the cent. Suggested rows are exceptions until confirmed."""
    lines = totals(items, result, verdicts(items, result))
    return {
        "sides": [
            {
                "side": line.side,
                "currency": line.currency,
                "in": line.rows,
                "matched": line.counts["matched"],
                "suggested": line.counts["suggested"],
                "exceptions": line.counts["suggested"] + line.counts["open"],
                "in_amount": line.amount,
                "matched_amount": line.amounts["matched"],
                "suggested_amount": line.amounts["suggested"],
                "exception_amount": line.amounts["suggested"] + line.amounts["open"],
            }
            for line in lines
        ],
        "items_of_amount_zero": sum(1 for item in items if item.amount == 0),
        "conserved": all(line.ties for line in lines),
        "matches_missed_by_greed": int(result.members[~result.members.is_greedy.astype(bool)].match_id.nunique()),
        "by_rule": result.members.groupby(["status", "rule"]).match_id.nunique().reset_index(name="matches").to_dict("records"),
        "by_reason": result.exceptions.groupby(["side", "reason"]).size().reset_index(name="exceptions").to_dict("records"),
    }


def _told(file: FileRead) -> dict[str, Any]:
    """What was read of a file and what was decided to read it."""
    return {
        "side": file.side,
        "name": file.name,
        "rows": len(file.items),
        "columns": dict(file.columns),
        "decided": [{"what": note.text, "override": note.override, "is_doubtful": note.is_doubtful} for note in file.notes],
        "set_aside": [{"row": row.row, "why": row.why} for row in file.set_aside],
    }


def _write(path: Path, frame: pd.DataFrame, columns: list[str], extra: dict, carried: list[str]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*columns, *(f"source_{name}" for name in carried)])
        for row in frame.itertuples():
            values = extra.get((row.side, row.id), {})
            writer.writerow([*(_safe(getattr(row, c)) for c in columns), *(_safe(values.get(name, "")) for name in carried)])


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is quoted; numbers are left alone."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
