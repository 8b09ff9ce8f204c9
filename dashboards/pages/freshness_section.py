"""Can the figures be current: the last good load of each connection, failures and rows in quarantine."""

from __future__ import annotations

import pandas as pd
from dash import html

from dashboards import labels
from dashboards.pages.parts import Column, badge, card, table

COLUMNS = [
    Column("Connection"),
    Column("System"),
    Column("Kind"),
    Column("State"),
    Column("Last good load (UTC)"),
    Column("Days behind", True),
    Column("Failed loads, 7 days", True),
    Column("Rows in quarantine, 7 days", True),
    Column("What to do"),
]


def state(row: object) -> tuple[str, str]:
    """The word and its tone: failing, late (more than one day behind), never loaded, quarantine, current."""
    if row.last_good_at is None:
        return "Never loaded", "bad"
    if row.failing:
        return "Failing", "bad"
    if row.days_behind is not None and row.days_behind > 1:
        return "Late", "warn"
    return ("Quarantine", "warn") if row.quarantined else ("Current", "good")


def freshness(frame: pd.DataFrame, span: int = 12) -> html.Section:
    """Rows of ``freshness``: those that need someone in sight, the rest folded away."""
    if frame.empty:
        return card("Data freshness", html.P("No connection is switched on yet.", className="note"), span=span)
    rank = {"Never loaded": 0, "Failing": 0, "Late": 1, "Quarantine": 2, "Current": 3}
    rows = sorted(frame.itertuples(), key=lambda row: (rank[state(row)[0]], -row.failures, row.connection_id))
    trouble = [row for row in rows if state(row)[1] == "bad" or state(row)[0] == "Late"]
    current = [row for row in rows if row not in trouble]
    failures, loads = int(frame["failures"].sum()), int(frame["loads"].sum())
    note = (
        f"{len(frame) - len(trouble)} of {labels.plural(len(frame), 'connection')} current. "
        f"Last 7 days: {failures:,} of {loads:,} loads failed, "
        f"{labels.plural(int(frame['quarantined'].sum()), 'row')} in quarantine."
    )
    shown = [table(COLUMNS, [_row(row) for row in trouble])] if trouble else [html.P("Every connection is current.", className="note")]
    folded = (
        [
            html.Details(
                [
                    html.Summary(f"{labels.plural(len(current), 'connection')} without trouble"),
                    table(COLUMNS, [_row(row) for row in current]),
                ]
            )
        ]
        if current
        else []
    )
    return card("Data freshness", *shown, *folded, note=note, span=span)


def _row(row: object) -> list:
    word, tone = state(row)
    return [
        row.connection_id,
        labels.words(row.platform),
        labels.words(row.kind),
        badge(word, tone),
        f"{row.last_good_at:%d %b %Y %H:%M}" if row.last_good_at else "\u2013",
        "\u2013" if row.days_behind is None else f"{row.days_behind:,}",
        f"{row.failures:,} of {row.loads:,}",
        f"{row.quarantined:,}",
        html.Div(_todo(row, word), className="wrap"),
    ]


def _todo(row: object, word: str) -> list:
    if word == "Failing":
        return [html.Div(row.last_error or ""), html.Div(row.last_cure or "", className="sub")]
    if word in ("Late", "Never loaded"):
        return [html.Div("No load arrived: is its schedule on?"), html.Div(f"tieout run --connection {row.connection_id}", className="sub")]
    return ["Bad rows wait with their reason; the good ones are in."] if word == "Quarantine" else []
