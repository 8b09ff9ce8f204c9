"""``tieout explain``: why a record is matched, or why it is not."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console

from orchestration.commands.sql import published

FIND = """
    select entry_id from ledger_entry
    where entry_id = $id or source_id = $id or document_number = $id
    union
    select entry_id from match_member where match_id = $id
    union
    select entry_id from exception where exception_id = $id
"""
ENTRY = """
    select entry_id, connection_id, record_type, source_id, amount, currency, occurred_on, coalesce(counterparty, '') as counterparty,
        coalesce(description, '') as description
    from ledger_entry where entry_id = ?
"""
MATCHES = """
    select match.match_id, match.reconciliation, match.rule_id, match.rule_version, match.kind, match.status, match.confidence,
        match.difference, match.currency, match.certificate
    from match inner join match_member on match.match_id = match_member.match_id
    where match_member.entry_id = ? order by match.reconciliation
"""
EXCEPTIONS = """
    select reconciliation, reason_code, reason, amount, currency, age_days, severity, owner, due_on, candidates
    from exception where entry_id = ? order by reconciliation
"""


def register(app: typer.Typer) -> None:
    @app.command()
    def explain(
        id: Annotated[str, typer.Argument(help="An entry, match, exception or source id, or a document number.")],
        as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    ) -> None:
        """Why this record is matched (its certificate) or not (the nearest candidates and the test each one failed)."""
        found = explanation(id)
        if not found:
            print(f"tieout: nothing is known by the id {id}")
            raise typer.Exit(1)
        if as_json:
            print(json.dumps(found, default=str, indent=1))
            return
        console = Console(highlight=False)
        for entry in found:
            for line in in_words(entry):
                console.print(line, soft_wrap=True, markup=False)


def explanation(id: str) -> list[dict[str, Any]]:
    """Every entry known by ``id`` with its matches and exceptions."""
    with published() as con:
        entries = []
        for (entry_id,) in con.execute(FIND, {"id": id}).fetchall()[:20]:
            entry = _dicts(con.execute(ENTRY, [entry_id]))
            if entry:
                entries.append(
                    {
                        **entry[0],
                        "matches": _dicts(con.execute(MATCHES, [entry_id])),
                        "exceptions": _dicts(con.execute(EXCEPTIONS, [entry_id])),
                    }
                )
        return entries


def in_words(entry: dict[str, Any]) -> list[str]:
    """The explanation as sentences."""
    lines = [
        f"{entry['record_type']} {entry['source_id']} of {entry['connection_id']}: {entry['amount']} {entry['currency']}"
        f" on {entry['occurred_on']}, {entry['counterparty'] or 'no counterparty'}. {entry['description']}".rstrip()
    ]
    for match in entry["matches"]:
        certificate = json.loads(match["certificate"])
        lines.append(
            f"  {match['reconciliation']}: {match['status']} {match['kind']} by rule {match['rule_id']} (version {match['rule_version']},"
            f" confidence {match['confidence']}); {certificate.get('compared') or 'asserted by the source'};"
            f" difference {match['difference']} {match['currency']}"
        )
        margin = certificate.get("margin")
        lines.append(f"    runner-up: {'none' if margin is None else f'costs {margin} more'}; certificate {match['match_id']}")
        lines += [
            f"    {part['side']}: {part['record_type']} {part['source_id']} of {part['connection']}, {part['amount']} on {part['date']}"
            for part in certificate["inputs"]
        ]
    for exception in entry["exceptions"]:
        lines.append(
            f"  {exception['reconciliation']}: open {exception['amount']} {exception['currency']} for {exception['age_days']} days:"
            f" {exception['reason']} ({exception['reason_code']})."
            f" {exception['severity']}, {exception['owner']}, due {exception['due_on']}."
        )
        for candidate in json.loads(exception["candidates"]):
            lines.append(
                f"    nearest: {candidate['amount']} on {candidate['occurred_on']} {candidate['description'] or ''}:"
                f" {candidate['failed_test']}"
            )
    if not entry["matches"] and not entry["exceptions"]:
        lines.append("  in no reconciliation, or open and still within the usual time")
    return lines


def _dicts(result: Any) -> list[dict[str, Any]]:
    names = [d[0] for d in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
