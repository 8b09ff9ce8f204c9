"""Open exceptions by age: how many in each bucket; the older, the hotter."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards import labels, theme
from dashboards.figures.text import amounts


def ageing(frame: pd.DataFrame, height: int = 200) -> go.Figure:
    """Rows of ``ageing``: one bar per bucket (days since it occurred), all buckets always shown."""
    if frame.empty:
        return theme.blank("No open exceptions")
    counts, hovers = [], []
    for order, bucket in enumerate(labels.BUCKETS, 1):
        of = frame[frame["bucket_order"] == order]
        counts.append(int(of["exceptions"].sum()) if len(of) else 0)
        hovers.append(f"<b>{bucket} days</b>: {counts[-1]:,}<br>{amounts(of)}" if len(of) else f"<b>{bucket} days</b>: none")
    figure = go.Figure(
        go.Bar(
            x=list(labels.BUCKETS),
            y=counts,
            text=[f"{count:,}" for count in counts],
            textposition="outside",
            cliponaxis=False,
            hovertext=hovers,
            hoverinfo="text",
            marker={"color": list(theme.AGE)},
            textfont={"color": theme.INK},
        )
    )
    theme.styled(figure, height)
    figure.update_layout(margin={"t": 22})
    figure.update_yaxes(visible=False)
    figure.update_xaxes(type="category", tickfont={"color": theme.INK}, ticksuffix=" days")
    return figure
