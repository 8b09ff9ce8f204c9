"""What goes wrong between a bank and its customer: a file comes twice under another name, a wrong control total is corrected later.

About one of each per twenty files, always early enough that the right file arrives before the last day.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ingestion.sandbox.bank_statements.period import Issue

EVERY = 20
WRONG_BY = Decimal("9.00")


def sent_twice(count: int) -> set[int]:
    """Which of ``count`` files (from 0) come again under another name."""
    return set(range(min(5, count // 4), count - 1, EVERY))


def first_corrupt(count: int) -> set[int]:
    """Which of ``count`` files (from 0) are wrong at first."""
    return set(range(min(12, count // 2), count - 1, EVERY)) - sent_twice(count)


def corrupt(channel: str, issue: Issue, content: bytes) -> Issue | bytes:
    """The file as it wrongly arrives: an issue whose lines do not add up to its balances, or bytes that were damaged."""
    if channel == "ofx":
        return content[: len(content) * 2 // 3]
    if channel == "csv":
        return _without_a_row(content)
    wrong = max(range(len(issue.periods)), key=lambda n: len(issue.periods[n].lines))
    period = issue.periods[wrong]
    first, *rest = period.lines
    broken = replace(period, lines=(replace(first, amount=first.amount + WRONG_BY.copy_sign(first.amount)), *rest))
    return replace(issue, periods=(*issue.periods[:wrong], broken, *issue.periods[wrong + 1 :]))


def _without_a_row(content: bytes) -> bytes:
    """A row is lost in the middle of the account that has most: the running balance breaks there."""
    rows = content.splitlines(keepends=True)
    accounts = [row.replace(b";", b",").split(b",")[0] for row in rows]
    busiest = max(set(accounts[3:]), key=accounts.count)
    middle = [n for n, account in enumerate(accounts) if account == busiest]
    lost = middle[len(middle) // 2]
    return b"".join(rows[:lost] + rows[lost + 1 :])
