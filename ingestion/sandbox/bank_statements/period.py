"""What one file says about one account: the neutral input of every renderer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ingestion.sandbox.company.model import BankAccount, BankLine


@dataclass(frozen=True, slots=True)
class AccountPeriod:
    """One account from ``starts_on`` to ``ends_on``. ``lines`` oldest first; ``opening`` and ``closing`` are what the bank states."""

    account: BankAccount
    starts_on: date
    ends_on: date
    opening: Decimal
    closing: Decimal
    lines: tuple[BankLine, ...]
    number: int  # of the statement, counted per account from 1

    @property
    def credits(self) -> Decimal:
        return sum((line.amount for line in self.lines if line.amount > 0), Decimal("0.00"))

    @property
    def debits(self) -> Decimal:
        """Positive."""
        return -sum((line.amount for line in self.lines if line.amount < 0), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Issue:
    """One file as the bank means it: its accounts, when it is written and its number among the connection's files (from 1)."""

    periods: tuple[AccountPeriod, ...]
    written_at: datetime
    number: int

    @property
    def starts_on(self) -> date:
        return min(p.starts_on for p in self.periods)

    @property
    def ends_on(self) -> date:
        return max(p.ends_on for p in self.periods)


def minor(amount: Decimal) -> int:
    """Cents."""
    return int(amount.scaleb(2))
