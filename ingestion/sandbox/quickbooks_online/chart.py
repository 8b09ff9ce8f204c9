"""Ids and references of one QuickBooks company: how its accounts, names and transactions are called.

Ids are small integers as text, as QuickBooks gives them; they are a permutation that says nothing about time, kind or kinship.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from ingestion.sandbox.company.model import (
    Account,
    BankTransaction,
    Bill,
    BillPayment,
    BookRecord,
    Company,
    CreditNote,
    CustomerRefund,
    Deposit,
    Facility,
    Invoice,
    Journal,
    Receipt,
    Transfer,
)

NameKind = Literal["Customer", "Vendor"]
Reference = dict[str, str]

METHODS = {"check": "Check", "ach": "ACH", "wire": "Wire Transfer", "card": "Credit Card", "paypal": "PayPal"}
CURRENCIES = {"USD": "United States Dollar", "GBP": "British Pound Sterling", "EUR": "Euro", "AUD": "Australian Dollar"}
# How reports call an entity; a Purchase is called by its PaymentType.
REPORT_LABELS = {
    "Invoice": "Invoice",
    "Payment": "Payment",
    "CreditMemo": "Credit Memo",
    "RefundReceipt": "Refund",
    "Bill": "Bill",
    "BillPayment": "Bill Payment (Check)",
    "Deposit": "Deposit",
    "Transfer": "Transfer",
    "JournalEntry": "Journal Entry",
}


def entity_of(record: BookRecord) -> str:
    """The QuickBooks entity a bookkeeper would enter ``record`` as.

    Money refunded out of a clearing account is a RefundReceipt; a refund by check or ACH is a check to the customer posted to
    accounts receivable. Money received straight into a bank account is a Deposit with an account line, money spent is a Purchase.
    """
    match record:
        case Invoice():
            return "Invoice"
        case Receipt():
            return "Payment"
        case CreditNote():
            return "CreditMemo"
        case CustomerRefund():
            return "Purchase" if record.account.startswith("bank:") else "RefundReceipt"
        case Bill():
            return "Bill"
        case BillPayment():
            return "BillPayment"
        case Deposit():
            return "Deposit"
        case BankTransaction():
            return "Deposit" if record.amount > 0 else "Purchase"
        case Transfer():
            return "Transfer"
        case Journal():
            return "JournalEntry"
    raise TypeError(f"{type(record).__name__} is not a book record")


def purchase_type(record: BankTransaction | CustomerRefund) -> Literal["Check", "Cash"]:
    """A Purchase is a check or, as everything else that leaves a bank account, an expense (PaymentType Cash)."""
    if isinstance(record, CustomerRefund):
        return "Check" if record.method == "check" else "Cash"
    return "Check" if record.check_number else "Cash"


def report_label(record: BookRecord) -> str:
    entity = entity_of(record)
    if entity == "Purchase":
        return "Check" if purchase_type(record) == "Check" else "Expense"  # type: ignore[arg-type]
    return REPORT_LABELS[entity]


def numbers(seed: int, salt: str, keys: Iterable[str], first: int) -> dict[str, str]:
    """An id for each key: integers from ``first`` on in an order that follows nothing."""
    shuffled = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}/{salt}/{key}".encode()).digest())
    return {key: str(first + n) for n, key in enumerate(shuffled)}


@dataclass
class Chart:
    """The names and ids of one connection's company."""

    company: Company
    connection: str
    facility: Facility
    accounts: dict[str, Account]
    account_ids: dict[str, str]
    item_ids: dict[str, str]
    name_ids: dict[tuple[NameKind, str], str]
    transaction_ids: dict[str, str]
    entities: dict[str, str] = field(default_factory=dict)  # neutral key -> entity

    @classmethod
    def of(cls, company: Company, connection: str) -> Chart:
        facility = company.facility_of(connection)
        accounts = {account.role: account for account in company.charts[facility.code]}
        records = {s.record.key: s.record for s in reversed(company.timelines.get(connection, ()))}
        keys = [f"{kind}/{key}" for key in records for kind in ("record", "application")]
        names = {f"{kind}/{key}": (kind, key) for r in records.values() for kind, key in names_in(company, r)}
        name_ids = numbers(company.seed, f"{connection}/name", names, 51)
        return cls(
            company=company,
            connection=connection,
            facility=facility,
            accounts=accounts,
            account_ids=numbers(company.seed, f"{connection}/account", accounts, 31),
            item_ids=numbers(company.seed, f"{connection}/item", accounts, 3),
            name_ids={names[text]: number for text, number in name_ids.items()},
            transaction_ids=numbers(company.seed, f"{connection}/transaction", keys, 1001),
            entities={key: entity_of(record) for key, record in records.items()},
        )

    def account(self, role: str) -> Reference:
        return {"value": self.account_ids[role], "name": self.accounts[role].name}

    def item(self, role: str) -> Reference:
        return {"value": self.item_ids[role], "name": f"{self.accounts[role].name} services"}

    def name(self, kind: NameKind, party: str) -> Reference:
        return {"value": self.name_ids[kind, party], "name": self.company.party(party).name}

    def entity(self, party: str) -> Reference:
        """A reference to whoever ``party`` is, with its kind, as Purchase and Deposit lines hold it."""
        kind = name_kind(self.company, party)
        return {**self.name(kind, party), "type": kind}

    def method(self, method: str) -> Reference:
        return {"value": method_id(method), "name": METHODS[method]}

    def currency(self, code: str) -> Reference:
        return {"value": code, "name": CURRENCIES.get(code, code)}

    def id_of(self, key: str) -> str:
        return self.transaction_ids[f"record/{key}"]

    def application_id(self, key: str) -> str:
        """Id of the Payment of nothing that QuickBooks makes to tie a credit to what it settles."""
        return self.transaction_ids[f"application/{key}"]


def method_id(method: str) -> str:
    return str(1 + list(METHODS).index(method))


def name_kind(company: Company, party: str) -> NameKind:
    return "Customer" if company.party(party).kind == "payer" else "Vendor"


def names_in(company: Company, record: BookRecord) -> list[tuple[NameKind, str]]:
    """The list entries ``record`` refers to."""
    match record:
        case Invoice() | CreditNote() | Receipt() | CustomerRefund():
            return [("Customer", record.party)]
        case Bill() | BillPayment():
            return [("Vendor", record.party)]
        case BankTransaction():
            return [(name_kind(company, record.party), record.party)] if record.party else []
        case Journal():
            return [(name_kind(company, line.party), line.party) for line in record.lines if line.party]
        case _:
            return []
