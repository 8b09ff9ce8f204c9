"""Bank lines as Plaid shows them: one Item per bank login, its accounts, and every transaction over time.

A line with ``pending_on`` is first a pending transaction under an id of its own. When it posts, that row is deleted and the posted row
points back to it. The two ids differ only in case, as do the ids of neighbouring accounts: a reader that folds case loses money.
Amounts are positive when money leaves the account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from ingestion.sandbox.company.model import BankAccount, BankLine, Company, Snapshot
from ingestion.sandbox.plaid.ids import hex_digest, plaid_id, twin
from ingestion.sandbox.versions import Row, Version, VersionStore

TRANSACTION = "transaction"

# kind of line -> payment method, channel, transaction type, personal finance category
_KINDS: dict[str, tuple[str | None, str, str, str, str]] = {
    "ach_credit": ("ACH", "other", "special", "TRANSFER_IN", "TRANSFER_IN_ACCOUNT_TRANSFER"),
    "ach_debit": ("ACH", "other", "special", "TRANSFER_OUT", "TRANSFER_OUT_ACCOUNT_TRANSFER"),
    "check_paid": (None, "other", "special", "TRANSFER_OUT", "TRANSFER_OUT_OTHER_TRANSFER_OUT"),
    "deposit": (None, "other", "special", "TRANSFER_IN", "TRANSFER_IN_DEPOSIT"),
    "wire_in": ("WIRE", "other", "special", "TRANSFER_IN", "TRANSFER_IN_ACCOUNT_TRANSFER"),
    "wire_out": ("WIRE", "other", "special", "TRANSFER_OUT", "TRANSFER_OUT_ACCOUNT_TRANSFER"),
    "card": (None, "in store", "place", "GENERAL_MERCHANDISE", "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE"),
    "fee": (None, "other", "special", "BANK_FEES", "BANK_FEES_OTHER_BANK_FEES"),
    "interest": (None, "other", "special", "INCOME", "INCOME_INTEREST_EARNED"),
    "returned_item": (None, "other", "special", "TRANSFER_OUT", "TRANSFER_OUT_OTHER_TRANSFER_OUT"),
    "transfer": (None, "online", "special", "TRANSFER_OUT", "TRANSFER_OUT_ACCOUNT_TRANSFER"),
}
_LOCATION = dict.fromkeys(("address", "city", "region", "postal_code", "country", "lat", "lon", "store_number"))


@dataclass(frozen=True)
class Item:
    """One login at one bank: what Plaid knows of it, at any instant."""

    seed: int
    connection: str
    accounts: tuple[BankAccount, ...]
    snapshots: tuple[Snapshot, ...]

    @classmethod
    def of(cls, company: Company, connection: str) -> Item:
        accounts = tuple(a for a in company.bank_accounts if a.connection == connection)
        return cls(company.seed, connection, accounts, company.timelines.get(connection, ()))

    @property
    def item_id(self) -> str:
        return plaid_id(self.seed, "item", self.connection)

    @property
    def access_token(self) -> str:
        digest = hex_digest(self.seed, 32, "access token", self.connection)
        return f"access-sandbox-{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:]}"

    @cached_property
    def account_ids(self) -> dict[str, str]:
        """Native id by BankAccount.key."""
        ids: dict[str, str] = {}
        for n, account in enumerate(self.accounts):
            ids[account.key] = twin(ids[self.accounts[n - 1].key]) if n % 2 else plaid_id(self.seed, "account", account.key)
        return ids

    @cached_property
    def store(self) -> VersionStore:
        """Every transaction over time."""
        return VersionStore(version for key in self._histories for version in self._versions(self._histories[key]))

    @cached_property
    def _histories(self) -> dict[str, list[Snapshot]]:
        histories: dict[str, list[Snapshot]] = {}
        for snapshot in self.snapshots:
            histories.setdefault(snapshot.record.key, []).append(snapshot)
        return histories

    def transaction_id(self, line_key: str) -> str:
        """Native id of a posted line."""
        return plaid_id(self.seed, "transaction", self.connection, line_key)

    def line_keys(self) -> Iterator[str]:
        return iter(self._histories)

    def _versions(self, history: list[Snapshot]) -> Iterator[Version]:
        first = history[0]
        posted_id = self.transaction_id(first.record.key)
        pending_id = twin(posted_id) if first.record.pending_on else None
        if pending_id:
            seen = first.at - (first.record.posted_on - first.record.pending_on)
            yield Version(TRANSACTION, pending_id, seen, self._row(first.record, pending_id, None, pending=True))
            yield Version(TRANSACTION, pending_id, max(first.at, seen + timedelta(seconds=1)), None)
        for snapshot in history:
            row = None if snapshot.deleted else self._row(snapshot.record, posted_id, pending_id, pending=False)
            yield Version(TRANSACTION, posted_id, snapshot.at, row)

    def _row(self, line: BankLine, transaction_id: str, pending_id: str | None, *, pending: bool) -> Row:
        method, channel, transaction_type, primary, detailed = _KINDS[line.kind]
        return {
            "account_id": self.account_ids[line.bank_account],
            "account_owner": None,
            "amount": -line.amount,
            "authorized_date": line.pending_on.isoformat() if line.pending_on else None,
            "authorized_datetime": None,
            "business_finance_category": None,
            "category": None,
            "category_id": None,
            "check_number": line.check_number,
            "counterparties": self._counterparties(line),
            "date": (line.pending_on if pending and line.pending_on else line.posted_on).isoformat(),
            "datetime": None,
            "iso_currency_code": line.currency,
            "location": dict(_LOCATION),
            "logo_url": None,
            "merchant_entity_id": None,
            "merchant_name": line.counterparty or None if line.kind == "card" else None,
            "name": cleaned(line.text),
            "original_description": line.text,
            "payment_channel": channel,
            "payment_meta": {
                "by_order_of": None,
                "payee": None,
                "payer": None,
                "payment_method": method,
                "payment_processor": None,
                "ppd_id": None,
                "reason": None,
                "reference_number": line.customer_reference or None,
            },
            "pending": pending,
            "pending_transaction_id": None if pending else pending_id,
            "personal_finance_category": {"primary": primary, "detailed": detailed, "confidence_level": "LOW", "version": "v2"},
            "personal_finance_category_icon_url": f"https://plaid.example.test/icons/PFC_{primary}.png",
            "transaction_code": None,
            "transaction_id": transaction_id,
            "transaction_type": transaction_type,
            "unofficial_currency_code": None,
            "website": None,
        }

    def _counterparties(self, line: BankLine) -> list[dict[str, Any]]:
        if not line.counterparty:
            return []
        kind = "merchant" if line.amount < 0 else "income_source"
        entity = plaid_id(self.seed, "entity", line.counterparty)
        return [
            {"name": line.counterparty, "type": kind, "website": None, "logo_url": None, "entity_id": entity, "confidence_level": "HIGH"}
        ]


def cleaned(text: str) -> str:
    """Plaid's ``name``: the bank's text made readable, without the tokens that carry ids."""
    words = [word for word in text.split() if not re.search(r"\d", word)]
    return " ".join(words).title() or text


def account_rows(item: Item, transactions: list[Row]) -> list[Row]:
    """The Item's accounts; ``transactions`` are those visible at the instant, all history. Current is without pending, available with."""
    posted, pending = dict.fromkeys(item.account_ids.values(), Decimal(0)), dict.fromkeys(item.account_ids.values(), Decimal(0))
    for row in transactions:
        (pending if row["pending"] else posted)[row["account_id"]] -= row["amount"]
    return [_account(item, account, posted, pending) for account in item.accounts]


def _account(item: Item, account: BankAccount, posted: dict[str, Decimal], pending: dict[str, Decimal]) -> Row:
    account_id = item.account_ids[account.key]
    current = account.opening_balance + posted[account_id]
    savings = "savings" in account.name.lower()
    return {
        "account_id": account_id,
        "balances": {
            "available": current + min(pending[account_id], Decimal("0.00")),
            "current": current,
            "iso_currency_code": account.currency,
            "limit": None,
            "unofficial_currency_code": None,
            "last_updated_datetime": None,
        },
        "holder_category": "business",
        "mask": account.number[-4:],
        "name": account.name,
        "official_name": f"{account.bank_name} Business {account.name}",
        "persistent_account_id": hex_digest(item.seed, 64, "persistent", account.key),
        "subtype": "savings" if savings else "checking",
        "type": "depository",
    }


def number_rows(item: Item) -> dict[str, list[Row]]:
    """``numbers`` of /auth/get: ACH for US accounts, BACS for UK ones, IBAN where there is one."""
    numbers: dict[str, list[Row]] = {"ach": [], "eft": [], "international": [], "bacs": []}
    for account in item.accounts:
        account_id = item.account_ids[account.key]
        if account.currency == "USD":
            ach = {"account_id": account_id, "account": account.number, "is_tokenized_account_number": False}
            numbers["ach"].append({**ach, "routing": account.routing, "wire_routing": account.routing})
        elif account.currency == "GBP":
            numbers["bacs"].append({"account_id": account_id, "account": account.number, "sort_code": account.routing})
        if account.iban:
            numbers["international"].append({"account_id": account_id, "iban": account.iban, "bic": account.bic or ""})
    return numbers
