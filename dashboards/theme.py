"""One palette, one figure template. Colour carries meaning: green ties, red does not, the severity ramp; all else is ink and blue."""

from __future__ import annotations

import plotly.graph_objects as go

INK = "#17222e"
MUTED = "#55626f"
FAINT = "#8795a1"
LINE = "#dfe4e9"
SURFACE = "#ffffff"
GROUND = "#f4f6f8"
ACCENT = "#1d4f82"
ACCENT_SOFT = "#9fbad6"
GOOD = "#17683f"
GOOD_SOFT = "#dcefe4"
BAD = "#a51d1d"
BAD_SOFT = "#f8dedc"
WARN = "#8a5a00"
WARN_SOFT = "#fbeed2"
SEVERITY = {"critical": "#a51d1d", "high": "#d9682b", "medium": "#e3b44c", "low": "#a9b8c6"}
AGE = ("#c9d6e3", "#9fbad6", "#e3b44c", "#d9682b", "#a51d1d")  # oldest is the worst
FONT = '"Inter", "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans Condensed", sans-serif'
CONFIG = {"displayModeBar": False, "responsive": True, "displaylogo": False, "showTips": False, "scrollZoom": False}


def styled(figure: go.Figure, height: int) -> go.Figure:
    """The figure in the house style: height in pixels, the page gives the width."""
    figure.update_layout(
        template=None,
        height=height,
        autosize=True,
        paper_bgcolor=SURFACE,
        plot_bgcolor=SURFACE,
        separators=".,",
        font={"family": FONT, "size": 12, "color": INK},
        margin={"l": 8, "r": 12, "t": 8, "b": 8},
        hovermode="closest",
        dragmode=False,
        hoverlabel={"bgcolor": SURFACE, "bordercolor": LINE, "font": {"family": FONT, "size": 12, "color": INK}, "align": "left"},
        legend={"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom", "font": {"size": 12, "color": MUTED}},
        bargap=0.28,
        uniformtext={"minsize": 10, "mode": "hide"},
    )
    axis = {"automargin": True, "gridcolor": LINE, "linecolor": LINE, "zeroline": False, "fixedrange": True, "tickfont": {"color": MUTED}}
    figure.update_xaxes(showgrid=False, **axis)
    figure.update_yaxes(showgrid=True, **axis)
    return figure


def blank(message: str, height: int = 160) -> go.Figure:
    """A figure that says why it is empty."""
    figure = styled(go.Figure(), height)
    figure.add_annotation(text=message, showarrow=False, font={"color": MUTED, "size": 13}, xref="paper", yref="paper", x=0.5, y=0.5)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure


def contrast(foreground: str, background: str) -> float:
    """WCAG 2 contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(foreground), _luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
