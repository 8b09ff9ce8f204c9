"""Small charts beside each other, two to a row, each with its title over its own left edge."""

from __future__ import annotations

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboards import theme

PER_ROW = 2
PANEL_HEIGHT, AROUND = 140, 44  # pixels


def place(number: int) -> dict[str, int]:
    """Where panel ``number`` (from 0) stands: what add_trace and update_yaxes take."""
    return {"row": number // PER_ROW + 1, "col": number % PER_ROW + 1}


def panels(titles: list[str], gap: float) -> go.Figure:
    """An empty panel per title; ``gap`` between two beside each other, as a fraction of the width. The last row may have a free place."""
    columns = min(PER_ROW, len(titles))
    rows = -(-len(titles) // columns)
    free = rows * columns - len(titles)
    return make_subplots(
        rows=rows,
        cols=columns,
        specs=[[{}] * columns] * (rows - 1) + [[{}] * (columns - free) + [None] * free],
        subplot_titles=titles,
        horizontal_spacing=gap,
        vertical_spacing=0.24 if rows > 1 else 0,
    )


def styled(figure: go.Figure) -> go.Figure:
    """The panels in the house style, after their traces were added."""
    rows = len({axis.domain for axis in figure.select_yaxes()})
    theme.styled(figure, AROUND + PANEL_HEIGHT * rows)
    figure.update_annotations(font={"size": 12, "color": theme.INK}, xanchor="left")
    for title, axis in zip(figure.layout.annotations, figure.select_xaxes(), strict=True):
        title.update(x=axis.domain[0])
    figure.update_layout(showlegend=False, margin={"t": 24})
    return figure
