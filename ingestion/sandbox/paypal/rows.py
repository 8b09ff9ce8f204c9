"""Wallet movements as PayPal's transaction search shows them: signed decimal strings, times in the account's own zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ingestion.sandbox.company.model import Charge, Company
from ingestion.sandbox.platform import native_token
from ingestion.sandbox.versions import Row

WITHOUT_FRACTION = frozenset({"HUF", "JPY", "TWD"})
_UNPRINTABLE = re.compile(r"[^a-zA-Z0-9_'\-., \":;!?]")
_ACCOUNT_LETTERS = str.maketrans("01IO", "23JP")  # account ids avoid look-alike characters


def money(amount: Decimal, currency: str) -> Row:
    """``{"currency_code": "USD", "value": "-3.79"}``; no fraction where the currency has none."""
    return {"currency_code": currency, "value": f"{amount:.0f}" if currency in WITHOUT_FRACTION else f"{amount:.2f}"}


def plain(text: str, length: int) -> str:
    """``text`` in the characters PayPal accepts."""
    return _UNPRINTABLE.sub(" ", text)[:length]


@dataclass(frozen=True, slots=True)
class Ids:
    """Native ids of one wallet: the vendor's lengths, the rest meaningless."""

    company: Company
    connection: str

    def transaction(self, key: str) -> str:
        return native_token(self.company, 17, "paypal", self.connection, "transaction", key)

    def account(self, key: str) -> str:
        return native_token(self.company, 13, "paypal", "account", key).translate(_ACCOUNT_LETTERS)

    def odd(self, key: str) -> bool:
        return int(native_token(self.company, 4, "paypal", self.connection, "odd", key), 36) % 2 == 1


@dataclass(frozen=True, slots=True)
class Movement:
    """One row of the search. ``amount`` and ``fee`` are signed as the wallet sees them (a fee is negative)."""

    key: str
    code: str  # transaction event code
    amount: Decimal
    currency: str
    initiated_at: datetime
    updated_at: datetime
    status: str  # S success, P pending, V reversed, D denied
    fee: Decimal = Decimal(0)
    reference: str | None = None  # the transaction this one is about
    subject: str = ""
    invoice: str = ""
    custom: str = ""
    bank_reference: str = ""
    balance: Decimal | None = None  # of the wallet, right after this row moved it


def transaction_row(ids: Ids, timezone: str, movement: Movement, payer: Row | None) -> Row:
    """One of ``transaction_details``. Rows write the zone's offset with or without a colon, as the vendor does."""
    colon = ids.odd(movement.key)
    info: dict[str, Any] = {
        "paypal_account_id": payer["account_id"] if payer else ids.account("own"),
        "transaction_id": ids.transaction(movement.key.split("#")[0]),
        "paypal_reference_id": movement.reference,
        "paypal_reference_id_type": "TXN" if movement.reference else None,
        "transaction_event_code": movement.code,
        "transaction_initiation_date": local_time(movement.initiated_at, timezone, colon),
        "transaction_updated_date": local_time(movement.updated_at, timezone, colon),
        "transaction_amount": money(movement.amount, movement.currency),
        "fee_amount": money(movement.fee, movement.currency) if movement.fee else None,
        "transaction_status": movement.status,
        "transaction_subject": plain(movement.subject, 256),
        "bank_reference_id": movement.bank_reference,
        "ending_balance": None if movement.balance is None else money(movement.balance, movement.currency),
        "available_balance": None if movement.balance is None else money(movement.balance, movement.currency),
        "invoice_id": plain(movement.invoice, 127),
        "custom_field": plain(movement.custom, 127),
        "protection_eligibility": "01" if movement.code == "T0006" else "02",
    }
    row: Row = {"transaction_info": {k: v for k, v in info.items() if v not in (None, "")}}
    row["payer_info"] = payer or {"address_status": "N"}
    row["cart_info"] = _cart(movement) if movement.code == "T0006" else {}
    return {**row, "store_info": {}, "auction_info": {}, "incentive_info": {}}


def payer_info(ids: Ids, charge: Charge) -> Row:
    """Who paid: a person's name and e-mail, as PayPal states them."""
    given, _, surname = charge.payer_name.partition(" ")
    return {
        "account_id": ids.account(charge.party),
        "email_address": charge.payer_email,
        "address_status": "N",
        "payer_status": "Y",
        "payer_name": {"given_name": given, "surname": surname, "alternate_full_name": charge.payer_name},
        "country_code": "US",
    }


def _cart(movement: Movement) -> Row:
    return {
        "item_details": [
            {
                "item_name": plain(movement.subject or "Care services", 200),
                "item_quantity": "1",
                "item_amount": money(movement.amount, movement.currency),
            }
        ]
    }


def local_time(at: datetime, timezone: str, colon: bool) -> str:
    text = at.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%dT%H:%M:%S%z")
    return f"{text[:-2]}:{text[-2:]}" if colon else text
