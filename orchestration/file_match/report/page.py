"""The page: the view drawn into template.html. What came from a file is escaped, and the policy lets only our own script run."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from dashboards import money
from dashboards.labels import day, plural
from ingestion.settings import ROOT
from orchestration.file_match.file_read import FileRead
from orchestration.file_match.report.charts import Bar, bars, columns
from orchestration.file_match.report.view import View
from orchestration.file_match.verdicts import Total

HERE = Path(__file__).parent
TILES = 3  # currencies that get a headline figure of their own; the table of totals shows all
LISTED = 200  # rows set aside that are shown


def page(view: View, made_on: date) -> str:
    """The whole document. ``made_on`` is the day it is made."""
    style = (ROOT / "dashboards" / "assets" / "tieout.css").read_text(encoding="utf-8") + (HERE / "report.css").read_text(encoding="utf-8")
    script = (HERE / "report.js").read_text(encoding="utf-8")
    left, right = view.pair.files
    return Template((HERE / "template.html").read_text(encoding="utf-8")).substitute(
        policy=f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'",
        style=style,
        script=script,
        data=embedded(view.rows | {"names": [left.name, right.name]}),
        left=escape(left.name),
        right=escape(right.name),
        dates=f" Latest date in the files: {day(view.as_of)}; ages count from it."
        if any(file.has_dates for file in view.pair.files)
        else "",
        made_on=day(made_on),
        rule_set=escape(view.rule_set),
        greed=_greed(view.missed_by_greed),
        verdict=_verdict(view),
        tiles=_tiles(view),
        totals=_totals(view),
        charts=_charts(view),
        doubts=_doubts(view.pair.files),
        reading="".join(_file(file) for file in view.pair.files),
        open=f"{view.count('open'):,}",
        suggested=f"{view.matches.get('suggested', 0):,}",
        matched=f"{view.matches.get('confirmed', 0):,}",
    )


def embedded(data: Mapping[str, Any]) -> str:
    """JSON that stays data inside a script element, whatever a cell says: no ``<``, so no ``</script>``."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _verdict(view: View) -> str:
    if not view.ties:
        told = "Do not rely on this report, and please report the error."
        return f'<div class="verdict bad"><strong>\u2717 The sums do not agree.</strong> {told}</div>'
    aside = sum(len(file.set_aside) for file in view.pair.files)
    opened = view.count("open") + view.count("suggested")
    rest = "Nothing is open." if not opened else f"{plural(opened, 'row is', 'rows are')} not matched yet."
    if aside:
        told = f'{plural(aside, "row")} could not be read and took no part: <a href="#reading">see which</a>.'
        return f'<div class="verdict warn"><strong>Every cent of the rows that could be read is accounted for.</strong> {rest} {told}</div>'
    return f'<div class="verdict good"><strong>\u2713 Every cent is accounted for.</strong> {rest}</div>'


def _greed(missed: int) -> str:
    if not missed:
        return "Taking the nearest pair first, again and again, would have come to the same."
    found = plural(missed, "match was", "matches were")
    return f"{found} found by the best total of all pairs together: taking the nearest pair first would have paired otherwise."


def _tiles(view: View) -> str:
    rows, matched = sum(total.rows for total in view.totals), view.count("matched")
    tiles = [
        _tile("Matched, by count", money.percent(money.rate(Decimal(matched), Decimal(rows))), f"{matched:,} of {plural(rows, 'row')}"),
        *(
            _tile(f"Matched, {escape(c)}", money.percent(view.by_value[c]), "by value, both files, without sign")
            for c in view.currencies[:TILES]
        ),
        _tile("Matches", f"{view.matches.get('confirmed', 0):,}", f"{view.count('matched'):,} rows confirmed by rule"),
        _tile("To confirm", f"{view.matches.get('suggested', 0):,}", f"{view.count('suggested'):,} rows in suggested matches"),
        _tile("Open", f"{view.count('open'):,}", "rows that match nothing"),
    ]
    more = len(view.currencies) - TILES
    note = f'<p class="note">{plural(more, "more currency", "more currencies")} in the table below.</p>' if more > 0 else ""
    return f'<div class="headline">{"".join(tiles)}</div>{note}'


def _tile(title: str, value: str, sub: str) -> str:
    return f'<div class="tile"><div class="tile-title">{title}</div><div class="tile-value">{value}</div><div class="sub">{sub}</div></div>'


def _totals(view: View) -> str:
    """One line per side and currency: in = matched + suggested + open, with a tick where that holds to the cent and in count."""
    names = {file.side: file.name for file in view.pair.files}
    has_zero = view.count("zero") > 0
    kinds = [("Matched", "matched"), ("Suggested", "suggested"), ("Open", "open")]
    head = "".join(f'<th scope="colgroup" colspan="2" class="number">{title}</th>' for title in ("In the file", *(t for t, _ in kinds)))
    zero_head = '<th scope="col" class="number">Amount 0</th>' if has_zero else ""
    lines = "".join(_total(total, names[total.side], kinds, has_zero) for total in view.totals)
    return (
        '<table class="grid totals"><caption class="hidden">Completeness: rows and amounts by file and currency</caption><thead><tr>'
        f'<th scope="col">File</th><th scope="col">Currency</th>{head}{zero_head}<th scope="col">In = matched + suggested + open</th>'
        f"</tr></thead><tbody>{lines}</tbody></table>"
    )


def _total(total: Total, name: str, kinds: Sequence[tuple[str, str]], has_zero: bool) -> str:
    parts = [(total.rows, total.amount), *((total.counts[kind], total.amounts[kind]) for _, kind in kinds)]
    cells = "".join(f'<td class="number">{count:,}</td><td class="number">{money.amount(value)}</td>' for count, value in parts)
    zero = f'<td class="number">{total.counts["zero"]:,}</td>' if has_zero else ""
    ties = '<td class="good">\u2713 ties to the cent</td>' if total.ties else f'<td class="bad">\u2717 {_gap(total)}</td>'
    return f'<tr><th scope="row">{escape(name)}</th><td>{escape(total.currency)}</td>{cells}{zero}{ties}</tr>'


def _gap(total: Total) -> str:
    amount = total.amount - sum(total.amounts.values())
    return f"{total.rows - sum(total.counts.values()):,} rows and {money.amount(amount)} are missing"


def _charts(view: View) -> str:
    """The charts of one currency at a time; the first is shown."""
    names = view.currencies
    choice = "".join(f'<option value="{n}">{escape(name)}</option>' for n, name in enumerate(names))
    chooser = (
        f'<label class="choose">Currency of the charts <select id="chart-currency">{choice}</select></label>' if len(names) > 1 else ""
    )
    rules = _card("Matches by rule, with the rule's confidence", bars("Confirmed matches by rule", view.by_rule, labels=400), view.by_rule)
    groups = "".join(
        f'<div class="charts" data-currency="{n}"{" hidden" if n else ""}>{_currency_charts(view, name)}{rules}</div>'
        for n, name in enumerate(names)
    )
    return f"{chooser}{groups}"


def _currency_charts(view: View, currency: str) -> str:
    reasons, ages, times = (by.get(currency, []) for by in (view.by_reason, view.by_age, view.by_time))
    code = escape(currency)
    top = money.with_currency(max((bar.size for bar in times), default=Decimal(0)), currency)
    return (
        _card(f"Not matched, by reason, {code}", bars(f"Amounts not matched by reason in {currency}", reasons), reasons)
        + _card(f"Not matched, by age, {code}", bars(f"Amounts not matched by age in {currency}", ages), ages)
        + _card(f"Matched and not matched over time, {code}", columns(f"Amounts over time in {currency}", times, top), times)
    )


def _card(title: str, drawing: str, rows: Sequence[Bar]) -> str:
    return f'<figure class="card"><figcaption>{title}</figcaption>{drawing if rows else "<p class=note>Nothing to show.</p>"}</figure>'


def _doubts(files: Iterable[FileRead]) -> str:
    """What a person should check before relying on the rest."""
    doubts = [(file, note) for file in files for note in file.notes if note.is_doubtful]
    if not doubts:
        return ""
    lines = "".join(
        f"<li><strong>{escape(file.name)}</strong>: {escape(note.text)} {_override(file, note.override)}</li>" for file, note in doubts
    )
    title = '<h2 id="doubts">Please check how the files were read</h2>'
    return f'<section class="card doubts" aria-labelledby="doubts">{title}<ul>{lines}</ul></section>'


def _override(file: FileRead, override: str) -> str:
    return f"<span class=sub>To say otherwise: <code>--{file.side}-set {escape(override)}</code></span>" if override else ""


def _file(file: FileRead) -> str:
    meanings = "".join(f"<tr><th scope=row>{escape(m.replace('_', ' '))}</th><td>{escape(h)}</td></tr>" for m, h in file.columns.items())
    table = (
        f'<table class="grid"><thead><tr><th scope=col>Field</th><th scope=col>Column</th></tr></thead><tbody>{meanings}</tbody></table>'
    )
    notes = "".join(f"<li>{escape(note.text)} {_override(file, note.override)}</li>" for note in file.notes)
    rows = "".join(
        f"<tr><td class=number>{aside.row}</td><td>{escape(aside.why)}</td><td>{escape(aside.cells[:300])}</td></tr>"
        for aside in file.set_aside[:LISTED]
    )
    more = f"<p class=note>{len(file.set_aside) - LISTED:,} more are in summary.json.</p>" if len(file.set_aside) > LISTED else ""
    aside = (
        f"<h3>{plural(len(file.set_aside), 'row')} took no part</h3><table class=grid><thead><tr><th scope=col class=number>Row</th>"
        f"<th scope=col>Why</th><th scope=col>What it says</th></tr></thead><tbody>{rows}</tbody></table>{more}"
        if file.set_aside
        else ""
    )
    return (
        f'<section class="card"><h3>{escape(file.name)} <span class="sub">({file.side} file, {plural(len(file.items), "row")})</span></h3>'
        f"{table if file.columns else ''}<ul>{notes}</ul>{aside}</section>"
    )
