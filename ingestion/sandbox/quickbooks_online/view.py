"""One QuickBooks company over time: every native row in every state, and the postings of its general ledger.

Every snapshot becomes a Version with the next SyncToken. Rows carry MetaData in Pacific time at second precision, as QuickBooks writes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ingestion.sandbox.company.model import Account, BookRecord, Company, CreditNote, CustomerRefund, Snapshot
from ingestion.sandbox.quickbooks_online.chart import METHODS, Chart, method_id, report_label
from ingestion.sandbox.quickbooks_online.transactions import application_of, fields_of
from ingestion.sandbox.versions import Row, Version, VersionStore

PACIFIC = ZoneInfo("America/Los_Angeles")
POSTINGS = "(postings)"  # not an entity: what the general ledger report is made of
ACCOUNT_TYPES = {
    "bank": ("Asset", "Bank", "Checking"),
    "undeposited": ("Asset", "Other Current Asset", "UndepositedFunds"),
    "clearing": ("Asset", "Other Current Asset", "OtherCurrentAssets"),
    "receivable": ("Asset", "Accounts Receivable", "AccountsReceivable"),
    "payable": ("Liability", "Accounts Payable", "AccountsPayable"),
    "other_asset": ("Asset", "Other Current Asset", "OtherCurrentAssets"),
    "liability": ("Liability", "Other Current Liability", "OtherCurrentLiabilities"),
    "equity": ("Equity", "Equity", "OpeningBalanceEquity"),
    "revenue": ("Revenue", "Income", "ServiceFeeIncome"),
    "expense": ("Expense", "Expense", "OtherMiscellaneousServiceCost"),
}


@dataclass(frozen=True)
class Realm:
    """A QuickBooks company as the API serves it."""

    id: str
    connection: str
    chart: Chart
    store: VersionStore


def realm(company: Company, connection: str, realm_id: str) -> Realm:
    chart = Chart.of(company, connection)
    return Realm(realm_id, connection, chart, VersionStore(_versions(company, connection, chart)))


def pacific(at: datetime) -> str:
    return at.astimezone(PACIFIC).replace(microsecond=0).isoformat()


def _versions(company: Company, connection: str, chart: Chart) -> Iterator[Version]:
    timeline = company.timelines.get(connection, ())
    opened = min((s.at for s in timeline), default=datetime.combine(company.started_on, datetime.min.time(), PACIFIC))
    yield from _lists(chart, opened)
    histories: dict[str, list[Snapshot]] = defaultdict(list)
    for snapshot in timeline:
        histories[snapshot.record.key].append(snapshot)
    refunds = _refunds(timeline)
    unposted = getattr(company, "unposted", frozenset())
    for key, history in histories.items():
        yield from _transaction(chart, key, history, refunds.get(key, []))
        yield from _application(chart, key, history)
        if key not in unposted:
            yield from _postings(chart, key, history)


def _refunds(timeline: tuple[Snapshot, ...]) -> dict[str, list[Snapshot]]:
    """Snapshots of the refunds that pay a credit note out, by the credit note's key."""
    found: dict[str, list[Snapshot]] = defaultdict(list)
    for snapshot in timeline:
        if isinstance(snapshot.record, CustomerRefund) and snapshot.record.credit_note_key:
            found[snapshot.record.credit_note_key].append(snapshot)
    return found


def _transaction(chart: Chart, key: str, history: list[Snapshot], refunds: list[Snapshot]) -> Iterator[Version]:
    """A refund changes the credit memo it pays out, so the memo's states are its own and its refunds' together."""
    moments = sorted({s.at for s in history} | {s.at for s in refunds if s.at > history[0].at})
    states: list[tuple[datetime, Row | None]] = []
    for at in moments:
        state = [s for s in history if s.at <= at][-1]
        row = None if state.deleted else fields_of(chart, state.record, _refunded(refunds, at))  # type: ignore[arg-type]
        states.append((at, row))
    yield from _states(chart.entities[key], chart.id_of(key), states)


def _refunded(refunds: list[Snapshot], at: datetime) -> Decimal:
    latest = {s.record.key: s for s in refunds if s.at <= at}
    return sum((s.record.amount for s in latest.values() if not s.deleted and not s.record.is_void), Decimal("0.00"))  # type: ignore[union-attr]


def _application(chart: Chart, key: str, history: list[Snapshot]) -> Iterator[Version]:
    states: list[tuple[datetime, Row | None]] = []
    for s in history:
        if not isinstance(s.record, CreditNote | CustomerRefund):
            return
        row = None if s.deleted else application_of(chart, s.record)
        if row is not None or states:
            states.append((s.at, row))
    yield from _states("Payment", chart.application_id(key), states)


def _states(entity: str, native_id: str, states: list[tuple[datetime, Row | None]]) -> Iterator[Version]:
    """Versions with Id, SyncToken and MetaData. A state that changes nothing is no version."""
    created, token, last = None, -1, None
    for at, fields in states:
        if token >= 0 and fields == last:
            continue
        created, token, last = created or at, token + 1, fields
        meta = {"CreateTime": pacific(created), "LastUpdatedTime": pacific(at)}
        head = {"Id": native_id, "SyncToken": str(token), "domain": "QBO", "sparse": False, "MetaData": meta}
        row = None if fields is None else {**head, **fields}
        yield Version(entity, native_id, at.replace(microsecond=0), row)


def _postings(chart: Chart, key: str, history: list[Snapshot]) -> Iterator[Version]:
    from ingestion.sandbox.company.posting import post

    for s in history:
        record: BookRecord = s.record  # type: ignore[assignment]
        row = None
        if not s.deleted:
            lines = [
                {
                    "account": chart.account_ids[posting.account],
                    "amount": posting.amount,
                    "name": chart.company.party(posting.party).name if posting.party else "",
                    "memo": posting.memo,
                }
                for posting in post(record)
            ]
            fields = fields_of(chart, record)
            head = {"id": chart.id_of(key), "label": report_label(record), "date": fields["TxnDate"], "num": fields.get("DocNumber", "")}
            row = {**head, "lines": lines}
        yield Version(POSTINGS, key, s.at.replace(microsecond=0), row)


def _lists(chart: Chart, opened: datetime) -> Iterator[Version]:
    for role, account in chart.accounts.items():
        yield from _states("Account", chart.account_ids[role], [(opened, _account(chart, account))])
    for (kind, party), native_id in chart.name_ids.items():
        yield from _states(kind, native_id, [(opened, _name(chart, party, customer=kind == "Customer"))])
    for method, label in METHODS.items():
        fields = {"Name": label, "Active": True, "Type": "CREDIT_CARD" if method == "card" else "NON_CREDIT_CARD"}
        yield from _states("PaymentMethod", method_id(method), [(opened, fields)])


def _account(chart: Chart, account: Account) -> dict[str, Any]:
    classification, kind, sub_type = ACCOUNT_TYPES[account.account_type]
    bank = {"BankNum": chart.company.bank_account(account.bank_account).number} if account.bank_account else {}
    return {
        "Name": account.name,
        "SubAccount": False,
        "FullyQualifiedName": account.name,
        "Active": True,
        "Classification": classification,
        "AccountType": kind,
        "AccountSubType": sub_type,
        "AcctNum": account.code,
        **bank,
        "CurrencyRef": chart.currency(account.currency),
    }


def _name(chart: Chart, key: str, *, customer: bool) -> dict[str, Any]:
    party = chart.company.party(key)
    return {
        "DisplayName": party.name,
        "CompanyName": party.name,
        "PrintOnCheckName": party.name,
        "Active": True,
        "PrimaryEmailAddr": {"Address": party.email},
        "BillAddr": {"City": party.city},
        "CurrencyRef": chart.currency(chart.facility.currency),
        **({"Taxable": False} if customer else {"Vendor1099": False}),
    }
