"""What a run found, as tables for people."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ingestion.settings import Settings
from orchestration.evaluation import Evaluation, evaluate
from orchestration.kpis import conservation_breaches, rows, unexplained_statements

SUMMARY = """
    select
        reconciliation,
        currency,
        sum(items) as items,
        sum(matched_items) as matched,
        sum(item_amount) as amount,
        sum(matched_amount) as matched_amount,
        sum(exception_items) as exceptions,
        sum(exception_amount) as exception_amount,
        sum(item_amount) - sum(matched_amount) - sum(open_amount) as unexplained
    from marts.reconciliation_summary
    group by reconciliation, currency
    order by reconciliation, currency
"""
LOWEST_FOUND_SHARE = 0.98
WIDE = 132  # columns where nobody looks at a terminal, so that a log shows the figures whole


@dataclass(frozen=True, slots=True)
class Line:
    """One reconciliation in one currency. Amounts are sums of absolute values of both sides."""

    reconciliation: str
    currency: str
    items: int
    matched: int
    amount: Any
    matched_amount: Any
    exceptions: int
    exception_amount: Any
    unexplained: Any


def show_summary(now: Settings, truth: Path, *, as_json: bool) -> bool:
    """Prints the result of a demo. True where it is as good as promised."""
    if not now.published.exists():
        Console(stderr=True).print("[red]Nothing was published.[/red]")
        return False
    lines = [Line(*row) for row in rows(now.published, SUMMARY)]
    judged = evaluate(now.published, truth)
    unexplained = unexplained_statements(now.published)
    breaches = conservation_breaches(now.published)
    good = judged.found_share >= LOWEST_FOUND_SHARE and not judged.wrong_matches and not unexplained and not breaches
    if as_json:
        print(json.dumps(_document(lines, judged, unexplained, breaches), default=str, indent=1))
        return good
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
    console.print(_reconciliations(lines))
    console.print(_problems(judged))
    console.print(_quality(judged))
    statements = rows(now.published, "select count(*), count(distinct account_id) from marts.reconciliation_statement")[0]
    console.print(
        f"Bank statements: {statements[0]} account months of {statements[1]} accounts, "
        + ("every balance explained to the cent." if not unexplained else f"[red]{len(unexplained)} not explained: {unexplained[:3]}[/red]")
    )
    console.print(
        f"\nPlanted problems found with the right reason: [bold]{judged.found_share:.1%}[/bold]"
        f" ({sum(judged.found.values())} of {sum(judged.planted.values())})."
        f"  Confirmed matches that are wrong: [bold]{judged.wrong_matches}[/bold] of {sum(judged.confirmed.values())}."
    )
    console.print(
        f"\nLook at it:  [bold]tieout ui[/bold]  (.venv/bin/tieout ui) dashboards on http://127.0.0.1:8050, Dagster on http://127.0.0.1:3000"  # noqa: S608 words
        f"\n             {now.state / 'reports' / 'pack.html'}  the same figures in one file"
        f'\n             tieout status | tieout sql "select * from exception limit 5" | tieout explain ID | tieout trace ID',
        soft_wrap=True,
    )
    return good


def _document(lines: list[Line], judged: Evaluation, unexplained: list[str], breaches: list[str]) -> dict[str, Any]:
    return {
        "reconciliations": [asdict(line) for line in lines],
        "planted": sum(judged.planted.values()),
        "found": sum(judged.found.values()),
        "found_share": round(judged.found_share, 4),
        "confirmed_matches": sum(judged.confirmed.values()),
        "wrong_matches": judged.wrong_matches,
        "problems": {
            k: {"planted": n, "found": judged.found[k], "reported_as": dict(judged.reported_as[k])} for k, n in judged.planted.items()
        },
        "unexplained_statements": unexplained,
        "conservation_breaches": breaches,
    }


def _reconciliations(lines: list[Line]) -> Table:
    table = Table(title="Reconciliations (both sides)", title_justify="left")
    for name in ("reconciliation", "currency"):
        table.add_column(name)
    for name in ("items", "matched", "% count", "% value", "exceptions", "exception value", "unexplained"):
        table.add_column(name, justify="right")
    for line in lines:
        table.add_row(
            line.reconciliation,
            line.currency,
            f"{line.items:,}",
            f"{line.matched:,}",
            f"{line.matched / line.items:.1%}",
            f"{line.matched_amount / line.amount:.1%}",
            f"{line.exceptions:,}",
            f"{line.exception_amount:,.2f}",
            f"{line.unexplained:,.2f}",
        )
    return table


def _problems(judged: Evaluation) -> Table:
    table = Table(title="Planted against found", title_justify="left")
    table.add_column("problem")
    for name in ("planted", "found"):
        table.add_column(name, justify="right")
    table.add_column("the others were reported as")
    for problem, count in sorted(judged.planted.items()):
        missed = {reason: n for reason, n in judged.reported_as[problem].items() if problem not in reason.split()}
        note = ", ".join(f"{n} {reason}" for reason, n in missed.items()) if judged.found[problem] < count else ""
        table.add_row(problem, str(count), str(judged.found[problem]), note)
    return table


def _quality(judged: Evaluation) -> Table:
    table = Table(title="Matches against the truth", title_justify="left")
    table.add_column("reconciliation")
    for name in ("confirmed", "wrong", "true pairs", "recalled"):
        table.add_column(name, justify="right")
    for name, count in sorted(judged.confirmed.items()):
        pairs = judged.true_pairs[name]
        table.add_row(name, f"{count:,}", str(len(judged.wrong[name])), f"{pairs:,}", f"{judged.recalled_pairs[name] / max(1, pairs):.1%}")
    return table
