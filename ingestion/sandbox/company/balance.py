"""What a processor holds for a facility between payouts: entries that await the payout that will carry them.

Promise: a payout's amount = the sum of its components' net, to the cent; every component is carried by exactly one payout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from ingestion.sandbox.company.model import Charge, Dispute, ProcessorFee, ProcessorRecord, ProcessorRefund
from ingestion.sandbox.company.money import ZERO

Nature = Literal["charge", "refund", "dispute", "reinstatement", "fee"]


@dataclass(frozen=True, slots=True)
class BalanceEntry:
    """One movement of the processor balance. ``gross`` is what concerns the clearing account (signed), ``fee`` what the processor keeps."""

    nature: Nature
    key: str
    gross: Decimal
    fee: Decimal

    @property
    def net(self) -> Decimal:
        return self.gross - self.fee


def entry_of(record: Charge | ProcessorRefund | Dispute | ProcessorFee, *, reinstated: bool = False) -> BalanceEntry:
    """How ``record`` moves the balance."""
    match record:
        case Charge():
            return BalanceEntry("charge", record.key, record.amount, record.fee)
        case ProcessorRefund():
            return BalanceEntry("refund", record.key, -record.amount, -record.fee_returned)
        case Dispute():
            return (
                BalanceEntry("reinstatement", record.key, record.amount, ZERO)
                if reinstated
                else BalanceEntry("dispute", record.key, -record.amount, record.fee)
            )
        case ProcessorFee():
            return BalanceEntry("fee", record.key, ZERO, record.amount)


def carried_by(record: ProcessorRecord, nature: Nature, payout_key: str) -> ProcessorRecord:
    """``record`` once it is known which payout carries it."""
    if nature == "reinstatement":
        return replace(record, reinstated_payout_key=payout_key)  # type: ignore[call-arg]
    return replace(record, payout_key=payout_key)  # type: ignore[call-arg]


def net(entries: Iterable[BalanceEntry]) -> Decimal:
    return sum((e.net for e in entries), ZERO)


class ProcessorLog:
    """The records of one processor account in their latest state; every change is a snapshot."""

    def __init__(self, connection: str, emit: Callable[..., None]) -> None:
        self.connection, self._emit = connection, emit
        self.latest: dict[str, ProcessorRecord] = {}

    def write(self, record: ProcessorRecord, at: datetime) -> None:
        self.latest[record.key] = record
        self._emit(self.connection, at, record)

    def assign(self, entries: Iterable[BalanceEntry], payout_key: str, at: datetime) -> None:
        for e in entries:
            self.write(carried_by(self.latest[e.key], e.nature, payout_key), at)
