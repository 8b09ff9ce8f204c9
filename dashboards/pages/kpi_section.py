"""KPI tiles, the rates of each reconciliation, and the table that says how each number is made."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from dash import html

from dashboards import labels
from dashboards.figures.rate_trend import trailing
from dashboards.figures.sparkline import sparkline
from dashboards.money import MINUS, percent, whole, with_currency
from dashboards.pages.kpis import BY_KEY, COUNTED, KPIS, WINDOW_DAYS, Kpi, Ratio, ratio
from dashboards.pages.parts import Column, card, hinted, table


def tiles(rates: pd.DataFrame, trend: pd.DataFrame) -> html.Div:
    """One tile per KPI that counts things: value, change to the window before, numerator and denominator, the line of the days."""
    return html.Div([_tile(kpi, rates, trend) for kpi in COUNTED], className="tiles span-12")


def _tile(kpi: Kpi, rates: pd.DataFrame, trend: pd.DataFrame) -> html.Div:
    now, before = ratio(rates, kpi.key), ratio(rates, kpi.key, ago=1)
    unit = html.Span(" days", className="unit") if kpi.in_days and now.value is not None else ""
    points = trailing(trend, kpi.key)
    return html.Div(
        [
            html.Div(kpi.title, className="tile-title"),
            html.Div(
                [html.Span([kpi.show(now.value), unit], className="tile-value"), _change(kpi, now.value, before.value)],
                className="tile-line",
            ),
            html.Div(parts(kpi, now), className="sub"),
            html.Img(src=sparkline([float(n / d) for _, n, d in points]), alt="", className="spark"),
        ],
        className="tile",
        title=f"{kpi.title}: {parts(kpi, now)}",
        **{"data-kpi": kpi.key},
    )


def _change(kpi: Kpi, now: Decimal | None, before: Decimal | None) -> html.Span:
    if now is None or before is None:
        return html.Span("", className="change")
    step = (now - before) * (1 if kpi.in_days else 100)
    shown = round(step, 1)
    tone = "quiet" if not shown else "good" if (shown > 0) == kpi.more_is_better else "bad"
    sign = "+" if shown > 0 else MINUS if shown < 0 else "\u00b1"
    return html.Span(
        f"{sign}{abs(shown)} {'days' if kpi.in_days else 'pts'}",
        className=f"change {tone}",
        title=f"Against the {WINDOW_DAYS} days before: {kpi.show(before)}",
    )


def parts(kpi: Kpi, found: Ratio, currency: str | None = None) -> str:
    """``4,747 items matched / 5,118 items``."""
    show = (lambda value: with_currency(value, currency)) if currency else whole
    return f"{show(found.numerator)} {kpi.of[0]} / {show(found.denominator)} {kpi.of[1]}"


def by_reconciliation(rates: pd.DataFrame, currencies: list[str], span: int = 12) -> html.Section:
    """Match rate by count and, per currency, by value, beside the auto-match and the exception rate of each reconciliation."""
    named = {name for name in rates["reconciliation"] if name not in (None, "all")}
    order = sorted(named, key=lambda name: (labels.reconciliation_order(name), name))
    valued = [c for c in currencies if ratio(rates, "match_rate_value", currency=c).denominator]
    columns = [
        Column("Reconciliation"),
        Column("Items", True),
        Column("Matched", True),
        Column("Auto-matched", True),
        Column("Exceptions", True),
        *[Column(f"{c} value", True, "Amount matched / amount, last 30 days") for c in valued],
    ]
    rows = [
        [
            labels.reconciliation(name),
            whole(ratio(rates, "match_rate", reconciliations=[name]).denominator),
            *(_rate(BY_KEY[key], ratio(rates, key, reconciliations=[name])) for key in ("match_rate", "auto_match_rate", "exception_rate")),
            *(_value_rate(ratio(rates, "match_rate_value", currency=c, reconciliations=[name]), c) for c in valued),
        ]
        for name in order
    ]
    return card(
        "Match rates, by reconciliation",
        table(columns, rows),
        span=span,
        note=f"Last {WINDOW_DAYS} days. By count, then by value in each currency; hover for numerator / denominator.",
    )


def _rate(kpi: Kpi, found: Ratio) -> html.Td:
    if found.value is None:
        return html.Td("\u2013", className="number quiet")
    shown = html.Span(kpi.show(found.value), className="hinted")
    if kpi.key != "match_rate":
        return html.Td(shown, className="number", title=parts(kpi, found))
    bar = html.Span(html.I(style={"width": f"{float(found.value) * 100:.2f}%"}), className="bar-track")
    return html.Td([bar, shown], className="number with-bar", title=parts(kpi, found))


def _value_rate(found: Ratio, currency: str) -> html.Td:
    if found.value is None:
        return html.Td("\u2013", className="number quiet")
    return hinted(percent(found.value), parts(BY_KEY["match_rate_value"], found, currency))


def definitions(rates: pd.DataFrame, currencies: list[str]) -> html.Details:
    """Every KPI with its numerator, denominator and, where one exists, a published figure with year and source."""
    columns = [
        Column("KPI"),
        Column("Value", True),
        Column("Before", True),
        Column("Numerator", True),
        Column("Denominator", True),
        Column("Made of"),
        Column("Published figure for comparison"),
    ]
    rows = []
    for kpi in KPIS:
        for currency in currencies if kpi.key == "match_rate_value" else [None]:
            now, before = ratio(rates, kpi.key, currency=currency), ratio(rates, kpi.key, currency=currency, ago=1)
            if now.value is None:
                continue
            show = whole if currency is None else (lambda value, c=currency: with_currency(value, c))
            rows.append(
                [
                    kpi.title + (f", {currency}" if currency else ""),
                    kpi.show(now.value) + (" days" if kpi.in_days else ""),
                    kpi.show(before.value),
                    show(now.numerator),
                    show(now.denominator),
                    f"{kpi.of[0]} / {kpi.of[1]}",
                    kpi.reference or "\u2013",
                ]
            )
    return html.Details(
        [html.Summary("How each number is made: numerators, denominators, published figures"), table(columns, rows)],
        className="card span-12",
    )
