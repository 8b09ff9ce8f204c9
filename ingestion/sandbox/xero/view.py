"""One organisation's books over time: the neutral timeline replayed into Xero's rows.

Xero has no undeposited funds. A check is entered when it is banked: as a payment dated like the deposit, in the deposit's batch payment.
One that is never banked stands as a payment into a current account of that name. Payments cannot be edited: an edit deletes and enters
anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain

from ingestion.sandbox.company.model import (
    BankTransaction,
    Bill,
    BillPayment,
    Company,
    CreditNote,
    CustomerRefund,
    Deposit,
    Invoice,
    Journal,
    Receipt,
    Record,
    Snapshot,
    Transfer,
)
from ingestion.sandbox.platform import NativeIdentity
from ingestion.sandbox.versions import Version
from ingestion.sandbox.xero import banking, ledger, payments
from ingestion.sandbox.xero.documents import render_credit_note, render_invoice, settled
from ingestion.sandbox.xero.native import Native, Row, Settlement, ms_time
from ingestion.sandbox.xero.organisation import Organisation
from ingestion.sandbox.xero.payments import Money


@dataclass
class Book:
    """Replays one connection's timeline once. Afterwards ``versions()`` and ``identities()`` give the result."""

    org: Organisation
    timeline: tuple[Snapshot, ...]
    unposted: frozenset[str]
    changes: list[tuple[datetime, Native]] = field(default_factory=list)
    _now: dict[str, Snapshot] = field(default_factory=dict)  # latest snapshot of each record
    _shown: dict[str, dict[tuple[str, str], Native]] = field(default_factory=dict)  # what each record (or deposit) is shown as
    _ids: dict[tuple[str, ...], tuple[int, object]] = field(default_factory=dict)  # how often an unchangeable document was entered
    _deposit_of: dict[str, str] = field(default_factory=dict)  # receipt -> the deposit that carries it now
    _banked_once: set[str] = field(default_factory=set)  # receipts that a deposit carries at any time
    _entered: set[str] = field(default_factory=set)  # of these, the ones whose deposit was entered already

    @classmethod
    def of(cls, company: Company, connection: str) -> Book:
        timeline = tuple(sorted(company.timelines.get(connection, ()), key=lambda s: s.at))
        book = cls(Organisation(company, connection), timeline, frozenset(getattr(company, "unposted", ())))
        deposits = [s.record for s in timeline if isinstance(s.record, Deposit)]
        book._banked_once.update(line.receipt_key for d in deposits for line in d.lines if line.receipt_key)
        for snapshot in timeline:
            book._replay(snapshot)
        return book

    # ---- replay
    def _replay(self, snapshot: Snapshot) -> None:
        record = snapshot.record
        self._now[record.key] = snapshot
        touched = {record.key: None}
        if isinstance(record, Deposit):
            self._place(snapshot)
            touched |= dict.fromkeys(line.receipt_key for line in record.lines if line.receipt_key)
        elif record.key in self._deposit_of:
            touched[self._deposit_of[record.key]] = None
        for key in touched:
            if key in self._now:
                self._show(key, snapshot.at)

    def _place(self, snapshot: Snapshot) -> None:
        """Which receipts the deposit carries from now on."""
        deposit: Deposit = snapshot.record  # type: ignore[assignment]
        self._entered.update(line.receipt_key for line in deposit.lines if line.receipt_key)
        for receipt in [r for r, d in self._deposit_of.items() if d == deposit.key]:
            del self._deposit_of[receipt]
        if not snapshot.deleted and not deposit.is_void:
            self._deposit_of.update({line.receipt_key: deposit.key for line in deposit.lines if line.receipt_key})

    def _show(self, key: str, at: datetime) -> None:
        """Renders the record's documents again and notes what changed. What is not rendered any more was deleted."""
        snapshot = self._now[key]
        record, dead = snapshot.record, snapshot.deleted or snapshot.record.is_void
        before = self._shown.get(key, {})
        if dead:
            last = tuple(before.values()) or self._render(replace(record, is_void=False))
            rendered = [n.gone(snapshot.deleted) for n in last]
        else:
            rendered = self._render(record)
            if key in self.unposted:
                rendered = [replace(n, posted=None) for n in rendered]
        after = {(n.entity, n.native_id): n for n in rendered}
        vanished = [n if n.row.get("Status") == "DELETED" else n.gone(True) for name, n in before.items() if name not in after]
        for native in vanished:
            self._retire(native)
        for native in chain(vanished, after.values()):
            if before.get((native.entity, native.native_id)) != native:
                self.changes.append((at, native))
        self._shown[key] = after
        if dead:
            for native in rendered:
                self._retire(native)

    def _render(self, record: Record) -> list[Native]:
        org = self.org
        match record:
            case Invoice() | Bill():
                return render_invoice(org, record)
            case CreditNote():
                return render_credit_note(org, record)
            case Receipt():
                return self._receipt(record)
            case BillPayment():
                return self._money(Money(record, record.account, record.paid_on))
            case CustomerRefund():
                return payments.render_refund(org, record, self._document, self._name)
            case Deposit():
                return [*self._banked(record), *banking.render_other_deposits(org, record)]
            case BankTransaction():
                return banking.render_bank_transaction(org, record)
            case Transfer():
                return banking.render_transfer(org, record)
            case Journal():
                return banking.render_journal(org, record)
        raise TypeError(f"Xero has no place for a {type(record).__name__}")

    def _receipt(self, receipt: Receipt) -> list[Native]:
        if receipt.account == "undeposited":
            waits = receipt.key in self._banked_once and receipt.key not in self._entered
            if waits or receipt.key in self._deposit_of:
                return []
        return self._money(Money(receipt, receipt.account, receipt.received_on))

    def _banked(self, deposit: Deposit) -> list[Native]:
        """The receipts that the deposit carries, as payments on its bank account in one batch."""
        bank, found = f"bank:{deposit.bank_account}", []
        for line in deposit.lines:
            snapshot = self._now.get(line.receipt_key or "")
            if snapshot is None or snapshot.deleted or not isinstance(snapshot.record, Receipt) or snapshot.record.is_void:
                continue
            receipt = snapshot.record
            money = Money(receipt, bank, deposit.deposited_on, deposit.key, (receipt.key, deposit.key))
            rendered = payments.render_money(self.org, money, self._document, self._name)
            found += [replace(n, posted=None) for n in rendered] if receipt.key in self.unposted else rendered
        return payments.bundled(self.org, found, bank, deposit.deposited_on, deposit.reference, deposit.memo, deposit.key)

    def _money(self, money: Money) -> list[Native]:
        rendered = payments.render_money(self.org, money, self._document, self._name)
        said, record = payments.reference(self.org, money.record), money.record
        return payments.bundled(self.org, rendered, money.account, money.on, said, record.memo, record.key)

    def _document(self, key: str) -> Row:
        """An invoice, bill or credit note as payments name it."""
        snapshot = self._now.get(key)
        record = snapshot.record if snapshot else next(s.record for s in self.timeline if s.record.key == key)
        if isinstance(record, CreditNote):
            native_id = self.org.uuid("credit note", key)
            return {"CreditNoteID": native_id, "CreditNoteNumber": record.number, "HasErrors": False, "HasAttachments": False}
        kind = "ACCREC" if isinstance(record, Invoice) else "ACCPAY"
        row: Row = {"Type": kind, "InvoiceID": self.org.uuid("invoice", key), "InvoiceNumber": record.number}  # type: ignore[union-attr]
        return row | {"CurrencyCode": record.currency, "IsDiscounted": False, "HasErrors": False, "HasAttachments": False}  # type: ignore[union-attr]

    # ---- documents that are deleted and entered anew rather than edited
    def _name(self, base: tuple[str, ...], content: object) -> str:
        count, known = self._ids.get(base, (0, None))
        if known != content:
            count += 1
            self._ids[base] = (count, content)
        return self.org.uuid(*base, str(count))

    def _retire(self, native: Native) -> None:
        if native.base in self._ids:
            count, _ = self._ids[native.base]
            if self.org.uuid(*native.base, str(count)) == native.native_id:
                self._ids[native.base] = (count, None)

    # ---- results
    def versions(self) -> Iterator[Version]:
        """Every state of every row, with its ``UpdatedDateUTC``."""
        plain = [(at, n) for at, n in self.changes if not n.document_key]
        opened = self.org.opened_at - timedelta(days=30)
        standing = [(opened, n) for n in (*self.org.account_rows(), *self._contacts())]
        for at, native in chain(standing, plain, self._settled_documents()):
            yield Version(native.entity, native.native_id, at, _stamped(native, at))
        yield Version("Organisation", self.org.tenant_id, opened, self.org.organisation_row())
        for at, native in ledger.journals(self.org, self.changes):
            yield Version("Journals", native.native_id, at, native.row)

    def identities(self) -> Iterator[NativeIdentity]:
        """The last state of every neutral entry."""
        for shown in self._shown.values():
            for native in shown.values():
                for entry, record_type, source_id in native.entries:
                    yield NativeIdentity(self.org.connection, entry, record_type, source_id)

    def _settled_documents(self) -> Iterator[tuple[datetime, Native]]:
        """Invoices, bills and credit notes, again whenever a payment or a credit changes what is due on them."""
        states: dict[str, dict[datetime, Native]] = defaultdict(dict)
        taken: dict[str, list[tuple[datetime, tuple[str, str], Settlement | None]]] = defaultdict(list)
        last: dict[tuple[str, str], tuple[Settlement, ...]] = {}
        for at, native in self.changes:
            name = (native.entity, native.native_id)
            if native.document_key:
                states[native.document_key][at] = native
            for former in last.get(name, ()):
                taken[former.document_key].append((at, name, None))
            for settlement in native.settles:
                taken[settlement.document_key].append((at, name, settlement))
            last[name] = native.settles
        for key, versions in states.items():
            yield from _document_history(versions, taken[key])

    def _contacts(self) -> Iterator[Native]:
        customers = {s.record.party for s in self.timeline if isinstance(s.record, Invoice | CreditNote | Receipt | CustomerRefund)}
        suppliers = {s.record.party for s in self.timeline if isinstance(s.record, Bill | BillPayment)}
        others = {s.record.party for s in self.timeline if isinstance(s.record, BankTransaction)}
        for party in sorted(customers | suppliers | others):
            yield self.org.contact_row(party, party in customers, party in suppliers)


def _document_history(
    states: dict[datetime, Native], taken: list[tuple[datetime, tuple[str, str], Settlement | None]]
) -> Iterator[tuple[datetime, Native]]:
    document, live = states[min(states)], {}
    by_time: dict[datetime, list[tuple[tuple[str, str], Settlement | None]]] = defaultdict(list)
    for at, name, settlement in taken:
        by_time[max(at, min(states))].append((name, settlement))
    for at in sorted({*states, *by_time}):
        document = states.get(at, document)
        for name, settlement in by_time.get(at, ()):
            if settlement is None:
                live.pop(name, None)
            else:
                live[name] = settlement
        yield at, replace(document, row=settled(document, tuple(live.values())))


def _stamped(native: Native, at: datetime) -> Row:
    if native.entity == "BankTransfers":  # the one row that does not say when it changed
        return {**native.row, "CreatedDateUTC": ms_time(at)}
    return {**native.row, "UpdatedDateUTC": ms_time(at)}
