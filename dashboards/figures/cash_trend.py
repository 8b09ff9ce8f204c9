"""What is unreconciled, by the week it occurred, and cash in transit day by day: one panel per currency, each on its own scale."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.panels import panels, place, styled
from dashboards.figures.text import safe
from dashboards.money import with_currency

DRAWN = {
    "unreconciled_value": ("Unreconciled value, by week", theme.ACCENT_SOFT),
    "cash_in_transit": ("Cash in transit, by day", theme.ACCENT),
}
WEEK_MS = 5 * 86_400_000  # a bar covers Monday to Friday


def cash_trend(frame: pd.DataFrame, currencies: list[str]) -> go.Figure:
    """Rows of ``cash_trend``; panels stand in the order of ``currencies``, two to a row."""
    shown = [currency for currency in currencies if currency in set(frame["currency"])] if len(frame) else []
    if not shown:
        return theme.blank("No daily history yet")
    figure = panels([safe(currency) for currency in shown], gap=0.09)
    for number, currency in enumerate(shown):
        for kpi in DRAWN:
            of = frame[(frame["currency"] == currency) & (frame["kpi"] == kpi)]
            figure.add_trace(_trace(kpi, of, currency), **place(number))
    styled(figure)
    figure.update_yaxes(rangemode="tozero", nticks=4, tickformat="~s", ticklabelstandoff=4)
    figure.update_xaxes(tickformat="%d %b", nticks=5)
    for axis in list(figure.select_xaxes())[1:]:
        axis.matches = "x"
    return figure


def _trace(kpi: str, of: pd.DataFrame, currency: str) -> go.Bar | go.Scatter:
    name, colour = DRAWN[kpi]
    when = "Week of " if kpi == "unreconciled_value" else ""
    hovers = [
        f"<b>{when}{on:%d %b}</b><br>{name.split(',')[0]} {with_currency(value, safe(currency))}"
        for on, value in zip(of["kpi_on"], of["amount"], strict=True)
    ]
    common = {
        "x": list(of["kpi_on"]),
        "y": [float(value) for value in of["amount"]],
        "name": name,
        "hovertext": hovers,
        "hoverinfo": "text",
    }
    if kpi == "unreconciled_value":
        return go.Bar(**common, width=WEEK_MS, offset=0, marker={"color": colour})
    return go.Scatter(**common, mode="lines", line={"color": colour, "width": 2})
