"""One exception: the entry, why it is open, and the nearest candidates with the test that each one failed."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import duckdb
from dash import html

from dashboards import labels
from dashboards.money import amount, with_currency
from dashboards.pages.parts import Column, severity, table
from dashboards.queries import run

CANDIDATES = [
    Column("Test it failed"),
    Column("Amount", True),
    Column("Difference", True),
    Column("Occurred"),
    Column("Days apart", True),
    Column("Counterparty and text"),
]


def detail(db: duckdb.DuckDBPyConnection, exception_id: str) -> html.Div:
    """The panel. An id that is no longer open says so: it may have been matched since."""
    found = run(db, "exception_detail", exception_id=exception_id)
    if found.empty:
        return _panel("Not open", html.P(f"{exception_id} is not an open exception in this publication. It may have been matched since."))
    row = next(found.itertuples())
    return _panel(
        labels.words(row.reason_code),
        html.Div([severity(row.severity), html.Span(with_currency(row.amount, row.currency), className="big")], className="lead"),
        html.H3("Why it is open"),
        html.P(row.reason, id="detail-reason"),
        html.P(
            [f"For {row.owner or 'nobody yet'}, due {labels.day(row.due_on)}. Open for {labels.plural(int(row.age_days), 'day')}."],
            className="note",
        ),
        html.H3("Nearest candidates"),
        _candidates(row.candidates, row.currency),
        html.H3("The entry"),
        _facts(row),
        html.P(
            ["Evidence: ", html.Code(f"tieout explain {row.entry_id}"), " and ", html.Code(f"tieout trace {row.entry_id}")],
            className="note",
        ),
    )


def _panel(title: str, *children: Any) -> html.Div:
    close = html.Button(
        "\u00d7", id={"type": "detail-close", "index": "drawer"}, className="close", title="Close (Esc)", **{"aria-label": "Close"}
    )
    return html.Div([html.Header([html.H2(title), close]), *children], className="drawer", role="dialog", **{"aria-label": title})


def _facts(row: Any) -> html.Dl:
    keys = row.reference_keys if isinstance(row.reference_keys, list) else []
    facts = [
        ("Reconciliation", f"{labels.reconciliation(row.reconciliation)}, {labels.side(row.reconciliation, row.side)} side"),
        ("Facility", row.facility or "Shared"),
        ("Counterparty", row.counterparty),
        ("Text", row.description),
        ("Occurred", labels.day(row.occurred_on)),
        ("Posted", labels.day(row.posted_on) if row.posted_on else None),
        ("Due", labels.day(row.entry_due_on) if row.entry_due_on else None),
        ("Document", row.document_number),
        ("Check", row.check_number),
        ("References", ", ".join(keys)),
        ("Paid by", labels.words(row.payment_method) if row.payment_method else None),
        ("Status there", labels.words(row.status) if row.status else None),
        ("Record", f"{labels.words(row.record_type)} {row.source_id}"),
        ("Connection", f"{row.connection_id} ({labels.words(row.platform)})"),
        ("Account", row.account_id),
        ("Entry", row.entry_id),
        ("Exception", row.exception_id),
    ]
    return html.Dl([piece for name, value in facts if value for piece in (html.Dt(name), html.Dd(value))])


def _candidates(text: str | None, currency: str) -> html.Div:
    found = json.loads(text) if text else []
    if not found:
        return html.P(
            "No record on the other side comes near: nothing with this amount, reference or party in the window.", className="note"
        )
    rows = [
        [
            html.Strong(labels.words(each.get("failed_test"))),
            _money(each.get("amount")),
            _money(each.get("difference")),
            html.Span(_day(each.get("occurred_on")), className="nowrap"),
            "\u2013" if each.get("days") is None else f"{each['days']:,}",
            [
                html.Div(each.get("counterparty") or "\u2013"),
                html.Div(each.get("description") or "", className="sub"),
                html.Div(each.get("entry_id") or "", className="sub"),
            ],
        ]
        for each in found
    ]
    return html.Div([table(CANDIDATES, rows), html.P(f"Amounts in {currency}, nearest first.", className="note")], id="detail-candidates")


def _day(value: object) -> str:
    try:
        return labels.day(date.fromisoformat(str(value)[:10])) if value else "\u2013"
    except ValueError:
        return str(value)


def _money(value: object) -> str:
    try:
        return amount(Decimal(str(value))) if value is not None else "\u2013"
    except InvalidOperation:
        return str(value)
