"""Charts as SVG text: pure functions of figures, no library, no script, nothing loaded. Every bar carries its figure as text too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

WIDTH, FIGURES, ROW = 620, 128, 26  # of a chart; of the figures at the end of its bars; height of a bar
LABELS = 200  # width of the labels, where they are short
LETTER = 6.3  # width of a letter of a label, about
CLASSES = ("matched", "suggested", "open", "plain")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: its size (0 or more), what kind it is (one of CLASSES, which the style sheet colours), and its figure in words."""

    size: Decimal
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar. ``note`` is its figure at the end of the row."""

    label: str
    parts: tuple[Part, ...]
    note: str = ""

    @property
    def size(self) -> Decimal:
        return sum((part.size for part in self.parts), Decimal(0))


def bars(title: str, rows: Sequence[Bar], labels: int = LABELS) -> str:
    """Horizontal bars, one under the other, on one scale. ``labels`` is the width of the labels."""
    largest = max((row.size for row in rows), default=Decimal(0)) or Decimal(1)
    across_all, height = WIDTH - labels - FIGURES, max(len(rows), 1) * ROW
    drawn = []
    for n, row in enumerate(rows):
        y, x = n * ROW, Decimal(labels)
        label = _short(row.label, int((labels - 10) / LETTER))
        drawn.append(f'<text x="{labels - 10}" y="{y + 17}" class="end">{label}<title>{escape(row.label)}</title></text>')
        for part in row.parts:
            if part.size:
                across = max(part.size / largest * across_all, Decimal(1))
                drawn.append(_rect(x, y + 5, across, ROW - 10, part, row.label))
                x += across
        drawn.append(f'<text x="{x + 8:.1f}" y="{y + 17}" class="figure">{escape(row.note)}</text>')
    return _svg(title, WIDTH, height, drawn, rows)


def columns(title: str, rows: Sequence[Bar], top: str) -> str:
    """Vertical bars over time, from left to right. ``top`` is the figure at the top of the scale."""
    width, height, floor, left = WIDTH, 190, 160, 8
    largest = max((row.size for row in rows), default=Decimal(0)) or Decimal(1)
    step = Decimal(width - left) / max(len(rows), 1)
    every = -(-len(rows) // 12)  # as many labels as there is room for
    drawn = [
        f'<line x1="{left}" x2="{width}" y1="18" y2="18" class="grid-line"/>',
        f'<line x1="{left}" x2="{width}" y1="{floor}" y2="{floor}" class="axis"/>',
        f'<text x="{left}" y="12" class="figure">{escape(top)}</text>',
    ]
    for n, row in enumerate(rows):
        x, y = left + n * step, Decimal(floor)
        for part in row.parts:
            tall = part.size / largest * (floor - 18)
            y -= tall
            if part.size:
                drawn.append(_rect(x + step * Decimal("0.14"), y, step * Decimal("0.72"), tall, part, row.label))
        if n % every == 0:
            drawn.append(f'<text x="{x + step / 2:.1f}" y="{floor + 16}" class="middle">{escape(row.label)}</text>')
    return _svg(title, width, height, drawn, rows)


def _rect(x: Decimal, y: Decimal | int, width: Decimal, height: Decimal | int, part: Part, label: str) -> str:
    kind = part.kind if part.kind in CLASSES else "plain"
    words = escape(f"{label}: {part.words}")
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" class="{kind}"><title>{words}</title></rect>'


def _svg(title: str, width: int, height: int, drawn: Sequence[str], rows: Sequence[Bar]) -> str:
    """Readers that do not see the picture hear its title and every figure."""
    figures = "; ".join(f"{row.label}: {', '.join(part.words for part in row.parts if part.size)}" for row in rows)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(f"{title}. {figures}")}">{"".join(drawn)}</svg>'


def _short(text: str, length: int) -> str:
    return escape(text if len(text) <= length else text[: length - 1].rstrip() + "\u2026")
