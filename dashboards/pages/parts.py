"""The pieces that pages are made of. Plain components without callbacks, so the pack can print the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html

from dashboards import theme

Cell = Any  # text, a component, or a Td made by ``td``


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: its heading, whether it holds numbers (right aligned), and a hint shown on hover."""

    title: str
    number: bool = False
    hint: str | None = None


def card(title: str, *children: Any, note: Any = None, span: int = 12, id: str | None = None) -> html.Section:
    """A titled panel, ``span`` of 12 columns wide. The note says unit and scope."""
    heading = [html.H2(title)] + ([html.P(note, className="note")] if note else [])
    options = {"id": id} if id else {}
    return html.Section([html.Header(heading), *children], className=f"card span-{span}", **options)


def graph(figure: go.Figure, id: str | None = None, label: str = "") -> html.Div:
    """A figure without tool bar. The label is its text for screen readers."""
    options = {"id": id} if id else {}
    inner = dcc.Graph(figure=figure, config=theme.CONFIG, style={"height": f"{figure.layout.height}px"}, responsive=True, **options)
    return html.Div(inner, className="figure", role="img", **{"aria-label": label} if label else {})


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], total: Sequence[Cell] | None = None, caption: str = "") -> html.Div:
    """Rows under headings; numbers right aligned. Wide tables scroll inside their own box."""
    head = html.Thead(html.Tr([html.Th(c.title, className=_css(c), scope="col", **_hint(c.hint)) for c in columns]))
    body = html.Tbody([html.Tr([td(cell, column) for cell, column in zip(row, columns, strict=True)]) for row in rows])
    foot = [html.Tfoot(html.Tr([td(cell, column) for cell, column in zip(total, columns, strict=True)]))] if total else []
    title = [html.Caption(caption, className="hidden")] if caption else []
    return html.Div(html.Table([*title, head, body, *foot], className="grid"), className="scroll")


def live(text: str) -> html.Span:
    """Words that make sense on a screen only; the pack hides them."""
    return html.Span(text, className="live")


def td(cell: Cell, column: Column) -> html.Td:
    """A cell in its column's alignment; a cell that is already a Td stays as it is."""
    return cell if isinstance(cell, html.Td) else html.Td(cell, className=_css(column))


def hinted(text: Any, hint: str, number: bool = True, tone: str = "") -> html.Td:
    """A cell that explains itself on hover: usually numerator / denominator."""
    return html.Td(html.Span(text, title=hint, className="hinted"), className=f"{'number' if number else ''} {tone}".strip())


def badge(text: str, tone: str) -> html.Span:
    """A word on a tinted ground; tone is good, bad, warn or quiet. The word alone says it too."""
    return html.Span(text, className=f"badge {tone}")


def legend(entries: Sequence[tuple[str, str]]) -> html.Div:
    """Colours and what they mean, in one line: (name, colour) each."""
    return html.Div(
        [html.Span([html.I(className="mark", style={"background": colour}), name]) for name, colour in entries], className="legend"
    )


def severity_legend() -> html.Div:
    """The four severities."""
    return legend([(name.title(), theme.SEVERITY[name]) for name in theme.SEVERITY])


def severity(name: str) -> html.Span:
    """Severity as a coloured mark and its word."""
    mark = html.I(className="mark", style={"background": theme.SEVERITY.get(name, theme.FAINT)})
    return html.Span([mark, (name or "none").title()], className="severity")


def notice(title: str, text: str) -> html.Section:
    """What a page shows instead of figures."""
    return html.Section([html.H2(title), html.P(text)], className="card span-12 notice", role="alert")


def page(title: str, note: str, *children: Any, tools: Sequence[Any] = ()) -> html.Div:
    """A page: heading line with tools at its right, then a 12-column sheet."""
    heading = html.Div(
        [html.Div([html.H1(title), html.P(note, className="note")]), html.Div(list(tools), className="tools")], className="heading"
    )
    return html.Div([heading, *children], className="page")


def _css(column: Column) -> str:
    return "number" if column.number else ""


def _hint(hint: str | None) -> dict[str, str]:
    return {"title": hint} if hint else {}
