"""Every account and month at a glance: does it tie, and how much still needs someone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboards import labels, theme
from dashboards.figures.text import safe
from dashboards.money import amount, with_currency

ROW = 23
MONTHS = 12  # the latest ones
ROOM, WIDEST = 4, 10  # up to so many months and characters an amount fits into its cell
TIES = [[0, theme.GOOD_SOFT], [0.5, theme.GOOD_SOFT], [0.5, theme.BAD], [1, theme.BAD]]
COUNT = [[0, "#ffffff"], [0.01, "#f3ead6"], [0.5, "#e3b44c"], [1, "#d9682b"]]


def account_grid(frame: pd.DataFrame, chosen: tuple[str, object] | None = None) -> go.Figure:
    """Rows of ``statement_accounts``: left the unexplained difference in the account's currency, right the open exceptions.

    With more months than fit, a cell says only = or ≠ and the hover gives the amount. ``chosen`` is framed.
    """
    if frame.empty:
        return theme.blank("No reconciliation statement yet")
    accounts, names = account_names(frame)
    periods, months = _months(frame)
    cells = {(row.account_id, row.period): row for row in frame.itertuples()}
    lattice = [[cells.get((account, period)) for period in periods] for account in accounts]
    rows = [safe(names[account]) for account in accounts]
    figure = make_subplots(
        cols=2,
        shared_yaxes=True,
        horizontal_spacing=0.03,
        column_widths=[0.66, 0.34],
        subplot_titles=("Unexplained", "Exceptions"),
    )
    common = {
        "x": months,
        "y": rows,
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        "texttemplate": "%{text}",
        "hoverinfo": "text",
        "textfont": {"size": 11},
    }
    figure.add_heatmap(
        z=[
            [None if c is None or c.unexplained_difference is None else int(c.unexplained_difference != 0) for c in line]
            for line in lattice
        ],
        zmin=0,
        zmax=1,
        colorscale=TIES,
        text=[["" if c is None else _cell(c.unexplained_difference, len(periods)) for c in line] for line in lattice],
        hovertext=[["" if c is None else _hover(names, c) for c in line] for line in lattice],
        row=1,
        col=1,
        **common,
    )
    most = max(int(n) for n in frame["exceptions"]) or 1
    figure.add_heatmap(
        z=[[None if c is None else int(c.exceptions) for c in line] for line in lattice],
        zmin=0,
        zmax=max(most, 4),
        colorscale=COUNT,
        text=[["" if c is None else f"{c.exceptions:,}" for c in line] for line in lattice],
        hovertext=[["" if c is None else _hover(names, c) for c in line] for line in lattice],
        row=1,
        col=2,
        **common,
    )
    theme.styled(figure, 76 + ROW * len(accounts))
    if chosen and chosen[0] in accounts and chosen[1] in periods:
        x, y = periods.index(chosen[1]), accounts.index(chosen[0])
        for column in (1, 2):
            figure.add_shape(
                type="rect", x0=x - 0.5, x1=x + 0.5, y0=y - 0.5, y1=y + 0.5, line={"color": theme.INK, "width": 2}, row=1, col=column
            )
    figure.update_annotations(font={"size": 12, "color": theme.INK}, yshift=36)
    figure.update_layout(margin={"t": 64})
    figure.update_xaxes(side="top", type="category", tickfont={"color": theme.MUTED, "size": 10}, showline=False, ticks="", tickangle=0)
    figure.update_yaxes(
        autorange="reversed", showgrid=False, type="category", tickfont={"color": theme.INK}, showline=False, ticks="", ticklabelstandoff=6
    )
    return figure


def clicked(frame: pd.DataFrame, x: str, y: str) -> tuple[str, date] | None:
    """The account and month behind a cell's labels (a click on a heat map carries no other key); None where there is no statement."""
    accounts, names = account_names(frame)
    periods, months = _months(frame)
    account = next((each for each in accounts if safe(names[each]) == y), None)
    period = dict(zip(months, periods, strict=True)).get(x)
    known = set(zip(frame["account_id"], frame["period"], strict=True))
    return (account, period) if account and period and (account, period) in known else None


def _months(frame: pd.DataFrame) -> tuple[list[date], list[str]]:
    periods = sorted(set(frame["period"]))[-MONTHS:]
    return periods, [_month(period, number) for number, period in enumerate(periods)]


def account_names(frame: pd.DataFrame) -> tuple[list[str], dict[str, str]]:
    """Accounts in page order and a name that tells each apart: facility, account, currency (its id too where those repeat)."""
    known = frame.drop_duplicates("account_id")
    facilities = sorted({name for name in known["facility"] if name != "Shared"})
    plain = {
        row.account_id: " \u00b7 ".join((labels.short_facility(row.facility, facilities), row.account_name or row.account_id, row.currency))
        for row in known.itertuples()
    }
    counts = pd.Series(list(plain.values())).value_counts()
    return list(plain), {key: name if counts[name] == 1 else f"{name} ({key})" for key, name in plain.items()}


def _month(period: date, place: int) -> str:
    """The month, with its year below where a year begins."""
    return f"{period:%b}<br>{period:%Y}" if not place or period.month == 1 else f"{period:%b}<br>\u00a0"


def _cell(difference: Decimal | None, months: int) -> str:
    shown = amount(difference)
    return shown if months <= ROOM and len(shown) <= WIDEST else "≠" if difference else "="


def _hover(names: dict[str, str], cell: object) -> str:
    unexplained = with_currency(cell.unexplained_difference, safe(cell.currency))
    return (
        f"<b>{safe(names[cell.account_id])}</b><br>{labels.month(cell.period)}<br>Unexplained {unexplained}<br>"
        f"{labels.plural(int(cell.items), 'open item')}, {labels.plural(int(cell.exceptions), 'exception')}"
    )
