"""What is unreconciled, by the week it occurred, and cash in transit day by day: one panel per currency, each on its own scale."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboards import theme
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
    columns = min(2, len(shown))
    rows = -(-len(shown) // columns)
    figure = make_subplots(
        rows=rows,
        cols=columns,
        subplot_titles=[f"{safe(c)}" for c in shown],
        horizontal_spacing=0.09,
        vertical_spacing=0.24 if rows > 1 else 0,
    )
    for number, currency in enumerate(shown):
        for kpi in DRAWN:
            of = frame[(frame["currency"] == currency) & (frame["kpi"] == kpi)]
            figure.add_trace(_trace(kpi, of, currency), row=number // columns + 1, col=number % columns + 1)
    theme.styled(figure, 44 + 140 * rows)
    figure.update_annotations(font={"size": 12, "color": theme.INK}, xanchor="left")
    for annotation, axis in zip(figure.layout.annotations, figure.select_xaxes(), strict=True):
        annotation.update(x=axis.domain[0])
    figure.update_layout(showlegend=False, margin={"t": 24})
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
