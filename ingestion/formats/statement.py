"""Bank statements in one form, whatever file they came in.

Amounts are Decimal, signed from the account holder's side (+ is money into our account). Dates are calendar dates as the bank printed
them, in the bank's own time zone: a reader never shifts a booking day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

CheckStatus = Literal["passed", "warning", "failed"]


class UnreadableFileError(ValueError):
    """The file is not a statement we can read. ``reason`` and ``cure`` are fit for a log: neither repeats the file's content."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason, cure)
        self.reason = reason
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.reason} Cure: {self.cure}"


@dataclass(frozen=True, slots=True)
class Check:
    """One control. A ``warning`` is reported and the file kept; a ``failed`` one means the file must not be booked."""

    name: str
    status: CheckStatus
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One booked line. ``references`` are all references the line states; ``raw`` is its text in the file, for evidence."""

    line_no: int
    booking_date: date
    value_date: date | None
    amount: Decimal
    currency: str
    bank_code: str | None = None
    bank_reference: str | None = None
    customer_reference: str | None = None
    end_to_end_id: str | None = None
    check_number: str | None = None
    counterparty: str | None = None
    counterparty_account: str | None = None
    text: str = ""
    references: tuple[str, ...] = ()
    is_reversal: bool = False
    is_batch_parent: bool = False
    raw: str = ""


@dataclass(frozen=True)
class Statement:
    """One account over one period. ``opening_balance`` and ``closing_balance`` are booked balances, None where the file states none."""

    statement_id: str
    account_number: str | None
    iban: str | None
    currency: str
    opening_balance: Decimal | None
    closing_balance: Decimal | None
    starts_on: date
    ends_on: date
    lines: tuple[StatementLine, ...]
    control: tuple[Check, ...] = ()

    @property
    def account_key(self) -> str:
        """How this account is told from others at the same bank: its IBAN, else its own number."""
        return self.iban or self.account_number or "unnamed"

    @cached_property
    def movement(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def opening(self) -> Decimal | None:
        """The opening balance, derived from the closing one where the file states only that (OFX)."""
        if self.opening_balance is not None:
            return self.opening_balance
        return None if self.closing_balance is None else self.closing_balance - self.movement


@dataclass(frozen=True, slots=True)
class StatementFile:
    """What a bank file holds. Book nothing of it while ``failures`` is not empty."""

    name: str
    format: str
    statements: tuple[Statement, ...]
    checks: tuple[Check, ...] = ()

    @property
    def failures(self) -> tuple[Check, ...]:
        return tuple(c for c in self._all() if c.status == "failed")

    @property
    def warnings(self) -> tuple[Check, ...]:
        return tuple(c for c in self._all() if c.status == "warning")

    def _all(self) -> tuple[Check, ...]:
        return (*self.checks, *(c for s in self.statements for c in s.control))


Profile = Mapping[str, object]
