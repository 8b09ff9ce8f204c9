"""What becomes of each file that arrived: loaded, recognised as a duplicate, or quarantined whole. Pure: no clock, no network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from ingestion.formats.identity import IdentifiedLine, line_ids, statement_key
from ingestion.formats.read import read_statements
from ingestion.formats.statement import Profile, Statement, UnreadableFileError

Row = dict[str, Any]
CURE = "Ask the bank for a corrected file and put it under any name; nothing of this one was booked."


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file whose content is new or changed. ``mark`` is what its listing said, so that it need not be fetched again."""

    name: str
    mark: str
    content: bytes
    delivered_at: datetime


@dataclass
class Memory:
    """What earlier loads left behind, kept in dlt's resource state: marks and digests by file name, first holder by digest, last time."""

    files: dict[str, dict[str, str]]
    contents: dict[str, str]
    statements: dict[str, str]
    latest: dict[str, str]

    @classmethod
    def of(cls, state: dict[str, Any]) -> Memory:
        return cls(*(state.setdefault(name, {}) for name in ("files", "contents", "statements", "latest")))

    def in_order(self, file: Arrived) -> Arrived:
        """``file``, delivered after every file booked before it: an old file found late must not look older than what it adds to."""
        if latest := self.latest.get("delivered_at"):
            earliest = datetime.fromisoformat(latest) + timedelta(microseconds=1)
            file = replace(file, delivered_at=max(file.delivered_at, earliest))
        self.latest["delivered_at"] = file.delivered_at.isoformat()
        return file

    def knows(self, name: str, mark: str) -> bool:
        return self.files.get(name, {}).get("mark") == mark


@dataclass
class Booked:
    """Rows of the three tables. Keyed, since a later file of the same load may show a line again: its last statement counts."""

    files: dict[str, Row] = field(default_factory=dict)
    statements: dict[str, Row] = field(default_factory=dict)
    lines: dict[str, Row] = field(default_factory=dict)


def book(arrived: Iterable[Arrived], memory: Memory, format: str, profile: Profile | None) -> Booked:
    """Rows for ``arrived``, in the order the bank delivered them; ``memory`` is brought up to date."""
    booked = Booked()
    for file in sorted(arrived, key=lambda a: (a.delivered_at, a.name)):
        digest = sha256(file.content).hexdigest()
        before = memory.files.get(file.name, {})
        memory.files[file.name] = {"mark": file.mark, "sha256": digest}
        if before.get("sha256") == digest:  # touched, not changed
            continue
        booked.files[file.name] = _file(memory.in_order(file), digest, memory, booked, format, profile)
    return booked


def _file(file: Arrived, digest: str, memory: Memory, booked: Booked, format: str, profile: Profile | None) -> Row:
    row = {
        "file_name": file.name,
        "sha256": digest,
        "size": len(file.content),
        "delivered_at": file.delivered_at.isoformat(),
        "format": None,
        "reason": None,
        "cure": None,
        "warnings": None,
        "statements": 0,
        "lines": 0,
    }
    if (holder := memory.contents.get(digest)) is not None:
        return {**row, "status": "duplicate", "reason": f"same content as {holder}"}
    try:
        read = read_statements(file.name, file.content, profile, format=format)
    except UnreadableFileError as error:
        return {**row, "status": "quarantined", "reason": error.reason, "cure": error.cure}
    row |= {"format": read.format, "warnings": _said(read.warnings)}
    if read.failures:
        return {**row, "status": "quarantined", "reason": _said(read.failures), "cure": CURE}
    memory.contents[digest] = file.name
    keyed = {statement_key(s): (number, s) for number, s in reversed(list(enumerate(read.statements, 1)))}
    repeated = {memory.statements[key] for key in keyed if key in memory.statements}
    fresh = {key: found for key, found in sorted(keyed.items(), key=lambda kv: kv[1][0]) if key not in memory.statements}
    if keyed and not fresh:
        return {**row, "status": "duplicate", "reason": f"its statements came with {', '.join(sorted(repeated))}"}
    for key, (number, statement) in fresh.items():
        memory.statements[key] = file.name
        booked.statements[key] = _statement(statement, key, number, file, digest)
    for found in line_ids(read.statements):  # occurrence numbers count over the whole file, repeated statements included
        if found.statement_key in fresh:
            booked.lines[found.line_id] = _line(found, file)
    return {**row, "status": "loaded", "statements": len(fresh), "lines": sum(len(s.lines) for _, s in fresh.values())}


def _statement(statement: Statement, key: str, number: int, file: Arrived, digest: str) -> Row:
    return {
        "statement_key": key,
        "file_name": file.name,
        "sha256": digest,
        "delivered_at": file.delivered_at.isoformat(),
        "statement_number": number,
        "bank_statement_id": statement.statement_id or None,
        "account_key": statement.account_key,
        "account_number": statement.account_number,
        "iban": statement.iban,
        "currency": statement.currency,
        "starts_on": statement.starts_on,
        "ends_on": statement.ends_on,
        "opening_balance": statement.opening,
        "closing_balance": statement.closing_balance,
        "opening_is_stated": statement.opening_balance is not None,
        "movement": statement.movement,
        "line_count": len(statement.lines),
    }


def _line(found: IdentifiedLine, file: Arrived) -> Row:
    line = found.line
    return {
        "line_id": found.line_id,
        "occurrence": found.occurrence,
        "statement_key": found.statement_key,
        "file_name": file.name,
        "line_number": line.line_no,
        "account_key": found.statement.account_key,
        "booking_date": line.booking_date,
        "value_date": line.value_date,
        "amount": line.amount,
        "currency": line.currency,
        "bank_code": line.bank_code,
        "bank_reference": line.bank_reference,
        "customer_reference": line.customer_reference,
        "end_to_end_id": line.end_to_end_id,
        "check_number": line.check_number,
        "counterparty": line.counterparty,
        "counterparty_account": line.counterparty_account,
        "description": line.text or None,
        "reference_keys": list(line.references),
        "is_reversal": line.is_reversal,
        "is_batch_parent": line.is_batch_parent,
        "raw": line.raw,
    }


def _said(checks: Iterable[Any]) -> str | None:
    return "; ".join(dict.fromkeys(c.detail for c in checks)) or None
