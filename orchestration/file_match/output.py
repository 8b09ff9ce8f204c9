"""matches.csv, exceptions.csv, summary.json and report.html."""

from __future__ import annotations

import csv
import html
import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from orchestration.file_match.engine import Result
from orchestration.file_match.items import Item

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MATCHES = ["match_id", "side", "id", "status", "kind", "rule", "confidence", "amount", "difference"]
EXCEPTIONS = ["side", "id", "reason", "amount", "currency", "candidates"]


def write_results(items: Sequence[Item], result: Result, folder: Path) -> dict[str, Any]:
    """Writes the four files; returns the summary."""
    folder.mkdir(parents=True, exist_ok=True)
    extra = {(i.side, i.id): dict(i.extra) for i in items}
    carried = sorted({name for values in extra.values() for name in values})
    _write(folder / "matches.csv", result.members, MATCHES, extra, carried)
    _write(folder / "exceptions.csv", result.exceptions, EXCEPTIONS, extra, carried)
    summary = summarise(items, result)
    (folder / "summary.json").write_text(json.dumps(summary, indent=1, default=str) + "\n")
    (folder / "report.html").write_text(report(items, result, summary))
    return summary


def summarise(items: Sequence[Item], result: Result) -> dict[str, Any]:
    """Counts and sums per side and currency: in = matched + exceptions, to the cent."""
    totals: dict[tuple[str, str], dict[str, Any]] = defaultdict(
        lambda: {
            **dict.fromkeys(("in", "matched", "suggested", "exceptions"), 0),
            **dict.fromkeys(("in_amount", "matched_amount", "exception_amount"), Decimal(0)),
        }
    )
    for item in items:
        total = totals[item.side, item.currency or "-"]
        total["in"] += 1
        total["in_amount"] += item.amount
    for row in result.members.itertuples():
        total = totals[row.side, row.currency]
        if row.status == "confirmed":
            total["matched"] += 1
            total["matched_amount"] += row.amount
        else:
            total["suggested"] += 1
    for row in result.exceptions.itertuples():
        total = totals[row.side, row.currency]
        total["exceptions"] += 1
        total["exception_amount"] += row.amount
    zero = sum(1 for item in items if item.amount == 0)
    conserved = all(t["in_amount"] == t["matched_amount"] + t["exception_amount"] for t in totals.values())
    return {
        "sides": [{"side": side, "currency": currency, **values} for (side, currency), values in sorted(totals.items())],
        "items_of_amount_zero": zero,
        "conserved": conserved,
        "by_rule": result.members[result.members.side == "left"]
        .groupby(["status", "rule"])
        .match_id.nunique()
        .reset_index(name="matches")
        .to_dict("records"),
        "by_reason": result.exceptions.groupby(["side", "reason"]).size().reset_index(name="exceptions").to_dict("records"),
    }


def _write(path: Path, frame: pd.DataFrame, columns: list[str], extra: dict, carried: list[str]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*columns, *(f"source_{name}" for name in carried)])
        for row in frame.itertuples():
            values = extra.get((row.side, row.id), {})
            writer.writerow([*(_safe(getattr(row, c)) for c in columns), *(_safe(values.get(name, "")) for name in carried)])


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is quoted; numbers are left alone."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def report(items: Sequence[Item], result: Result, summary: dict[str, Any]) -> str:
    """One self-contained page: the sums, then matches, suggestions and exceptions with a filter each."""
    by_key = {(i.side, i.id): i for i in items}
    sides = "".join(
        f"<tr><td>{s['side']}<td>{html.escape(s['currency'])}<td class=n>{s['in']:,}<td class=n>{s['in_amount']:,.2f}"
        f"<td class=n>{s['matched']:,}<td class=n>{s['matched_amount']:,.2f}<td class=n>{s['suggested']:,}"
        f"<td class=n>{s['exceptions']:,}<td class=n>{s['exception_amount']:,.2f}"
        for s in summary["sides"]
    )
    confirmed = _match_rows(result.members[result.members.status == "confirmed"], by_key)
    suggested = _match_rows(result.members[result.members.status == "suggested"], by_key)
    open_rows = "".join(
        f"<tr><td>{r.side}<td>{html.escape(str(r.id))}<td>{by_key[r.side, r.id].on}<td class=n>{r.amount:,.2f}"
        f"<td>{r.reason.replace('_', ' ')}<td>{html.escape(by_key[r.side, r.id].counterparty or by_key[r.side, r.id].description)}"
        f"<td>{html.escape(r.candidates)}"
        for r in result.exceptions.itertuples()
    )
    verdict = "Every cent is accounted for." if summary["conserved"] else "The sums do not agree: report this."
    match_head = "<tr><th>match<th>side<th>id<th>date<th>amount<th>difference<th>rule<th>evidence<th>text"
    return PAGE.format(
        verdict=verdict,
        sides=sides,
        confirmed=_section("Matched", match_head, confirmed),
        suggested=_section("Suggested, to be confirmed by a person", match_head, suggested),
        exceptions=_section("Open", "<tr><th>side<th>id<th>date<th>amount<th>reason<th>text<th>nearest, and the test it failed", open_rows),
    )


def _match_rows(frame: pd.DataFrame, by_key: dict[tuple[str, str], Item]) -> str:
    return "".join(
        f"<tr><td>{r.match_id[:8]}<td>{r.side}<td>{html.escape(str(r.id))}<td>{by_key[r.side, r.id].on}<td class=n>{r.amount:,.2f}"
        f"<td class=n>{r.difference:,.2f}<td>{r.rule}<td>{html.escape(r.evidence)}"
        f"<td>{html.escape(by_key[r.side, r.id].counterparty or by_key[r.side, r.id].description)}"
        for r in frame.itertuples()
    )


def _section(title: str, head: str, rows: str) -> str:
    count = rows.count("<tr>")
    return (
        f"<section><h2>{title} <small>{count:,} rows</small></h2><input placeholder='Filter' oninput='filter(this)'>"
        f"<div class=scroll><table><thead>{head}</thead><tbody>{rows}</tbody></table></div></section>"
    )


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Reconciliation</title><style>
body{{font:14px/1.45 system-ui,sans-serif;color:#1d2733;margin:32px auto;max-width:1240px;padding:0 16px}}
h1{{font-size:22px}}h2{{font-size:16px;margin:32px 0 8px}}
small{{color:#66727f;font-weight:400}}table{{border-collapse:collapse;width:100%}}
th{{text-align:left;color:#66727f;font-weight:600;position:sticky;top:0;background:#fff}}
td,th{{padding:5px 10px;border-bottom:1px solid #e4e8ec;vertical-align:top}}
.n{{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}}
.scroll{{max-height:480px;overflow:auto;border:1px solid #e4e8ec}}
input{{margin:0 0 8px;padding:6px 10px;width:280px;border:1px solid #c6ced6;border-radius:4px}}
</style><h1>Reconciliation of two files</h1><p>{verdict}</p>
<table><thead><tr><th>side<th>currency<th>rows<th>amount<th>matched<th>amount<th>suggested<th>open<th>amount</thead><tbody>{sides}</tbody></table>
{exceptions}{suggested}{confirmed}
<script>function filter(box){{const wanted=box.value.toLowerCase();box.parentNode.querySelectorAll('tbody tr').forEach(
row=>row.hidden=!row.textContent.toLowerCase().includes(wanted))}}</script></html>
"""
