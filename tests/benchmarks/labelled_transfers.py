"""Transfers of one institution and their receipts at another: no reference, a cut memo, amounts that a fee or an exchange changed.

2,000 a side, one to one. Rows of a random half were looked at while the rule was made; figures are of the other half, of which no
miss was, though the count of both halves together was seen. All rows are matched together: only what is counted is halved.
"""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pandas as pd

from tests.benchmarks.baselines import THRESHOLDS, one_to_one
from tests.benchmarks.case import Case, Group, Row, Side
from tests.benchmarks.score import Match, score

TRANSFERS = "splink_transactions_dev"
HALVES = 20260930  # seed of the draw that holds one half back


def case(samples: Path) -> Case:
    """Both files whole, with every true pair. As in all cases, ids of the left begin with B and those of the right with K."""
    folder = samples / TRANSFERS
    sides: tuple[tuple[Side, str, str], ...] = (("left", "B", "origin"), ("right", "K", "destination"))
    rows = tuple(
        Row(
            side, letter + row[f"{name}_id"], date.fromisoformat(row["transaction_date"]), Decimal(row["amount"]).quantize(Decimal("0.01")),
            "", "", "", row["memo"],
        )
        for side, letter, name in sides
        for row in _rows(folder / f"{name}.csv")
    )  # fmt: skip
    groups = tuple(
        Group("transfer", frozenset({"B" + link["origin_id"]}), frozenset({"K" + link["destination_id"]}))
        for link in _rows(folder / "truth.csv")
    )
    return Case(TRANSFERS, 0, rows, groups, (), frozenset())


def held_back(whole: Case) -> Case:
    """The half of ``whole`` that was not looked at: the true pairs of a random half of the transfers."""
    ids = sorted(row.id for row in whole.rows if row.side == "left")
    Random(HALVES).shuffle(ids)
    half = set(ids[len(ids) // 2 :])
    return replace(whole, groups=tuple(group for group in whole.groups if group.lefts <= half))


def of_half(half: Case, matches: list[Match]) -> list[Match]:
    """The ``matches`` that concern a transfer or a receipt of ``half``."""
    lefts = {row for group in half.groups for row in group.lefts}
    rights = {row for group in half.groups for row in group.rights}
    return [match for match in matches if match.lefts & lefts or match.rights & rights]


def splink(whole: Case) -> list[Match]:
    """splink with a model made for this file: near amounts, days, and how much of the memo agrees, trained without labels.

    Its threshold is the one that suits it best, looked up in the truth.
    """
    import splink.comparison_level_library as levels
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    amount = cl.CustomComparison(
        output_column_name="amount",
        comparison_levels=[
            levels.NullLevel("amount"),
            levels.ExactMatchLevel("amount"),
            *(levels.PercentageDifferenceLevel("amount", share) for share in (0.01, 0.03, 0.06, 0.1)),
            levels.ElseLevel(),
        ],
    )
    memo = cl.CustomComparison(
        output_column_name="memo",
        comparison_levels=[
            levels.NullLevel("memo"),
            *(levels.CustomLevel(f"substr(memo_l, 1, {n}) = substr(memo_r, 1, {n})", f"first {n} letters") for n in (12, 9, 6, 4)),
            levels.ElseLevel(),
        ],
    )
    database = DuckDBAPI()
    tables = [
        database.register(pd.DataFrame(_splink_rows(whole, side)), dataset_display_name=name)
        for side, name in (("left", "books"), ("right", "bank"))
    ]
    near = "abs(l.amount - r.amount) < 0.12 * greatest(l.amount, r.amount) and abs(date_diff('day', l.on_date, r.on_date)) <= 21"
    model = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="row_id",
        blocking_rules_to_generate_predictions=[f"l.name_start = r.name_start and {near}", block_on("amount")],
        comparisons=[
            amount,
            cl.AbsoluteDateDifferenceAtThresholds(
                "on_date", input_is_string=False, metrics=["day"] * 4, thresholds=[2, 4, 7, 14]
            ),
            memo,
        ],
    )  # fmt: skip
    linker = Linker(tables, model, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("amount", "name_start")], recall=0.25)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("amount"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("memo"))
    links = linker.inference.predict(threshold_match_probability=THRESHOLDS[0]).as_pandas_dataframe()
    links = links.sort_values(["match_probability", "row_id_l", "row_id_r"], ascending=[False, True, True])
    found = list(one_to_one(links))
    return max(([m for m in found if m.confidence >= least] for least in THRESHOLDS), key=lambda kept: score(whole, kept, {}).f1)


def _splink_rows(whole: Case, side: Side) -> Iterator[dict[str, object]]:
    for row in whole.rows:
        if row.side == side:
            memo = row.description.upper()
            yield {
                "row_id": row.id, "amount": float(row.amount), "on_date": row.on, "memo": memo,
                "name_start": memo[:3],
            }  # fmt: skip


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
