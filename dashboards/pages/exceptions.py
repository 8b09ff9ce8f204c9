"""Exceptions: filters, what passes them, and one in detail beside the list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboards.csv_export import to_csv
from dashboards.pages import exception_filters, exception_table
from dashboards.pages.exception_detail import detail
from dashboards.pages.guard import guarded
from dashboards.pages.overview import as_of_note
from dashboards.pages.parts import page
from dashboards.published import open_published
from dashboards.queries import run

PATH, NAME = "/exceptions", "Exceptions"
CSV_MOST = 1_000_000
FIELDS = (*exception_filters.LISTS, "least", "words")


def layout(published: Path, search: dict[str, str]) -> html.Div:
    """The page; its address may set any filter and open one exception with ``?exception=``."""
    filters = exception_filters.from_address(search)
    state = {"filters": filters, "view": exception_table.FIRST}
    with open_published(published) as db:
        as_of = run(db, "as_of")["as_of_on"].iloc[0]
        opened = detail(db, search["exception"]) if search.get("exception") else ""
        return page(
            "Exceptions",
            as_of_note(db) + ". Every open item that needs someone, with its reason, owner and age.",
            html.Div(
                [
                    exception_filters.bar(db, filters),
                    html.Div(
                        exception_table.results(db, filters, exception_table.FIRST, as_of),
                        id="exceptions-results",
                        className="sheet span-12",
                    ),
                ],
                className="sheet",
            ),
            html.Div(opened, id="exception-detail"),
            dcc.Store(id="exceptions-state", data=state),
            dcc.Download(id="exceptions-csv"),
        )


def register(app: Dash, published: Path) -> None:
    """Filters, headings and pager change one state; the state draws the results. A row opens the detail."""
    inputs = {key: Input(f"filter-{key}", "value") for key in FIELDS}

    @app.callback(
        Output("exceptions-state", "data"),
        inputs,
        {"sort": Input({"type": "sort", "index": ALL}, "n_clicks"), "pager": Input({"type": "pager", "index": ALL}, "n_clicks")},
        State("exceptions-state", "data"),
        prevent_initial_call=True,
    )
    def _change(filters: dict[str, Any], clicks: dict[str, Any], state: dict[str, Any]) -> Any:
        return changed(state, filters, ctx.triggered_id, bool(ctx.triggered[0]["value"]))

    @app.callback(Output("exceptions-results", "children"), Input("exceptions-state", "data"), prevent_initial_call=True)
    @guarded
    def _draw(state: dict[str, Any]) -> list:
        with open_published(published) as db:
            return exception_table.results(db, state["filters"], state["view"], run(db, "as_of")["as_of_on"].iloc[0])

    @app.callback(
        Output("exception-detail", "children"),
        Input({"type": "exception", "index": ALL}, "n_clicks"),
        Input({"type": "detail-close", "index": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    @guarded
    def _open(_rows: list, _close: list) -> Any:
        if not ctx.triggered[0]["value"]:
            return no_update
        if ctx.triggered_id["type"] == "detail-close":
            return ""
        with open_published(published) as db:
            return detail(db, ctx.triggered_id["index"])

    @app.callback(
        Output("exceptions-csv", "data"),
        Input({"type": "pager", "index": ALL}, "n_clicks"),
        State("exceptions-state", "data"),
        prevent_initial_call=True,
    )
    def _csv(_clicks: list, state: dict[str, Any]) -> Any:
        if not ctx.triggered[0]["value"] or ctx.triggered_id["index"] != "csv":
            return no_update
        with open_published(published) as db:
            rows = exception_table.listed(db, state["filters"], state["view"], CSV_MOST)
        return dcc.send_string(to_csv(rows), "exceptions.csv", type="text/csv")

    @app.callback([Output(f"filter-{key}", "value") for key in FIELDS], Input("filter-clear", "n_clicks"), prevent_initial_call=True)
    def _clear(_clicks: int) -> list:
        return [[] for _ in exception_filters.LISTS] + ["", ""]

    @app.callback(Output("filter-reasons", "value", allow_duplicate=True), Input("by-reason", "clickData"), prevent_initial_call=True)
    def _reason(click: dict | None) -> Any:
        return [click["points"][0]["customdata"]] if click else no_update


def changed(state: dict[str, Any], filters: dict[str, Any], trigger: Any, is_click: bool) -> Any:
    """The state after one event: a filter starts at the first page; a redrawn button that nobody pressed changes nothing."""
    if not isinstance(trigger, dict):
        view = {**state["view"], "start": 0}
        return no_update if filters == state["filters"] else {"filters": filters, "view": view}
    if not is_click or trigger["index"] == "csv":
        return no_update
    view = state["view"]
    if trigger["type"] == "sort":
        return {**state, "view": exception_table.sorted_by(view, trigger["index"])}
    step = exception_table.PAGE if trigger["index"] == "next" else -exception_table.PAGE
    return {**state, "view": {**view, "start": max(0, view["start"] + step)}}
