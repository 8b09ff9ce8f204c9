"""What passes the filters: totals per currency, the reasons, and a table that sorts and pages on the server."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
from dash import html

from dashboards import labels
from dashboards.figures.open_exceptions import by_reason
from dashboards.money import amount
from dashboards.pages.exception_filters import parameters
from dashboards.pages.parts import Column, card, graph, live, severity, severity_legend, table
from dashboards.queries import run

PAGE = 50
SORTS = {  # column: (heading, is a number, first click sorts downwards)
    "severity": ("Severity", False, True),
    "age_days": ("Age, days", True, True),
    "amount": ("Amount", True, True),
    "currency": ("Cur.", False, False),
    "occurred_on": ("Occurred", False, True),
    "reconciliation": ("Reconciliation", False, False),
    "reason_code": ("Reason", False, False),
    "facility": ("Facility", False, False),
    "counterparty": ("Counterparty", False, False),
    "due_on": ("Due", False, False),
    "owner": ("Owner", False, False),
}
FIRST = {"sort": "severity", "descending": True, "start": 0}


def sorted_by(view: Mapping[str, Any], column: str) -> dict[str, Any]:
    """The view after a click on a heading: that column, or the other direction; back to the first page."""
    again = view["sort"] == column
    return {**view, "sort": column, "descending": not view["descending"] if again else SORTS[column][2], "start": 0}


def listed(db: duckdb.DuckDBPyConnection, filters: Mapping[str, Any], view: Mapping[str, Any], count: int | None = None) -> pd.DataFrame:
    """The exceptions in view: one page of them, or up to ``count`` from the start."""
    start = 0 if count else view["start"]
    return run(db, "exceptions", **parameters(filters), sort=view["sort"], descending=view["descending"], count=count or PAGE, start=start)


def results(db: duckdb.DuckDBPyConnection, filters: Mapping[str, Any], view: Mapping[str, Any], as_of: Any) -> list:
    """Summary and table."""
    reasons = run(db, "exceptions_by_reason", **parameters(filters))
    everyone = sorted(run(db, "facilities")["facility"])
    total = int(reasons["exceptions"].sum())
    rows = listed(db, filters, view)
    return [*summary(reasons), listing(rows, everyone, view, total, as_of)]


def summary(reasons: pd.DataFrame, most: int = 7) -> list:
    """Rows of ``exceptions_by_reason``: a bar per reason, and a table of severity by currency."""
    shown = min(most, reasons["reason_code"].nunique())
    more = reasons["reason_code"].nunique() - shown
    note = [
        "Number of exceptions by severity",
        f"; the {shown} most frequent of {shown + more} reasons" if more else "",
        live("; click a bar to filter"),
        ".",
    ]
    return [
        card(
            "By reason",
            severity_legend(),
            graph(by_reason(reasons, most), id="by-reason", label="Open exceptions by reason and severity"),
            span=5,
            note=note,
        ),
        card("Amount at risk, per currency", _amounts(reasons), span=7, note="Amounts without sign. Each currency stands alone."),
    ]


def _amounts(reasons: pd.DataFrame) -> html.Div:
    counts = reasons.groupby("currency")["exceptions"].sum().sort_values(ascending=False) if len(reasons) else {}
    columns = [
        Column("Currency"),
        Column("Exceptions", True),
        *[Column(name.title(), True) for name in labels.SEVERITIES],
        Column("Total", True),
    ]
    rows = []
    for currency, count in dict(counts).items():
        of = reasons[reasons["currency"] == currency]
        each = [sum(of.loc[of["severity"] == name, "amount"], Decimal(0)) for name in labels.SEVERITIES]
        rows.append(
            [
                html.Strong(currency),
                f"{int(count):,}",
                *(amount(value) if value else "\u2013" for value in each),
                html.Strong(amount(sum(of["amount"], Decimal(0)))),
            ]
        )
    return table(columns, rows) if rows else html.P("No exception passes these filters.", className="note")


def listing(rows: pd.DataFrame, everyone: list[str], view: Mapping[str, Any], total: int, as_of: Any, live: bool = True) -> html.Section:
    """The table. ``live`` makes headings and rows clickable; the pack prints it without."""
    heads = [_head(name, view, live) for name in SORTS]
    body = [_row(row, everyone, as_of, live) for row in rows.itertuples()]
    first, last = view["start"] + 1, view["start"] + len(rows)
    pager = [html.Span(f"{first:,}\u2013{last:,} of {total:,}" if len(rows) else "None", className="note", id="exceptions-count")]
    if live:
        pager += [
            html.Button("Previous", id={"type": "pager", "index": "previous"}, className="plain", disabled=view["start"] == 0),
            html.Button("Next", id={"type": "pager", "index": "next"}, className="plain", disabled=last >= total),
            html.Button("Download CSV", id={"type": "pager", "index": "csv"}, className="plain"),
        ]
    grid = html.Div(html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="grid rows"), className="scroll")
    note = "Click a row for the entry and its nearest candidates." if live else f"The first {len(rows):,} of {total:,}."
    return card(
        "Open exceptions",
        html.Div(pager, className="pager"),
        grid,
        span=12,
        note=note + (" Amounts sort within their currency." if view["sort"] == "amount" else ""),
    )


def _head(name: str, view: Mapping[str, Any], live: bool) -> html.Th:
    title, number, _ = SORTS[name]
    css = "number" if number else ""
    if not live:
        return html.Th(title, className=css, scope="col")
    active = view["sort"] == name
    arrow = (" \u25be" if view["descending"] else " \u25b4") if active else ""
    order = ("descending" if view["descending"] else "ascending") if active else "none"
    return html.Th(html.Button(title + arrow, id={"type": "sort", "index": name}), className=css, scope="col", **{"aria-sort": order})


def _row(row: Any, everyone: list[str], as_of: Any, live: bool) -> html.Tr:
    late = row.due_on is not None and as_of is not None and row.due_on < as_of
    facility = labels.short_facility(row.facility, everyone) if row.facility != "Shared" else "Shared"
    cells = [
        html.Td(severity(row.severity)),
        html.Td(f"{row.age_days:,}", className="number"),
        html.Td(amount(row.amount), className="number"),
        html.Td(row.currency),
        html.Td(labels.day(row.occurred_on), className="nowrap"),
        html.Td(labels.reconciliation(row.reconciliation)),
        html.Td(labels.words(row.reason_code), title=row.reason),
        html.Td(facility, title=row.facility),
        html.Td(row.counterparty or "\u2013", title=row.counterparty or "", className="clip"),
        html.Td(labels.day(row.due_on), className="nowrap bad" if late else "nowrap", title="Past due" if late else ""),
        html.Td(row.owner),
    ]
    options = {"id": {"type": "exception", "index": row.exception_id}, "role": "button", "tabIndex": 0, "n_clicks": 0} if live else {}
    return html.Tr(cells, **options)
