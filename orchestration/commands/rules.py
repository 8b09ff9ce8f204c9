"""``tieout rules diff``: what other rules would change, before anything changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from orchestration.commands.sql import show


def register(app: typer.Typer) -> None:
    rules = typer.Typer(help="The match rules.", no_args_is_help=True)
    app.add_typer(rules, name="rules")

    @rules.callback()
    def _rules() -> None:
        """The match rules."""

    @rules.command()
    def diff(
        old: Annotated[Path, typer.Argument(help="CSV in the form of dbt_project/seeds/match_rules.csv.")],
        new: Annotated[Path, typer.Argument(help="The other one.")],
        as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    ) -> None:
        """Run two sets of rules on the current data and show what would be gained and lost. Exit code 1 where anything is."""
        from ingestion.settings import settings
        from orchestration.progress import say
        from orchestration.rules_diff import rules_diff

        say("both sets of rules run on a copy of the warehouse; this takes a minute")
        found = rules_diff(old, new, settings())
        show(["what", "reconciliation", "rule", "status", "currency", "matches", "amount"], list(_rows(found)), as_json=as_json)
        if not as_json:
            typer.echo("Nothing would change." if found.is_empty else "Nothing was changed yet: put the new rules into the seed for that.")
        if not found.is_empty:
            raise typer.Exit(1)


def _rows(found: Any) -> Iterable[tuple[Any, ...]]:
    for what, matches in (("gained", found.gained), ("lost", found.lost)):
        counts: Counter[tuple[str, ...]] = Counter()
        amounts: Counter[tuple[str, ...]] = Counter()
        for match in matches:
            key = (match.reconciliation, match.rule, match.status, match.currency)
            counts[key] += 1
            amounts[key] += match.amount
        yield from ((what, *key, counts[key], Decimal(amounts[key])) for key in sorted(counts))
    moved = Counter((a.reconciliation, f"{a.rule} -> {b.rule}", f"{a.status} -> {b.status}", a.currency) for a, b in found.changed)
    yield from (("changed", *key, count, None) for key, count in sorted(moved.items()))
    undecided = Counter(reconciliation for reconciliation, _ in found.newly_undecided)
    yield from (("newly ambiguous", reconciliation, None, None, None, count, None) for reconciliation, count in sorted(undecided.items()))
