"""splink's own model for linking two sets of transactions, trained without labels: what the bench compares quality and speed with."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

Columns = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Columns that must agree.

    ``compared``: for a pair to be compared at all. ``certain``: for a pair to belong together nearly surely, from which splink estimates
    how many do. ``trained``: for the pairs that its weights are learned from, one session each.
    """

    compared: Sequence[Columns]
    certain: Sequence[Columns]
    trained: Sequence[Columns]


def links(left: pd.DataFrame, right: pd.DataFrame, blocks: Blocks, days: Sequence[int], least: float) -> pd.DataFrame:
    """Pairs with a probability of at least ``least``: row_id_l, row_id_r, match_probability.

    ``left`` and ``right`` have row_id, amount (text), on_date (date), text and reference, and the columns that ``blocks`` names. ``days``:
    the steps by which dates are held apart.
    """
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    database = DuckDBAPI()
    sides = [database.register(frame, dataset_display_name=name) for name, frame in (("books", left), ("bank", right))]
    model = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="row_id",
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in blocks.compared],
        comparisons=[
            cl.ExactMatch("amount"),
            cl.AbsoluteDateDifferenceAtThresholds("on_date", input_is_string=False, metrics=["day"] * len(days), thresholds=list(days)),
            cl.JaroWinklerAtThresholds("text", [0.92, 0.8]),
            cl.ExactMatch("reference"),
        ],
    )
    linker = Linker(sides, model, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on(*columns) for columns in blocks.certain], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for columns in blocks.trained:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    return linker.inference.predict(threshold_match_probability=least).as_pandas_dataframe()
