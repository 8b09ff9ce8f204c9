"""The classic bank reconciliation of one account and month, and the items behind each of its lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboards import labels
from dashboards.money import amount
from dashboards.pages.parts import Column, badge, card, td

# kind: (wording of its line, sign with which it leads from the books to the bank)
LINES = {
    "deposits_in_transit": ("Less deposits in transit: in the books, not yet at the bank", -1),
    "outstanding_payments": ("Add outstanding payments: in the books, not yet at the bank", -1),
    "bank_receipts_not_in_books": ("Add bank receipts not in the books", 1),
    "bank_payments_not_in_books": ("Less bank payments not in the books", 1),
    "matched_differences": ("Differences within matched items", 1),
    "opening_difference": ("Difference brought forward", 1),
    "ledger_difference": ("Ledger movements outside the reconciliation", 1),
}
MARKS = {"good": "Ties to the cent", "bad": "Does not tie", "quiet": "The bank has stated no balance"}
ITEM_COLUMNS = [
    Column("Occurred"),
    Column("Age, days", True),
    Column("Document"),
    Column("Counterparty and text"),
    Column("Reason"),
    Column("Amount", True),
]


def expected_bank_balance(row: Any) -> Decimal:
    """The book balance led to the bank through every kind of item."""
    return row.book_balance + sum((sign * getattr(row, kind) for kind, (_, sign) in LINES.items()), Decimal(0))


def statement(row: Any, items: pd.DataFrame, account: str, span: int = 12) -> html.Section:
    """One row of ``statement`` with its ``statement_items``: from balance per books to balance per bank, and what nothing explains."""
    counts = items["kind"].value_counts().to_dict() if len(items) else {}
    body = [_line("Balance per books", row.book_balance, "strong")]
    for kind, (title, sign) in LINES.items():
        value, count = sign * getattr(row, kind), counts.get(kind, 0)
        body.append(_line(title, value, "step" if value or count else "step faint", count))
    tone = "quiet" if row.unexplained_difference is None else "bad" if row.unexplained_difference else "good"
    body += [
        _line("Balance per bank, as the books explain it", expected_bank_balance(row), "strong rule"),
        _line("Balance per bank, as the bank states it", row.bank_balance, "strong"),
        _line("Unexplained difference", row.unexplained_difference, f"strong double {tone}"),
    ]
    head = html.Thead(
        html.Tr(
            [
                html.Th(f"{labels.day(row.period_end_on)}", scope="col"),
                html.Th("Items", className="number", scope="col"),
                html.Th(row.currency, className="number", scope="col"),
            ]
        )
    )
    mark = badge(MARKS[tone], tone)
    return card(
        account,
        html.Div(mark, className="mark-line"),
        html.Table([head, html.Tbody(body)], className="grid statement"),
        span=span,
        note=f"{row.facility or 'Shared'}, {labels.month(row.period)}",
    )


def _line(title: str, value: Decimal | None, css: str, count: int = 0) -> html.Tr:
    return html.Tr(
        [html.Td(title), html.Td(f"{count:,}" if count else "", className="number sub"), html.Td(amount(value), className="number")],
        className=css,
    )


def item_groups(items: pd.DataFrame, currency: str) -> html.Section:
    """Rows of ``statement_items`` under their kind in one table, each group with its sum."""
    head = html.Thead(html.Tr([html.Th(column.title, className="number" if column.number else "", scope="col") for column in ITEM_COLUMNS]))
    kinds = [kind for kind in labels.STATEMENT_KINDS if len(items) and kind in set(items["kind"])]
    bodies = [_group(labels.STATEMENT_KINDS[kind], kind, items[items["kind"] == kind]) for kind in kinds]
    listed = html.Div(html.Table([head, *bodies], className="grid items"), className="scroll")
    return card(
        "Items behind the lines",
        listed if bodies else html.P("No item is open: every entry up to this month is matched.", className="note"),
        note=f"Amounts in {currency} with the sign they have where they were recorded.",
        span=12,
    )


def _group(title: str, kind: str, items: pd.DataFrame) -> html.Tbody:
    total = amount(sum(items["amount"], Decimal(0)))
    name = html.Th(
        [title, html.Span(f" {labels.plural(len(items), 'item')}", className="note")], colSpan=len(ITEM_COLUMNS) - 1, scope="rowgroup"
    )
    heading = html.Tr([name, html.Th(total, className="number")], className="group")
    rows = [html.Tr([td(cell, column) for cell, column in zip(_item(row), ITEM_COLUMNS, strict=True)]) for row in items.itertuples()]
    return html.Tbody([heading, *rows], **{"data-kind": kind})


def _item(row: Any) -> list:
    reason = labels.words(row.reason_code)
    linked = dcc.Link(reason, href=f"/exceptions?exception={row.exception_id}") if row.exception_id else reason
    return [
        html.Span(labels.day(row.occurred_on), className="nowrap"),
        f"{row.age_days:,}",
        html.Span(row.document_number or "\u2013", className="nowrap"),
        [html.Span(row.counterparty or ""), " ", html.Span(row.description or "", className="sub")],
        linked,
        amount(row.amount),
    ]
