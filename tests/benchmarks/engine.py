"""The engine under test: what `tieout match` runs, on the rows of a case."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from ingestion.settings import Settings
from orchestration.file_match.engine import Result, match_items
from orchestration.file_match.items import in_one_currency, read_items
from tests.benchmarks.case import Case, Row, Side
from tests.benchmarks.score import Match

COLUMNS = ("id", "date", "amount", "currency", "counterparty", "reference", "check number", "description")


def run_engine(case: Case, settings: Settings) -> tuple[list[Match], dict[tuple[Side, str], str]]:
    """Matches and the reasons of what stays open, as the engine states them for the two files of a case. The truth stays here."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        items = in_one_currency([item for side in ("left", "right") for item in read_items(_written(case, side, folder), side)])
        result = match_items(items, settings, folder)
    return _matches(result), {(row.side, row.id): row.reason for row in result.exceptions.itertuples()}


def _written(case: Case, side: Side, folder: Path) -> Path:
    path = folder / f"{side}.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_cells(row) for row in case.rows if row.side == side)
    return path


def _cells(row: Row) -> tuple[object, ...]:
    return row.id, row.on, row.amount, row.currency, row.counterparty, row.reference, row.check_number, row.description


def _matches(result: Result) -> list[Match]:
    sides: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"left": set(), "right": set()})
    stated: dict[str, tuple[str, str, float]] = {}
    for member in result.members.itertuples():
        sides[member.match_id][member.side].add(member.id)
        stated[member.match_id] = (member.status, member.rule, float(member.confidence))
    return [
        Match(frozenset(members["left"]), frozenset(members["right"]), *stated[match_id]) for match_id, members in sorted(sides.items())
    ]
