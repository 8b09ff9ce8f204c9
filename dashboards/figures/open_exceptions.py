"""How many exceptions are open, by facility or reason, split by severity; the amounts per currency stand in the hover.

The legend (``parts.severity_legend``) is text beside the figure, where it takes no room from the bars.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from dashboards import labels, theme
from dashboards.figures.text import amounts, safe

BAR = 21


def by_facility(frame: pd.DataFrame) -> go.Figure:
    """Rows of ``exceptions_by_facility``: a bar per facility, the most at the top."""
    everyone = sorted(set(frame["facility"])) if len(frame) else []
    return _bars(frame, "facility", lambda name: labels.short_facility(name, [each for each in everyone if each != "Shared"]))


def by_reason(frame: pd.DataFrame, most: int | None = None) -> go.Figure:
    """Rows of ``exceptions_by_reason``: a bar per reason, the most at the top, only the ``most`` frequent where given."""
    return _bars(frame, "reason_code", labels.words, most)


def _bars(frame: pd.DataFrame, column: str, title: Callable[[str], str], most: int | None = None) -> go.Figure:
    if frame.empty:
        return theme.blank("No open exceptions")
    totals = frame.groupby(column)["exceptions"].sum().sort_index(ascending=False).sort_values(kind="stable")
    order = list(totals.index)[-most:] if most else list(totals.index)
    figure = go.Figure()
    for severity in labels.SEVERITIES:
        of = frame[frame["severity"] == severity]
        counts = [int(of.loc[of[column] == key, "exceptions"].sum()) for key in order]
        if not any(counts):
            continue
        hovers = [
            f"<b>{safe(title(key))}</b> \u00b7 {severity}: {n:,}<br>{amounts(of[of[column] == key])}" if n else ""
            for key, n in zip(order, counts, strict=True)
        ]
        figure.add_bar(
            orientation="h",
            name=severity.title(),
            x=counts,
            y=[safe(title(key)) for key in order],
            customdata=order,
            hovertext=hovers,
            hoverinfo="text",
            marker={"color": theme.SEVERITY[severity], "line": {"width": 1, "color": theme.SURFACE}},
        )
    for key in order:
        figure.add_annotation(
            x=int(totals[key]),
            y=safe(title(key)),
            text=f"{int(totals[key]):,}",
            showarrow=False,
            xanchor="left",
            xshift=4,
            font={"size": 12, "color": theme.MUTED},
        )
    theme.styled(figure, 16 + BAR * len(order))
    figure.update_layout(barmode="stack", showlegend=False, margin={"r": 34, "t": 2})
    figure.update_xaxes(visible=False, rangemode="tozero")
    figure.update_yaxes(showgrid=False, tickfont={"color": theme.INK}, ticklabelstandoff=6)
    return figure
