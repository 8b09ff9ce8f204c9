"""Reconciliation statement: every account and month in one grid; one of them proven line by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from dash import Dash, Input, Output, dcc, html, no_update

from dashboards import labels
from dashboards.figures.account_grid import account_grid, account_names, clicked
from dashboards.pages.bank_statement import item_groups, statement
from dashboards.pages.guard import guarded
from dashboards.pages.overview import as_of_note
from dashboards.pages.parts import card, graph, notice, page
from dashboards.published import open_published
from dashboards.queries import run

PATH, NAME = "/statement", "Reconciliation statement"


def layout(published: Path, search: dict[str, str]) -> html.Div:
    """The page; ``?account=`` and ``?month=2026-09-01`` choose, else the latest month of the account that is off the most."""
    with open_published(published) as db:
        accounts = run(db, "statement_accounts")
        if accounts.empty:
            return page(
                "Reconciliation statement", as_of_note(db), notice("No statement yet", "Statements appear after the first bank load.")
            )
        account, month = first_choice(accounts, search)
        _, names = account_names(accounts)
        periods = sorted(set(accounts["period"]), reverse=True)
        tools = [
            html.Label(
                [
                    "Account",
                    dcc.Dropdown(
                        [{"label": name, "value": key} for key, name in names.items()], account, id="statement-account", clearable=False
                    ),
                ],
                className="field wide",
            ),
            html.Label(
                [
                    "Month",
                    dcc.Dropdown(
                        [{"label": labels.month(p), "value": str(p)} for p in periods],
                        str(month),
                        id="statement-month",
                        clearable=False,
                        searchable=False,
                    ),
                ],
                className="field",
            ),
        ]
        return page(
            "Reconciliation statement",
            as_of_note(db),
            html.Div(body(db, accounts, account, month), id="statement-body", className="sheet"),
            tools=tools,
        )


def first_choice(accounts: pd.DataFrame, search: dict[str, str]) -> tuple[str, date]:
    """The account and month of the address where they exist, else where to look first."""
    keys = {(row.account_id, row.period): abs(row.unexplained_difference or 0) for row in accounts.itertuples()}
    account, month = search.get("account"), search.get("month")
    asked = [key for key in keys if account in (None, key[0]) and month in (None, str(key[1]))] or list(keys)
    return max(asked, key=lambda key: (bool(keys[key]), key[1], keys[key]))


def body(db: duckdb.DuckDBPyConnection, accounts: pd.DataFrame, account: str, month: date) -> list:
    """The statement, the grid of all accounts, and the items."""
    _, names = account_names(accounts)
    grid = card(
        "All accounts and months",
        graph(
            account_grid(accounts, (account, month)),
            id="account-grid",
            label="Unexplained difference and open exceptions per account and month",
        ),
        span=5,
        note="Differences in the account's own currency: green ties, red does not. Click a cell to open it.",
        id="grid-card",
    )
    return [grid, html.Div([one(db, names, account, month), items(db, account, month)], className="column span-7")]


def one(db: duckdb.DuckDBPyConnection, names: dict[str, str], account: str, month: date) -> html.Section:
    """The statement of one account and month."""
    found = run(db, "statement", account_id=account, period=month)
    if found.empty:
        return notice("No statement for this month", f"{names.get(account, account)} has none for {labels.month(month)}.")
    return statement(next(found.itertuples()), run(db, "statement_items", account_id=account, period=month), names.get(account, account))


def items(db: duckdb.DuckDBPyConnection, account: str, month: date) -> Any:
    """The items of one account and month."""
    found = run(db, "statement", account_id=account, period=month)
    if found.empty:
        return ""
    return item_groups(run(db, "statement_items", account_id=account, period=month), found["currency"].iloc[0])


def register(app: Dash, published: Path) -> None:
    """The two pickers draw the page; a click in the grid sets the pickers."""

    @app.callback(
        Output("statement-body", "children"),
        Input("statement-account", "value"),
        Input("statement-month", "value"),
        prevent_initial_call=True,
    )
    @guarded
    def _draw(account: str, month: str) -> list:
        with open_published(published) as db:
            return body(db, run(db, "statement_accounts"), account, date.fromisoformat(month))

    @app.callback(
        Output("statement-account", "value"),
        Output("statement-month", "value"),
        Input("account-grid", "clickData"),
        prevent_initial_call=True,
    )
    def _pick(click: dict | None) -> Any:
        if not click:
            return no_update, no_update
        with open_published(published) as db:
            cell = clicked(run(db, "statement_accounts"), click["points"][0]["x"], click["points"][0]["y"])
        return (cell[0], str(cell[1])) if cell else (no_update, no_update)
