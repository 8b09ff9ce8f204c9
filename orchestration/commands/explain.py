"""``tieout explain``: why a record is matched, or why it is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ingestion.settings import settings
from orchestration.certificate.verdict import VERIFIED, Verdict
from orchestration.certificate.words import SUMMARY, as_data, lines, summary, total
from orchestration.commands.sql import published

if TYPE_CHECKING:
    from orchestration.certificate.verify import Verification

MOST = 200_000  # matches replayed in one go
MOST_SHOWN = 20  # matches that did not verify, shown one by one

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


ONE_MATCH = "select match_id from match where match_id = ?"


def register(app: typer.Typer) -> None:
    @app.command()
    def explain(
        id: Annotated[str | None, typer.Argument(help="An entry, match, exception or source id, or a document number.")] = None,
        verify: Annotated[
            bool, typer.Option("--verify", help="Replay the matches and compare byte for byte; without an id, every match.")
        ] = False,
        most: Annotated[int, typer.Option(min=1, help="Without an id: where more matches than this are published, a sample.")] = MOST,
        as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    ) -> None:
        """Why this record is matched (its certificate) or not (the nearest candidates and the test each one failed)."""
        if id is None:
            if not verify:
                raise typer.BadParameter("Give an id, or --verify to replay every match.")
            _verify_all(most, as_json=as_json)
            return
        found = explanation(id)
        if not found:
            print(f"tieout: nothing is known by the id {id}")
            raise typer.Exit(1)
        verdicts = _verdicts(id, found) if verify else {}
        if as_json:
            for match in (match for entry in found for match in entry["matches"] if match["match_id"] in verdicts):
                match["verification"] = as_data(verdicts[match["match_id"]])
            print(json.dumps(found, default=str, indent=1))
        else:
            _say([line for entry in found for line in in_words(entry)])
            if verify:
                _say([line for one in verdicts.values() for line in lines(one)] or ["nothing to verify: no match, so no certificate"])
        if any(one.outcome != VERIFIED for one in verdicts.values()):
            raise typer.Exit(1)


def _verdicts(id: str, found: list[dict[str, Any]]) -> dict[str, Verdict]:
    """Verdicts on the match ``id``, or else on every match of the entries found by it."""
    with published() as con:
        one = [match_id for (match_id,) in con.execute(ONE_MATCH, [id]).fetchall()]
    matches = one or sorted({match["match_id"] for entry in found for match in entry["matches"]})
    return {one.match_id: one for one in _replayed(matches).verdicts} if matches else {}


def _verify_all(most: int, *, as_json: bool) -> None:
    """Replays every published match (or a sample) and says by rule how they fared. Exit code 1 where one did not replay."""
    done = _replayed(None, most)
    failed = [one for one in done.verdicts if one.outcome != VERIFIED]
    rows = summary(done.verdicts)
    if as_json:
        by_rule = [dict(zip(SUMMARY, row, strict=True)) for row in rows]
        counts = {"published": done.matches, "looked_at": len(done.verdicts), "verified": len(done.verdicts) - len(failed)}
        print(json.dumps({**counts, "rules": by_rule, "not_verified": [as_data(one) for one in failed]}, indent=1))
    else:
        Console().print(_table(rows))
        _say([line for one in failed[:MOST_SHOWN] for line in lines(one)])
        if len(failed) > MOST_SHOWN:
            _say([f"and {len(failed) - MOST_SHOWN} more matches (--json lists them)"])
        _say([total(done.verdicts, done.matches)])
    if failed:
        raise typer.Exit(1)


def _table(rows: list[tuple[Any, ...]]) -> Table:
    table = Table()
    for name in SUMMARY[1:]:  # a rule is of one reconciliation
        table.add_column(name, no_wrap=name == "rule", justify="left" if name == "rule" else "right")
    for row in rows:
        table.add_row(*map(str, row[1:]))
    return table


def _replayed(matches: list[str] | None, most: int | None = None) -> Verification:
    from orchestration.certificate.verify import verify  # jinja and the solvers, which a plain explanation does without

    return verify(settings(), matches, most=most)


def _say(told: list[str]) -> None:
    console = Console(highlight=False)
    for line in told:
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
    told = [
        f"{entry['record_type']} {entry['source_id']} of {entry['connection_id']}: {entry['amount']} {entry['currency']}"
        f" on {entry['occurred_on']}, {entry['counterparty'] or 'no counterparty'}. {entry['description']}".rstrip()
    ]
    for match in entry["matches"]:
        certificate = json.loads(match["certificate"])
        told.append(
            f"  {match['reconciliation']}: {match['status']} {match['kind']} by rule {match['rule_id']} (version {match['rule_version']},"
            f" confidence {match['confidence']}); {certificate.get('compared') or 'asserted by the source'};"
            f" difference {match['difference']} {match['currency']}"
        )
        told.append(f"    runner-up: {_runner_up(certificate)}; certificate {match['match_id']}")
        told += [
            f"    {part['side']}: {part['record_type']} {part['source_id']} of {part['connection']}, {part['amount']} on {part['date']}"
            for part in certificate["inputs"]
        ]
    for exception in entry["exceptions"]:
        told.append(
            f"  {exception['reconciliation']}: open {exception['amount']} {exception['currency']} for {exception['age_days']} days:"
            f" {exception['reason']} ({exception['reason_code']})."
            f" {exception['severity']}, {exception['owner']}, due {exception['due_on']}."
        )
        for candidate in json.loads(exception["candidates"]):
            told.append(
                f"    nearest: {candidate['amount']} on {candidate['occurred_on']} {candidate['description'] or ''}:"
                f" {candidate['failed_test']}"
            )
    if not entry["matches"] and not entry["exceptions"]:
        told.append("  in no reconciliation, or open and still within the usual time")
    return told


def _runner_up(certificate: dict[str, Any]) -> str:
    """The record that came nearest, and how much worse the next best pairing of all that hung together would have been."""
    told, margin = [], certificate.get("margin")
    if rival := certificate.get("runner_up"):
        more = f" and {rival['records'] - 1} more" if rival["records"] > 1 else ""
        told.append(
            f"{rival['side']} {rival['record_type']} {rival['source_id']} of {rival['connection']}{more},"
            f" {rival['amount']} on {rival['date']} (cost {rival['cost']} against {certificate['cost']})"
        )
    if margin is not None:
        told.append(f"the next best pairing costs {margin} more")
    return ", ".join(told) or "none"


def _dicts(result: Any) -> list[dict[str, Any]]:
    names = [d[0] for d in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
