"""A ratio over time as a trailing average: numerators over denominators of the last days, never an average of averages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import plotly.graph_objects as go

from dashboards import labels, theme
from dashboards.figures.panels import panels, place, styled
from dashboards.money import days, percent, whole

WINDOW = 7
COLOURS = (theme.ACCENT, theme.ACCENT_SOFT)
SHORT = {
    "auto_match_rate": "Auto-match",
    "invoice_cycle_time_days": "Invoice cycle",
    "payment_release_days": "Release",
    "integration_failure_rate": "Failed loads",
}
NOTHING_HAPPENED = (0, 0.05)  # the scale of a rate that is zero all the time; on its own Plotly would draw one from -1 to 1
Point = tuple[date, Decimal, Decimal]


def trailing(frame: pd.DataFrame, kpi: str, window: int = WINDOW) -> list[Point]:
    """(day, numerator, denominator) of the ``window`` days up to each day with any denominator in them."""
    of = frame[frame["kpi"] == kpi] if len(frame) else frame
    daily = {on: (num, den) for on, num, den in zip(of.get("kpi_on", []), of.get("numerator", []), of.get("denominator", []), strict=True)}
    points = []
    for on in sorted(daily):
        last = [daily[d] for d in (on - timedelta(days=back) for back in range(window)) if d in daily]
        numerator, denominator = sum(n for n, _ in last), sum(d for _, d in last)
        if denominator:
            points.append((on, Decimal(numerator), Decimal(denominator)))
    return points


def rate_trend(frame: pd.DataFrame, wanted: list[tuple[str, ...]]) -> go.Figure:
    """Rows of ``rate_trend``; each of ``wanted`` is a panel of one or two KPIs of one unit (a fraction, or days where the name says so)."""
    drawn = [(kpis, [(kpi, trailing(frame, kpi)) for kpi in kpis]) for kpis in wanted]
    drawn = [(kpis, [(kpi, points) for kpi, points in series if points]) for kpis, series in drawn]
    drawn = [(kpis, series) for kpis, series in drawn if series]
    if not drawn:
        return theme.blank("No daily history yet")
    figure = panels([_title(series) for _, series in drawn], gap=0.1)
    for number, (kpis, series) in enumerate(drawn):
        in_days = "days" in kpis[0]
        for colour, (kpi, points) in zip(COLOURS, series, strict=False):
            figure.add_scatter(
                x=[on for on, _, _ in points],
                y=[float(n / d) for _, n, d in points],
                mode="lines" if len(points) > 1 else "markers",
                name=_name(kpi),
                line={"color": colour, "width": 2},
                hoverinfo="text",
                hovertext=[
                    f"<b>{on:%d %b}</b> {_name(kpi)}<br>{(days if in_days else percent)(n / d)} = {whole(n)} / {whole(d)}"
                    for on, n, d in points
                ],
                **place(number),
            )
        figure.update_yaxes(tickformat=".0f" if in_days else ".1%", nticks=4, ticklabelstandoff=4, **place(number))
        if not any(n for _, points in series for _, n, _ in points):
            figure.update_yaxes(range=NOTHING_HAPPENED, **place(number))
    styled(figure)
    figure.update_xaxes(tickformat="%d %b", nticks=5)
    for number, (_, series) in enumerate(drawn):
        days_drawn = {on for _, points in series for on, _, _ in points}
        if len(days_drawn) == 1:
            figure.update_xaxes(tickvals=[*days_drawn], **place(number))
    return figure


def _name(kpi: str) -> str:
    return SHORT.get(kpi, labels.words(kpi))


def _title(series: list[tuple[str, list[Point]]]) -> str:
    unit = " (days)" if "days" in series[0][0] else ""
    return (
        "  ".join(f'<span style="color:{colour}">\u25ac</span> {_name(kpi)}' for colour, (kpi, _) in zip(COLOURS, series, strict=False))
        + unit
    )
