"""The filters of the exceptions page: what they are, how a page address sets them, and the parameters they give a query."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import duckdb
from dash import dcc, html

from dashboards import labels
from dashboards.queries import run

# parameter of the query: (column it filters, label, name in the page address)
LISTS = {
    "reconciliations": ("reconciliation", "Reconciliation"),
    "facilities": ("facility", "Facility"),
    "reasons": ("reason_code", "Reason"),
    "severities": ("severity", "Severity"),
    "owners": ("owner", "Owner"),
    "currencies": ("currency", "Currency"),
}
NAMED = {"reconciliation": labels.reconciliation, "reason_code": labels.words, "severity": str.title}


def from_address(search: Mapping[str, str]) -> dict[str, Any]:
    """Filters as a page address sets them: ``?reconciliation=bank&severity=critical,high&amount=1000&text=payer``."""
    chosen = {key: [part for part in search.get(column, "").split(",") if part] for key, (column, _) in LISTS.items()}
    return chosen | {"least": search.get("amount") or None, "words": search.get("text") or None}


def parameters(filters: Mapping[str, Any]) -> dict[str, Any]:
    """What the queries take. An amount that is no number filters nothing; its sign is ignored."""
    lists = {key: list(filters.get(key) or []) for key in LISTS}
    return lists | {"least": least(filters.get("least")), "words": (filters.get("words") or "").strip() or None}


def least(text: object) -> Decimal | None:
    """``"1,000.50"`` as exact Decimal; None when it is empty or no number."""
    try:
        value = Decimal(str(text).replace(",", "").replace(" ", "")) if text not in (None, "") else None
    except InvalidOperation:
        return None
    return abs(value).quantize(Decimal("0.01")) if value is not None and value.is_finite() and abs(value) < Decimal("1e15") else None


def bar(db: duckdb.DuckDBPyConnection, filters: Mapping[str, Any]) -> html.Div:
    """The fields, each choice with its number of exceptions."""
    choices = run(db, "exception_choices")
    fields = [_list(key, column, label, choices, filters[key]) for key, (column, label) in LISTS.items()]
    fields.append(
        _field(
            "Minimum amount",
            dcc.Input(
                id="filter-least",
                type="text",
                inputMode="decimal",
                debounce=0.4,
                value=filters["least"],
                placeholder="own currency",
                autoComplete="off",
            ),
        )
    )
    fields.append(
        _field(
            "Search",
            dcc.Input(
                id="filter-words", type="search", debounce=0.4, value=filters["words"], autoComplete="off", placeholder="party, text, id"
            ),
        )
    )
    return html.Div([*fields, html.Button("Clear filters", id="filter-clear", className="plain")], className="filters span-12")


def _list(key: str, column: str, label: str, choices: Any, value: list[str]) -> html.Label:
    of = choices[choices["field"] == column]
    order = {name: place for place, name in enumerate(labels.SEVERITIES)}
    rows = sorted(
        of.itertuples(), key=lambda row: (order.get(row.choice, 9), -int(row.exceptions) if column == "reason_code" else 0, row.choice)
    )
    options = [{"label": f"{NAMED.get(column, str)(row.choice)} ({row.exceptions:,})", "value": row.choice} for row in rows]
    known = {option["value"] for option in options}
    options += [{"label": name, "value": name} for name in value if name not in known]
    return _field(label, dcc.Dropdown(options, value, id=f"filter-{key}", multi=True, placeholder="All"))


def _field(label: str, control: Any) -> html.Label:
    return html.Label([label, control], className="field")
