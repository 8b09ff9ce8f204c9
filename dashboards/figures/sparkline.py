"""A line without axes for a tile: an SVG image as a data address, so that it prints and needs no script."""

from __future__ import annotations

from base64 import b64encode

from dashboards import theme


def sparkline(values: list[float], width: int = 180, height: int = 26) -> str:
    """``data:image/svg+xml;...`` of the values from left to right on their own scale; an empty picture for fewer than two."""
    path = ""
    if len(values) > 1:
        low, high = min(values), max(values)
        spread = (high - low) or 1
        step = (width - 6) / (len(values) - 1)
        points = [(3 + i * step, height - 4 - (v - low) / spread * (height - 8)) for i, v in enumerate(values)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        path = (
            f'<polyline points="{line}" fill="none" stroke="{theme.ACCENT}" stroke-width="1.5"/>'
            f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="2.5" fill="{theme.ACCENT}"/>'
        )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{path}</svg>'
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
