"""Transaction search and balances: windows of at most 31 days, pages, at most 10,000 rows a window, PayPal's errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any
from urllib.parse import urlencode

from ingestion.sandbox.paypal.rows import local_time, money
from ingestion.sandbox.paypal.view import Wallet
from ingestion.sandbox.versions import Row

LONGEST_WINDOW = timedelta(days=31)
HISTORY = timedelta(days=3 * 366)
RESULT_MAX = 10_000
PAGE_MAX = 500
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)")
_FILTERS: dict[str, Callable[[Row], Any]] = {
    "transaction_id": lambda info: info["transaction_id"],
    "transaction_type": lambda info: info["transaction_event_code"],
    "transaction_status": lambda info: info["transaction_status"],
    "transaction_currency": lambda info: info["transaction_amount"]["currency_code"],
}
_PARTS = ("payer_info", "cart_info", "store_info", "auction_info", "incentive_info")
_MESSAGES = {
    "AUTHENTICATION_FAILURE": "Authentication failed due to missing authorization header, or invalid authentication credentials.",
    "INVALID_REQUEST": "Request is not well-formed, syntactically incorrect, or violates schema.",
    "RESULTSET_TOO_LARGE": "Result set size is greater than the maximum limit. Change the filter criteria and try again.",
}


class ApiError(Exception):
    """An answer of PayPal's error shape."""

    def __init__(self, status: int, name: str, field: str | None = None, issue: str = "", description: str = "") -> None:
        super().__init__(status, name, field, issue)
        self.status, self.name, self.field, self.issue, self.description = status, name, field, issue, description

    def body(self, debug_id: str) -> dict[str, Any]:
        link = f"https://developer.paypal.com/docs/api/transaction-search/#error-{self.name}"
        details = [{"field": f"/{self.field}", "issue": self.issue, "description": self.description, "location": "query"}]
        return {
            "name": self.name,
            "message": _MESSAGES[self.name],
            "debug_id": debug_id,
            "information_link": link,
            "details": details if self.field else [],
            "links": [],
        }


def search(wallet: Wallet, query: dict[str, str], url: str, now: datetime) -> dict[str, Any]:
    """GET /v1/reporting/transactions. Raises ApiError for a window or page PayPal refuses."""
    start, end = _instant(query, "start_date"), _instant(query, "end_date")
    if start > end:
        raise _invalid("end_date", "INVALID_DATE_RANGE", "The end date is before the start date.")
    if end - start > LONGEST_WINDOW:
        raise _invalid("end_date", "INVALID_DATE_RANGE", "The date range is greater than 31 days.")
    if start < now - HISTORY:
        raise _invalid("start_date", "INVALID_START_DATE", "Data is available for the previous three years.")
    size, page = _whole(query, "page_size", 100, PAGE_MAX), _whole(query, "page", 1, 2**31 - 1)
    rows = _matching(wallet, query, start, end, now)
    if len(rows) > RESULT_MAX:
        raise ApiError(400, "RESULTSET_TOO_LARGE", "start_date", "RESULTSET_TOO_LARGE", "Choose a shorter date range.")
    zone, pages = wallet.account.timezone, max(1, ceil(len(rows) / size))
    fields = query.get("fields", "transaction_info").split(",")
    shown = [part for part in _PARTS if part in fields or "all" in fields]
    return {
        "transaction_details": [
            {"transaction_info": row["transaction_info"], **{p: row[p] for p in shown}} for row in rows[(page - 1) * size : page * size]
        ],
        "account_number": wallet.ids.account("own"),
        "start_date": local_time(start, zone, True),
        "end_date": local_time(end, zone, True),
        "last_refreshed_datetime": local_time(now, zone, True),
        "page": page,
        "total_items": len(rows),
        "total_pages": pages,
        "links": _links(url, query, page, pages),
    }


def _matching(wallet: Wallet, query: dict[str, str], start: datetime, end: datetime, now: datetime) -> list[Row]:
    """Rows initiated in the window, oldest first. Any optional filter empties the balances, as the vendor does."""
    kinds = ["transaction"] if query.get("balance_affecting_records_only", "Y") == "Y" else ["transaction", "authorization"]
    found = [v.row for kind in kinds for v in wallet.store.current(kind, now)]
    dated = [(datetime.fromisoformat(row["transaction_info"]["transaction_initiation_date"]), row) for row in found]
    rows = [row for at, row in sorted(dated, key=lambda pair: pair[0]) if start <= at <= end]
    wanted = {name: query[name] for name in _FILTERS if name in query}
    if not wanted:
        return rows
    kept = [row for row in rows if all(_FILTERS[name](row["transaction_info"]) == value for name, value in wanted.items())]
    hidden = ("ending_balance", "available_balance")
    return [{**row, "transaction_info": {k: v for k, v in row["transaction_info"].items() if k not in hidden}} for row in kept]


def balances(wallet: Wallet, query: dict[str, str], now: datetime) -> dict[str, Any]:
    """GET /v1/reporting/balances: what the wallet held at ``as_of_time`` (now, where it is not given)."""
    as_of = min(_instant(query, "as_of_time") if "as_of_time" in query else now, now)
    currency, zone = wallet.account.currency, wallet.account.timezone
    moved = (v.row["transaction_info"] for v in wallet.store.current("transaction", as_of))
    total = wallet.account.opening_balance + sum((_net(info) for info in moved if "ending_balance" in info), Decimal(0))
    held = {"total_balance": total, "available_balance": total, "withheld_balance": Decimal(0)}
    detail = {"currency": currency, "primary": True, **{name: money(amount, currency) for name, amount in held.items()}}
    return {
        "balances": [detail] if query.get("currency_code", currency) in (currency, "ALL") else [],
        "account_id": wallet.ids.account("own"),
        "as_of_time": local_time(as_of, zone, True),
        "last_refresh_time": local_time(now, zone, True),
    }


def _net(info: Row) -> Decimal:
    return Decimal(info["transaction_amount"]["value"]) + Decimal(info.get("fee_amount", {"value": "0"})["value"])


def _instant(query: dict[str, str], name: str) -> datetime:
    value = query.get(name, "").replace(" ", "+")  # a plus sign that a client left unescaped
    if not _TIME.fullmatch(value):
        raise _invalid(name, "MISSING_REQUIRED_PARAMETER" if not value else "INVALID_DATE_FORMAT", "Give an RFC 3339 date and time.")
    return datetime.fromisoformat(value.upper())


def _whole(query: dict[str, str], name: str, default: int, largest: int) -> int:
    value = query.get(name, str(default))
    if not value.isdigit() or not 1 <= int(value) <= largest:
        raise _invalid(name, "INVALID_PARAMETER_VALUE", f"Must be a whole number from 1 to {largest}.")
    return int(value)


def _invalid(field: str, issue: str, description: str) -> ApiError:
    return ApiError(400, "INVALID_REQUEST", field, issue, description)


def _links(url: str, query: dict[str, str], page: int, pages: int) -> list[Row]:
    places = {"self": page, "first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    return [
        {"href": f"{url}?{urlencode({**query, 'page': place})}", "rel": rel, "method": "GET"}
        for rel, place in places.items()
        if 1 <= place <= pages
    ]
