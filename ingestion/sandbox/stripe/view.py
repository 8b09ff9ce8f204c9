"""The sample company's Stripe accounts over time: each snapshot of a neutral record becomes versions of the objects it shows in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from ingestion.sandbox.company.model import Charge, Company, Dispute, Payout, ProcessorAccount, ProcessorFee, ProcessorRefund, Snapshot
from ingestion.sandbox.stripe import events, rows
from ingestion.sandbox.stripe.rows import Ids, Movement
from ingestion.sandbox.versions import Row, Version, VersionStore

RECONCILED_AFTER = timedelta(hours=6)


@dataclass(frozen=True)
class StripeAccount:
    """One Stripe account of the company. Its objects are rendered when first asked for."""

    company: Company
    connection: str
    account: ProcessorAccount
    ids: Ids

    @classmethod
    def of(cls, company: Company, connection: str) -> StripeAccount:
        account = next(a for a in company.processor_accounts if a.connection == connection)
        return cls(company, connection, account, Ids(company, connection))

    @property
    def timeline(self) -> tuple[Snapshot, ...]:
        return self.company.timelines.get(self.connection, ())

    @cached_property
    def store(self) -> VersionStore:
        """Versions of Stripe's objects and events; ``payout_line`` says which payout carries a balance transaction."""
        story = _Story(self.company, self.account, self.ids)
        for at, record in _moments(self.timeline):
            story.tell(at, record)
        return VersionStore(story.versions)


def _moments(timeline: tuple[Snapshot, ...]) -> list[tuple[datetime, Any]]:
    """Snapshots, and the moment each payout's lines are complete (the payout is then told again, in its latest state)."""
    moments: list[tuple[datetime, Any]] = [(s.at, s.record) for s in timeline if not s.deleted]
    created = {s.record.key: s.record.created_at for s in timeline if isinstance(s.record, Payout)}
    moments += [(at + RECONCILED_AFTER, key) for key, at in created.items()]
    return sorted(moments, key=lambda moment: moment[0])


@dataclass
class _Story:
    """Tells records in time order and keeps a version of each object whose row changed."""

    company: Company
    account: ProcessorAccount
    ids: Ids
    versions: list[Version] = field(default_factory=list)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    charges: dict[str, Charge] = field(default_factory=dict)
    refunds: dict[str, dict[str, ProcessorRefund]] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)
    bank_debits: set[str] = field(default_factory=set)
    payouts: dict[str, Payout] = field(default_factory=dict)

    def tell(self, at: datetime, record: Any) -> None:
        match record:
            case Charge():
                self._charge(at, record)
            case ProcessorRefund():
                self._refund(at, record)
            case Dispute():
                self._dispute(at, record)
            case ProcessorFee():
                self._fee(at, record)
            case Payout():
                self._payout(at, record)
            case str():
                self._payout(at, self.payouts[record])

    def _charge(self, at: datetime, charge: Charge) -> None:
        known = charge.key in self.charges
        if not known and charge.status == "pending":
            self.bank_debits.add(charge.key)
        self.charges[charge.key] = charge
        if ("customer", self.ids("cus", charge.party)) not in self.rows:
            self._put("customer", at, rows.customer_row(self.ids, self.company.party(charge.party), charge.created_at))
        if charge.status == "succeeded":
            kind = "payment" if charge.key in self.bank_debits else "charge"
            moved = at if kind == "payment" else charge.created_at
            self._move(at, charge.key, kind, "charge", self.ids.source(charge), moved, charge.amount, charge.fee, charge)
        self._show_charge(at, charge.key)

    def _show_charge(self, at: datetime, key: str) -> None:
        if key not in self.charges:
            return
        refunded = sum((r.amount for r in self.refunds.get(key, {}).values() if r.status == "succeeded"), Decimal(0))
        around = rows.ChargeContext(self._moved(key), refunded, key in self.disputed, key in self.bank_debits)
        self._put("charge", at, rows.charge_row(self.ids, self.account, self.charges[key], around))

    def _refund(self, at: datetime, refund: ProcessorRefund) -> None:
        self.refunds.setdefault(refund.charge_key, {})[refund.key] = refund
        if refund.status == "succeeded":
            source = self.ids.source(refund)
            self._move(at, refund.key, "refund", "refund", source, refund.created_at, -refund.amount, -refund.fee_returned, refund)
        self._put("refund", at, rows.refund_row(self.ids, refund, self._moved(refund.key)))
        self._show_charge(at, refund.charge_key)

    def _dispute(self, at: datetime, dispute: Dispute) -> None:
        self.disputed.add(dispute.charge_key)
        source = self.ids.source(dispute)
        self._move(at, dispute.key, "adjustment", "dispute", source, dispute.created_at, -dispute.amount, dispute.fee, dispute)
        inside = [self.ids("txn", dispute.key)]
        if dispute.reinstated_at is not None and dispute.reinstated_at <= at:
            back = f"{dispute.key}/reinstated"
            moved = dispute.reinstated_at
            self._move(at, back, "adjustment", "dispute_reversal", source, moved, dispute.amount, Decimal(0), dispute)
            inside.append(self.ids("txn", back))
        transactions = [self.rows["balance_transaction", id] for id in inside]
        self._put("dispute", at, rows.dispute_row(self.ids, dispute, transactions))
        self._show_charge(at, dispute.charge_key)

    def _fee(self, at: datetime, fee: ProcessorFee) -> None:
        self._move(at, fee.key, "stripe_fee", "fee", None, fee.created_at, -fee.amount, Decimal(0), fee)

    def _payout(self, at: datetime, payout: Payout) -> None:
        self.payouts[payout.key] = payout
        source = self.ids.source(payout)
        self._move(at, payout.key, "payout", "payout", source, payout.created_at, -payout.amount, Decimal(0), payout)
        if payout.status == "failed":
            back = f"{payout.key}/return"
            self._move(at, back, "payout_failure", "payout_reversal", source, payout.failed_at or at, payout.amount, Decimal(0), payout)
        reconciled = at >= payout.created_at + RECONCILED_AFTER
        returned = self._moved(f"{payout.key}/return")
        self._put("payout", at, rows.payout_row(self.ids, self.account, payout, self.ids("txn", payout.key), returned, reconciled))

    def _move(
        self,
        at: datetime,
        key: str,
        kind: str,
        category: str,
        source: str | None,
        moved: datetime,
        amount: Decimal,
        fee: Decimal,
        record: Any,
    ) -> None:
        """Writes the balance transaction of ``key`` where it is new, and the payout that carries it where that is known."""
        movement = Movement(
            self.ids("txn", key), kind, category, source, moved, amount, record.currency, fee, getattr(record, "description", None) or None
        )
        if ("balance_transaction", movement.id) not in self.rows:
            self._put("balance_transaction", at, rows.transaction_row(movement, at))
            if movement.available_at > at:
                row = rows.transaction_row(movement, movement.available_at)
                self.versions.append(Version("balance_transaction", movement.id, movement.available_at, row))
        payout_key = _payout_of(record, key)
        if payout_key:
            self._put("payout_line", at, {"id": movement.id, "payout": self.ids("po", payout_key)})

    def _moved(self, key: str) -> str | None:
        id = self.ids("txn", key)
        return id if ("balance_transaction", id) in self.rows else None

    def _put(self, entity: str, at: datetime, row: Row) -> None:
        before = self.rows.get((entity, row["id"]))
        if row == before:
            return
        self.rows[entity, row["id"]] = row
        self.versions.append(Version(entity, row["id"], at, row))
        kind = events.event_type(entity, before, row)
        if kind:
            event = events.event_row(self.ids, kind, at, before, row)
            self.versions.append(Version("event", event["id"], at, event))


def _payout_of(record: Any, key: str) -> str | None:
    """The payout that carries movement ``key`` of ``record``. A payout carries its own line; what came back waits for the next one."""
    if isinstance(record, Payout):
        return record.key if key == record.key else None
    if isinstance(record, Dispute) and key != record.key:
        return record.reinstated_payout_key
    return record.payout_key
