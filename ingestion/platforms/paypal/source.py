"""What platform.yml cannot say: the token, the windows of transaction search, the trailing re-read, and the key lifted out of the row.

PayPal's own clock (the balance's ``as_of_time``) says until when to read, so a wrong clock here loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import dlt
import requests
from dlt.extract import DltResource

from ingestion.context import SourceContext
from ingestion.http import RESOURCE_HEADER
from ingestion.platforms.paypal.auth import AppToken
from ingestion.platforms.paypal.windows import Row, TooManyRowsError, UncountedError, Window, read, windows

HISTORY = timedelta(days=3 * 365)  # what PayPal keeps
RE_READ = timedelta(days=45)  # rows change in place: a pending payment settles, a withdrawal comes back
PAGE_SIZE = 500


def build_auth(ctx: SourceContext) -> requests.auth.AuthBase:
    return AppToken(ctx)


def build_resources(ctx: SourceContext) -> list[DltResource]:
    client = ctx.rest_client()

    def get(resource: str, path: str, query: Row) -> Row:
        response = client.get(path, params=query, headers={RESOURCE_HEADER: resource})
        if response.ok:
            return response.json()
        body = response.json()
        if body.get("name") == "RESULTSET_TOO_LARGE":
            raise TooManyRowsError(query)
        issues = ", ".join(f"{d.get('field')} {d.get('issue')}" for d in body.get("details") or [])
        raise ctx.error(
            resource,
            f"PayPal refuses GET /v1/{path} ({response.status_code} {body.get('name')}: {issues}).",
            f"Quote debug id {body.get('debug_id')} to PayPal's merchant support.",
        )

    balances = cache(lambda: get("balance", "reporting/balances", {}))  # asked once: its time is the end of what transaction reads

    def fetch(window: Window, page: int) -> Row:
        dates = {"start_date": _written(window[0]), "end_date": _written(window[1])}
        return get("transaction", "reporting/transactions", {**dates, "fields": "all", "page_size": PAGE_SIZE, "page": page})

    return [
        dlt.resource(lambda: _transactions(ctx, fetch, lambda: datetime.fromisoformat(balances()["as_of_time"])), name="transaction"),
        dlt.resource(lambda: _balances(balances()), name="balance"),
    ]


def _transactions(ctx: SourceContext, fetch: Any, clock: Any) -> Iterator[list[Row]]:
    """Rows from 45 days before the last load on; the first time from ``start_date``, else as far back as PayPal keeps."""
    state = ctx.state("transaction")
    now = clock().astimezone(UTC).replace(microsecond=0)
    oldest = now - HISTORY
    if "read_until" in state:
        start = datetime.fromisoformat(state["read_until"]) - RE_READ
    elif ctx.config("start_date"):
        start = datetime.combine(date.fromisoformat(str(ctx.config("start_date"))), datetime.min.time(), UTC)
    else:
        start = oldest
    for window in windows(max(start, oldest), now):
        try:
            for rows in read(fetch, window):
                yield [_keyed(row) for row in rows]
        except UncountedError as gap:
            raise ctx.error(
                "transaction",
                f"PayPal announces {gap.announced} rows from {gap.window[0]:%Y-%m-%d} to {gap.window[1]:%Y-%m-%d}, gives {gap.received}.",
                "Run the load again; where it stays so, quote the window to PayPal's merchant support.",
            ) from None
        except TooManyRowsError:
            raise ctx.error(
                "transaction", "More than 10,000 rows fall into one second.", "Ask PayPal for a settlement report file."
            ) from None
    state["read_until"] = now.isoformat()


def _keyed(row: Row) -> Row:
    """``row`` with its key on top. Parts that are not there stay away, and the row goes to quarantine."""
    info = row.get("transaction_info")
    info = info if isinstance(info, dict) else {}
    amount = info.get("transaction_amount")
    value = amount.get("value") if isinstance(amount, dict) else None
    return {
        "transaction_id": info.get("transaction_id"),
        "transaction_event_code": info.get("transaction_event_code"),
        "sign": None if value is None else "-" if str(value).startswith("-") else "+",
        **row,
    }


def _balances(answer: Row) -> Iterator[list[Row]]:
    common = {name: answer.get(name) for name in ("as_of_time", "account_id", "last_refresh_time")}
    yield [{**common, **balance} for balance in answer.get("balances") or []]


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
