"""The pack: the figures of all pages in one HTML file that opens offline, prints on A4 landscape and asks nothing of any server."""

from __future__ import annotations

from html import escape
from pathlib import Path

import duckdb
import pandas as pd
from dash import html
from plotly.offline import get_plotlyjs

from dashboards.figures.account_grid import account_grid, account_names
from dashboards.pages import exception_filters, exception_table, overview, statement
from dashboards.pages.bank_statement import statement as statement_card
from dashboards.pages.parts import card, graph
from dashboards.published import open_published, published_at
from dashboards.queries import run
from dashboards.static_html import static_html

LISTED = 100
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
STYLE = """
@page { size: A4 landscape; margin: 10mm; }
body { background: #ffffff; }
.page { width: 1046px; max-width: none; padding: 0; margin: 24px auto; }
.part { break-before: page; margin-top: 32px; }
.part:first-of-type { break-before: auto; margin-top: 0; }
.part > h1 { margin-bottom: 10px; }
.cover { display: flex; align-items: baseline; justify-content: space-between;
  border-bottom: 2px solid #17222e; padding-bottom: 8px; margin-bottom: 16px; }
.page, .grid td, .verdict { font-size: 11px; }
.grid th, .note, .sub, .legend, .badge { font-size: 10.5px; }
.tile-title, .tile .sub, .change { font-size: 10.5px; }
.tile-value { font-size: 19px; }
.with-bar { min-width: 96px; }
.bar-track { width: 36px; }
.live { display: none; }
.grid td, .grid th { padding-right: 10px; }
.grid .number { padding-left: 6px; }
.grid .clip { max-width: 150px; }
.scroll { overflow: visible; }
.grid th { white-space: normal; }
@media print { .page { margin: 0; } .rows tr, .items tr { break-inside: avoid; } .card:has(.rows), .card:has(.items) { break-inside: auto; }
  thead { display: table-header-group; } }
"""


def render_pack(published: Path, out: Path) -> Path:
    """Writes the pack of a published file to ``out`` (replaced in one step) and returns that path."""
    text = pack_html(published)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(out.name + ".tmp")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(out)
    return out


def pack_html(published: Path) -> str:
    """The whole document, all figures from one and the same publication."""
    with open_published(published) as db:
        as_of = overview.as_of_note(db)
        parts = [("Overview", overview.body(db, None)), ("Exceptions", _exceptions(db)), ("Reconciliation statements", _statements(db))]
    at = published_at(published)
    stamp = f"{as_of}. Published {at:%d %b %Y %H:%M} UTC." if at else f"{as_of}."
    sections = "".join(
        f'<section class="part"><h1>{escape(title)}</h1><div class="sheet">{static_html(body)}</div></section>' for title, body in parts
    )
    css = (Path(__file__).parent / "assets" / "tieout.css").read_text() + STYLE
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>Tieout pack, {escape(as_of)}</title><style>{css}</style><script>{get_plotlyjs()}</script></head>"
        f'<body><main class="page"><div class="cover"><h1>Tieout reconciliation pack</h1><span class="note">{escape(stamp)}</span></div>'
        f"{sections}</main></body></html>"
    )


def _exceptions(db: duckdb.DuckDBPyConnection) -> list:
    filters = exception_filters.from_address({})
    reasons = run(db, "exceptions_by_reason", **exception_filters.parameters(filters))
    rows = exception_table.listed(db, filters, exception_table.FIRST, LISTED)
    as_of = run(db, "as_of")["as_of_on"].iloc[0]
    everyone = list(run(db, "facilities")["facility"])
    total = int(reasons["exceptions"].sum())
    return [*exception_table.summary(reasons, 12), exception_table.listing(rows, everyone, exception_table.FIRST, total, as_of, live=False)]


def _statements(db: duckdb.DuckDBPyConnection) -> list:
    """The grid, the latest statement of each account (those that do not tie first), and the items of those that do not tie."""
    accounts = run(db, "statement_accounts")
    if accounts.empty:
        return [html.P("No statement yet.")]
    _, names = account_names(accounts)
    latest = accounts.sort_values("period", kind="stable").drop_duplicates("account_id", keep="last")
    rows = sorted(latest.itertuples(), key=lambda row: (row.unexplained_difference == 0, names[row.account_id]))
    grid = card("All accounts and months", graph(account_grid(accounts)), note="Unexplained difference in the account's own currency.")
    cards = [_statement(db, row, names) for row in rows]
    open_items = [statement.items(db, row.account_id, row.period) for row in rows if row.unexplained_difference]
    return [grid, *cards, *open_items]


def _statement(db: duckdb.DuckDBPyConnection, row: object, names: dict[str, str]) -> html.Section:
    found: pd.DataFrame = run(db, "statement", account_id=row.account_id, period=row.period)
    items = run(db, "statement_items", account_id=row.account_id, period=row.period)
    return statement_card(next(found.itertuples()), items, names[row.account_id], span=6)
