"""Is cash where the books say: one sentence, then the position per currency and what is proven."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from dash import dcc, html

from dashboards import labels
from dashboards.money import NONE, amount, percent, with_currency
from dashboards.pages.kpis import ratio
from dashboards.pages.parts import Column, badge, card, hinted, table


def verdict(position: pd.DataFrame, untied: pd.DataFrame, risk: pd.DataFrame) -> html.Div:
    """Rows of ``cash_position``, ``untied_accounts`` and ``money_at_risk``: the answer a CFO reads first."""
    accounts, tied = int(position["accounts"].sum()), int(position["accounts_tied"].sum())
    if not accounts:
        return html.Div(
            [html.Strong("No bank account is reconciled yet."), " Statements appear after the first bank load."],
            className="verdict quiet",
            role="status",
        )
    unstated = int(position["accounts_unstated"].sum())
    off = accounts - tied - unstated
    count = int(risk["exceptions"].sum())
    critical = int(risk.loc[risk["severity"] == "critical", "exceptions"].sum())
    lead = _lead(accounts, tied, off, [with_currency(row.unexplained, row.currency) for row in position.itertuples() if row.unexplained])
    waiting = [f" {labels.plural(unstated, 'account')} without a balance stated by the bank."] if unstated else []
    links = (
        []
        if not off
        else [
            html.Span(
                [
                    " See ",
                    *_between([dcc.Link(_account(row), href=statement_link(row)) for row in untied.head(4).itertuples()]),
                    f" and {len(untied) - 4} more" if len(untied) > 4 else "",
                    ".",
                ]
            )
        ]
    )
    rest = html.Span(
        [" ", dcc.Link(f"{labels.plural(count, 'exception')} open, {critical:,} critical", href="/exceptions"), "."]
        if count
        else " No exception is open."
    )
    tone = "bad" if off else "good" if tied else "quiet"
    return html.Div([html.Strong(lead), *links, *waiting, rest], className=f"verdict {tone}", role="status")


def _lead(accounts: int, tied: int, off: int, sums: list[str]) -> str:
    if off:
        return f"{labels.plural(off, 'bank account')} of {accounts} {'does' if off == 1 else 'do'} not tie: unexplained {', '.join(sums)}."
    if not tied:
        return "No bank has stated a balance yet."
    which = "its bank account ties" if tied == 1 else f"all {labels.plural(tied, 'bank account')} tie"
    return f"Cash is where the books say: {which} to the cent."


def position_table(position: pd.DataFrame, stock: pd.DataFrame, risk: pd.DataFrame, rates: pd.DataFrame, span: int = 8) -> html.Section:
    """One line per currency: balances, what is unreconciled, in transit and at risk. No column adds up: currencies never do."""
    columns = [
        Column("Currency"),
        Column("Balance per books", True, "Latest statement of each account"),
        Column("Unexplained", True, "Sum of absolute differences that nothing explains; must be 0.00"),
        Column("Unreconciled value", True, "Value of all items in exception, whenever they occurred"),
        Column("Cash in transit", True, "Booked, not yet at the bank"),
        *[
            Column(severity.title(), True, f"Open exceptions of severity {severity}, amounts without sign")
            for severity in labels.SEVERITIES
        ],
        Column("Matched by value", True, "Last 30 days"),
    ]
    rows = [
        [
            html.Strong(currency),
            *_position(position, currency),
            *(_stock(stock, kpi, currency) for kpi in LEVELS),
            *(_risk(risk, currency, severity) for severity in labels.SEVERITIES),
            _by_value(rates, currency),
        ]
        for currency in currencies(position, stock, risk)
    ]
    return card(
        "Cash and money at risk, per currency",
        table(columns, rows),
        span=span,
        note="Money at risk: open exceptions by severity, amounts without sign. Hover a figure for its parts.",
    )


LEVELS = ("unreconciled_value", "cash_in_transit")


def currencies(position: pd.DataFrame, *others: pd.DataFrame) -> list[str]:
    """Those with the most accounts first, then any other that appears."""
    known = list(position["currency"])
    return known + sorted({c for frame in others for c in frame["currency"] if c is not None} - set(known))


def proven(position: pd.DataFrame, payouts: pd.DataFrame, controls: pd.DataFrame, span: int = 4) -> html.Section:
    """How many bank accounts, payouts and control accounts are proven, and what is not."""
    rows = [
        _proof(
            "Bank accounts",
            position,
            "accounts",
            "accounts_tied",
            "unexplained",
            "/statement",
            waiting=int(position["accounts_unstated"].sum()) if len(position) else 0,
            why="without a bank balance",
        ),
        _proof(
            "Processor payouts",
            payouts,
            "payouts",
            "payouts_tied",
            "difference",
            "/exceptions?reconciliation=processor_payout",
            waiting=int(payouts["payouts_in_transit"].sum()) if len(payouts) else 0,
        ),
        _proof("GL control accounts", controls, "accounts", "accounts_tied", "unexplained", "/exceptions?reconciliation=gl_tieout"),
    ]
    columns = [Column("What is proven"), Column("Tied", True), Column("Not tied", True), Column("Difference", True)]
    return card(
        "Proven to the cent",
        table(columns, [row for row in rows if row]),
        span=span,
        note="Latest statement, payouts of all loaded days, latest GL period.",
    )


def _proof(
    title: str, frame: pd.DataFrame, of: str, tied: str, difference: str, href: str, waiting: int = 0, why: str = "more in transit"
) -> list:
    every, good = (int(frame[of].sum()), int(frame[tied].sum())) if len(frame) else (0, 0)
    if not every:
        return []
    sums = [with_currency(getattr(row, difference), row.currency) for row in frame.itertuples() if getattr(row, difference)]
    off = every - good - waiting
    named = [dcc.Link(title, href=href)] + ([html.Div(f"{waiting:,} {why}", className="sub")] if waiting else [])
    return [
        html.Div(named),
        f"{good:,} of {every - waiting:,}",
        badge(f"{off:,}", "bad") if off else badge("0", "good"),
        html.Div([html.Div(each) for each in sums]) if sums else "0.00",
    ]


def _position(frame: pd.DataFrame, currency: str) -> list:
    of = frame[frame["currency"] == currency]
    if of.empty:
        return [NONE, NONE]
    row = next(of.itertuples())
    hint = f"{row.accounts_tied} of {labels.plural(int(row.accounts), 'account')} tie; per bank {with_currency(row.bank_balance, currency)}"
    return [hinted(amount(row.book_balance), hint), hinted(amount(row.unexplained), hint, tone="bad" if row.unexplained else "good")]


def _stock(frame: pd.DataFrame, kpi: str, currency: str) -> str:
    of = frame[(frame["kpi"] == kpi) & (frame["currency"] == currency)]
    return amount(sum(of["amount"], Decimal(0))) if len(of) else NONE


def _risk(frame: pd.DataFrame, currency: str, severity: str) -> object:
    of = frame[(frame["currency"] == currency) & (frame["severity"] == severity)]
    if of.empty:
        return html.Td(NONE, className="number quiet")
    count = int(of["exceptions"].sum())
    link = dcc.Link(
        amount(sum(of["amount"], Decimal(0))),
        href=f"/exceptions?currency={currency}&severity={severity}",
        title=labels.plural(count, "open exception"),
        className=f"risk {severity}",
    )
    return html.Td(link, className="number")


def _by_value(rates: pd.DataFrame, currency: str) -> object:
    found = ratio(rates, "match_rate_value", currency=currency)
    return hinted(
        percent(found.value), f"{with_currency(found.numerator, currency)} matched of {with_currency(found.denominator, currency)}"
    )


def _account(row: object) -> str:
    return f"{row.facility or 'Shared'}, {row.account_name} ({with_currency(row.unexplained_difference, row.currency)})"


def statement_link(row: object) -> str:
    """The statement page of an account and month."""
    return f"/statement?account={row.account_id}&month={row.period}"


def _between(parts: list) -> list:
    return [piece for number, part in enumerate(parts) for piece in ((", ", part) if number else (part,))]
