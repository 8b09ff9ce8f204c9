"""The labelled files of ../shared/samples: other people's data with an answer key, matched and scored like the cases of our own."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.benchmarks.case import Case, Group, Row, Side

TRANSFERS = "splink_transactions_dev"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def transfers(samples: Path) -> Case:
    """Transfers of one institution and their receipts at another: 2,000 a side, one to one, no reference."""
    folder = samples / TRANSFERS
    sides: tuple[tuple[Side, str], ...] = (("left", "origin"), ("right", "destination"))
    rows = tuple(
        Row(
            side, row[f"{name}_id"], date.fromisoformat(row["transaction_date"]), Decimal(row["amount"]).quantize(Decimal("0.01")),
            "", "", "", row["memo"],
        )
        for side, name in sides
        for row in _rows(folder / f"{name}.csv")
    )  # fmt: skip
    groups = tuple(
        Group("transfer", frozenset({link["origin_id"]}), frozenset({link["destination_id"]})) for link in _rows(folder / "truth.csv")
    )
    return Case(TRANSFERS, 0, rows, groups, (), frozenset())
