"""The sample company's wallets over time. A row is updated in place: P becomes S or D, a returned withdrawal becomes V."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from ingestion.sandbox.company.model import (
    Charge,
    Company,
    Dispute,
    Payout,
    ProcessorAccount,
    ProcessorFee,
    ProcessorRefund,
    Record,
    Snapshot,
)
from ingestion.sandbox.paypal.rows import Ids, Movement, payer_info, transaction_row
from ingestion.sandbox.versions import Row, Version, VersionStore

STATUS = {"succeeded": "S", "pending": "P", "failed": "D"}
WITHDRAWAL_STATUS = {"in_transit": "P", "paid": "S", "failed": "V"}


@dataclass(frozen=True)
class Wallet:
    """One PayPal account of the company. Its rows are rendered when first asked for."""

    company: Company
    connection: str
    account: ProcessorAccount
    ids: Ids

    @classmethod
    def of(cls, company: Company, connection: str) -> Wallet:
        account = next(a for a in company.processor_accounts if a.connection == connection)
        return cls(company, connection, account, Ids(company, connection))

    @property
    def timeline(self) -> tuple[Snapshot, ...]:
        return self.company.timelines.get(self.connection, ())

    @cached_property
    def store(self) -> VersionStore:
        """Versions of ``transaction`` (moves the balance) and ``authorization`` (does not)."""
        story = _Story(self.account, self.ids)
        for snapshot in sorted(self.timeline, key=lambda s: s.at):
            if not snapshot.deleted:  # a processor never deletes
                story.tell(snapshot.at, snapshot.record)
        return VersionStore(story.versions)


@dataclass
class _Story:
    """Tells records in time order, keeps the running balance and a version of each row that changed."""

    account: ProcessorAccount
    ids: Ids
    versions: list[Version] = field(default_factory=list)
    rows: dict[str, Movement] = field(default_factory=dict)
    charges: dict[str, Charge] = field(default_factory=dict)
    balance: Decimal | None = None

    def tell(self, at: datetime, record: Record) -> None:
        if isinstance(record, Charge):
            self.charges[record.key] = record
        for movement in self._movements(at, record):
            self._put(at, movement, record)

    def _movements(self, at: datetime, record: Record) -> Iterator[Movement]:
        match record:
            case Charge():
                yield self._settling(record, "T0006", record.amount, -record.fee, at)
            case ProcessorRefund():
                refund = self._settling(record, "T1107", -record.amount, record.fee_returned, at)
                charge = self.charges.get(record.charge_key)
                invoice = charge.invoice_number if charge else ""
                yield replace(refund, reference=self.ids.transaction(record.charge_key), invoice=invoice)
            case Dispute():
                yield from self._dispute(at, record)
            case ProcessorFee():
                yield self._plain(record.key, "T0101", -record.amount, record.currency, record.created_at, subject=record.description)
            case Payout():
                yield from self._withdrawal(at, record)

    def _settling(self, record: Charge | ProcessorRefund, code: str, amount: Decimal, fee: Decimal, at: datetime) -> Movement:
        """A row that may be pending first. Its fee is known when it settles; that moment is its update time."""
        status, known = STATUS[record.status], self.rows.get(record.key)
        updated = record.created_at if known is None else known.updated_at if known.status == status else at
        movement = self._plain(record.key, code, amount, record.currency, record.created_at)
        movement = replace(movement, status=status, updated_at=updated, fee=fee if status == "S" else Decimal(0))
        if isinstance(record, Charge):
            return replace(movement, subject=record.description, invoice=record.invoice_number)
        return movement

    def _dispute(self, at: datetime, dispute: Dispute) -> Iterator[Movement]:
        """The chargeback and its fee share one transaction id; a won one comes back under an id of its own."""
        charge = self.ids.transaction(dispute.charge_key)
        yield self._plain(dispute.key, "T1201", -dispute.amount, dispute.currency, dispute.created_at, reference=charge)
        if dispute.fee:
            yield self._plain(f"{dispute.key}#fee", "T0106", -dispute.fee, dispute.currency, dispute.created_at, reference=charge)
        if dispute.reinstated_at is not None and dispute.reinstated_at <= at:
            won = self.ids.transaction(dispute.key)
            yield self._plain(f"{dispute.key}/won", "T1202", dispute.amount, dispute.currency, dispute.reinstated_at, reference=won)

    def _withdrawal(self, at: datetime, payout: Payout) -> Iterator[Movement]:
        """T0400 leaves the wallet when it is asked for; a bank that refuses it sends it back as T1101."""
        known, status = self.rows.get(payout.key), WITHDRAWAL_STATUS[payout.status]
        updated = payout.created_at if known is None else known.updated_at if known.status == status else at
        row = self._plain(payout.key, "T0400", -payout.amount, payout.currency, payout.created_at)
        yield replace(row, status=status, updated_at=updated, bank_reference=payout.trace, custom=payout.statement_reference)
        if payout.status == "failed":
            back = payout.failed_at or at
            sent = self.ids.transaction(payout.key)
            yield self._plain(f"{payout.key}/return", "T1101", payout.amount, payout.currency, back, reference=sent)

    def _plain(
        self, key: str, code: str, amount: Decimal, currency: str, at: datetime, *, reference: str | None = None, subject: str = ""
    ) -> Movement:
        return Movement(key, code, amount, currency, at, at, "S", reference=reference, subject=subject)

    def _put(self, at: datetime, movement: Movement, record: Record) -> None:
        known = self.rows.get(movement.key)
        moves = movement.status == "S" or movement.code == "T0400"
        if moves and (known is None or known.balance is None):
            before = self.account.opening_balance if self.balance is None else self.balance
            self.balance = before + movement.amount + movement.fee
            movement = replace(movement, balance=self.balance)
        elif known is not None:
            movement = replace(movement, balance=known.balance)
        if movement == known:
            return
        self.rows[movement.key] = movement
        payer = payer_info(self.ids, record) if isinstance(record, Charge) else None
        self._version("transaction", at, movement, payer)
        if movement.code == "T0006" and known is None:
            self._version("authorization", at, replace(movement, code="T1300", status="S", fee=Decimal(0), balance=None), payer)

    def _version(self, entity: str, at: datetime, movement: Movement, payer: Row | None) -> None:
        row = transaction_row(self.ids, self.account.timezone, movement, payer)
        self.versions.append(Version(entity, movement.key, at, row))
