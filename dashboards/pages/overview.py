"""Overview for a CFO: is cash where the books say, what is at risk, is it getting better, can the figures be trusted."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html, no_update

from dashboards import labels
from dashboards.figures import ageing, cash_trend, open_exceptions, rate_trend
from dashboards.money import amount
from dashboards.pages import cash_section, freshness_section, kpi_section
from dashboards.pages.guard import guarded
from dashboards.pages.kpis import WINDOW_DAYS
from dashboards.pages.parts import Column, card, graph, legend, live, page, severity_legend, table
from dashboards.published import open_published
from dashboards.queries import run

PATH, NAME = "/", "Overview"
PANELS = [
    ("match_rate", "auto_match_rate"),
    ("exception_rate",),
    ("invoice_cycle_time_days", "payment_release_days"),
    ("integration_failure_rate",),
]


def layout(published: Path, search: dict[str, str]) -> html.Div:
    """The page; ``?facility=`` narrows it to one."""
    with open_published(published) as db:
        facilities = list(run(db, "facilities")["facility"])
        chosen = search.get("facility") if search.get("facility") in facilities else None
        picker = html.Label(
            ["Facility", dcc.Dropdown(facilities, chosen, id="overview-facility", placeholder="All facilities", clearable=True)],
            className="field wide",
        )
        return page("Overview", as_of_note(db), html.Div(body(db, chosen), id="overview-body", className="sheet"), tools=[picker])


def as_of_note(db: duckdb.DuckDBPyConnection) -> str:
    """``As of 30 Sep 2026``: the business date that all ages count from."""
    return f"As of {labels.day(run(db, 'as_of')['as_of_on'].iloc[0])}"


def body(db: duckdb.DuckDBPyConnection, facility: str | None) -> list:
    """All cards of the page, the same in the pack."""

    def get(name: str, **more: object) -> pd.DataFrame:
        return run(db, name, facility=facility, **more)

    position, stock, risk, rates = get("cash_position"), get("open_value"), get("money_at_risk"), get("rates", days=WINDOW_DAYS)
    ages, trend = get("ageing"), get("rate_trend")
    currencies = cash_section.currencies(position, stock, risk)
    facility_bars = open_exceptions.by_facility(get("exceptions_by_facility"))
    return [
        cash_section.verdict(position, get("untied_accounts"), risk),
        cash_section.position_table(position, stock, risk, rates, span=12),
        kpi_section.tiles(rates, trend),
        cash_section.proven(position, get("payouts_tied"), get("control_accounts_tied"), span=4),
        kpi_section.by_reconciliation(rates, currencies, span=8),
        card(
            "Open exceptions by facility",
            severity_legend(),
            graph(facility_bars, id="by-facility", label="Open exceptions by facility and severity"),
            span=6,
            note=["Number of exceptions by severity", live("; click a bar to list them"), "."],
        ),
        card(
            "Age of open exceptions",
            graph(ageing.ageing(ages, beside(facility_bars, len(currencies))), label="Open exceptions by age"),
            _age_amounts(ages, currencies),
            span=6,
            note="Number of exceptions by days since they occurred; amounts without sign below.",
        ),
        card(
            "Unreconciled value and cash in transit",
            legend([(name, colour) for name, colour in cash_trend.DRAWN.values()]),
            graph(
                cash_trend.cash_trend(get("cash_trend"), currencies), label="Unreconciled value and cash in transit over time, by currency"
            ),
            span=6,
            note="Unreconciled by the week it occurred, in transit at each day's end. Each currency on its own scale.",
        ),
        card(
            "Rates and times, per day",
            graph(rate_trend.rate_trend(trend, PANELS), label="KPIs per day"),
            span=6,
            note="Trailing 7 days: sum of numerators over sum of denominators. The last days match less: money is in transit.",
        ),
        freshness_section.freshness(get("freshness")),
        kpi_section.definitions(rates, currencies),
    ]


def beside(figure: go.Figure, rows: int) -> int:
    """Height of a figure that stands with a table of ``rows`` beside ``figure``: both cards end on one line."""
    return max(200, min(440, int(figure.layout.height) - 30 * rows - 34))


def _age_amounts(frame: pd.DataFrame, currencies: list[str]) -> html.Div:
    """Amount per currency and bucket: the exact figures under the bars."""

    def cell(currency: str, order: int) -> str:
        of = frame[(frame["currency"] == currency) & (frame["bucket_order"] == order)]
        return amount(sum(of["amount"], Decimal(0))) if len(of) else "\u2013"

    shown = [c for c in currencies if len(frame) and c in set(frame["currency"])]
    return table(
        [Column("Currency"), *[Column(f"{bucket} days", True) for bucket in labels.BUCKETS]],
        [[html.Strong(c), *(cell(c, order) for order in range(1, len(labels.BUCKETS) + 1))] for c in shown],
    )


def register(app: Dash, published: Path) -> None:
    """The facility picker redraws the page; a click on a bar opens its exceptions."""

    @app.callback(Output("overview-body", "children"), Input("overview-facility", "value"), prevent_initial_call=True)
    @guarded
    def _narrow(facility: str | None) -> list:
        with open_published(published) as db:
            return body(db, facility)

    @app.callback(Output("address", "href"), Input("by-facility", "clickData"), prevent_initial_call=True)
    def _drill(click: dict | None) -> object:
        return facility_link(click["points"][0]["customdata"]) if click else no_update


def facility_link(facility: str) -> str:
    """The exceptions page, narrowed to one facility."""
    return "/exceptions?" + urlencode({"facility": facility})
