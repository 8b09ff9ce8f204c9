"""The monitoring report: distributions of the last period against the one before, as one HTML file without any outside request."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from dashboards.monitoring.columns import FEWEST, comparable, period
from dashboards.published import open_published
from dashboards.queries import run

DAYS = 30


def render_monitoring(published: Path, out: Path, days: int = DAYS) -> Path:
    """Writes the report to ``out`` and returns that path; says so in the file when there is too little data to compare.

    Evidently is imported here and not before: it takes seconds. Its usage reports are switched off first (DO_NOT_TRACK).
    """
    with open_published(published) as db:
        end = run(db, "as_of")["as_of_on"].iloc[0]
        current, before = period(db, end, days), period(db, end - timedelta(days=days), days)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(out.name + ".tmp")
    names = comparable(current, before)
    if names:
        _report(current[names], before[names], unfinished)
    else:
        unfinished.write_text(
            f"<!doctype html><title>Monitoring</title><p>Fewer than {FEWEST} values a column in two periods of {days} days.</p>"
        )
    unfinished.replace(out)
    return out


def _report(current: pd.DataFrame, before: pd.DataFrame, out: Path) -> None:
    os.environ["DO_NOT_TRACK"] = "1"  # read by evidently at import
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset, DataSummaryPreset

    definition = DataDefinition(numerical_columns=list(current.columns))
    # a value that only the later period has makes chi-squared infinite: that is drift, and no reason to warn on the console
    with np.errstate(divide="ignore"):
        snapshot = Report([DataDriftPreset(), DataSummaryPreset()]).run(
            Dataset.from_pandas(current, data_definition=definition), Dataset.from_pandas(before, data_definition=definition)
        )
        snapshot.save_html(str(out))
