"""Which line is which, when the bank gives no id that holds.

A line is its account, its content and its occurrence number among lines of the same content: N identical lines of one day stay N, and the
same lines delivered again in an overlapping file are the same ones. (Content includes the booking date.)
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingestion.formats.statement import Statement, StatementLine
from ingestion.formats.text import squeezed


def content_key(account_key: str, line: StatementLine) -> str:
    """A digest of what the line says. Spacing and letter case of texts do not count: banks wrap differently from file to file."""
    said = [
        account_key,
        line.booking_date.isoformat(),
        line.value_date.isoformat() if line.value_date else None,
        format(line.amount.normalize(), "f"),
        line.currency,
        line.bank_code,
        line.bank_reference,
        line.customer_reference,
        line.end_to_end_id,
        line.check_number,
        squeezed(line.counterparty).casefold(),
        squeezed(line.text).casefold(),
        line.is_reversal,
    ]
    return _digest(said)


@dataclass(frozen=True, slots=True)
class IdentifiedLine:
    """A line of a file under its id. ``occurrence`` counts from 1 among lines of the same content."""

    statement: Statement
    statement_key: str
    line: StatementLine
    line_id: str
    occurrence: int


def line_ids(statements: Iterable[Statement]) -> Iterator[IdentifiedLine]:
    """Every line of one file with its id. A statement that the file repeats is passed over."""
    seen: Counter[str] = Counter()
    keys: set[str] = set()
    for statement in statements:
        key = statement_key(statement)
        if key in keys:
            continue
        keys.add(key)
        for line in statement.lines:
            content = content_key(statement.account_key, line)
            seen[content] += 1
            yield IdentifiedLine(statement, key, line, f"{content}-{seen[content]}", seen[content])


def statement_key(statement: Statement) -> str:
    """A digest of a statement's account, period, balances and lines: equal where a bank sends the same statement again."""
    lines = [content_key(statement.account_key, line) for line in statement.lines]
    balances = [None if b is None else format(b.normalize(), "f") for b in (statement.opening_balance, statement.closing_balance)]
    period = [statement.starts_on.isoformat(), statement.ends_on.isoformat()]
    # The order of the lines does not count, nor the number the bank gave the statement: some renumber what they send again.
    return _digest([statement.account_key, statement.currency, period, balances, sorted(lines)])


def _digest(said: list[object]) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
