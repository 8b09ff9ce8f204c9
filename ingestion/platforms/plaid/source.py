"""What platform.yml cannot say: the sync protocol, one Item's answers read once and shared, and the allow-list of accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import dlt
from dlt.extract import DltResource

from ingestion.context import SourceContext
from ingestion.errors import ConfigError
from ingestion.platforms.plaid.client import NO_NUMBERS, PlaidClient
from ingestion.platforms.plaid.sync import MUTATED, Changes, Row, changes_since

PAGE_SIZE = 500
MOST_DAYS = 730
TABLE_PAGE = 5_000  # rows handed on at once


def build_resources(ctx: SourceContext) -> list[DltResource]:
    reader = ItemReader(ctx)
    rows = {
        "transaction": reader.transactions(),
        "item": reader.items(),
        "account": reader.accounts(),
        "account_number": reader.account_numbers(),
    }
    return [dlt.resource(generator, name=name) for name, generator in rows.items()]


class ItemReader:
    """One Item through one load. Rows of accounts outside the connection's allow-list are dropped before anything touches disk."""

    def __init__(self, ctx: SourceContext) -> None:
        self._ctx = ctx
        self._plaid = PlaidClient(ctx)
        self._allowed = _allow_list(ctx)

    def transactions(self) -> Iterator[Any]:
        """Rows that are new or changed since the cursor in dlt's state, and the removals. Cursor and rows are committed together."""
        changes = self._changes
        if changes.cursor:
            self._state["cursor"] = changes.cursor
        rows = list(changes.rows.values())
        for start in range(0, len(rows), TABLE_PAGE):
            yield rows[start : start + TABLE_PAGE]
        for transaction_id in changes.removed:
            yield self._ctx.deleted("transaction", transaction_id, self._read_at)

    def items(self) -> Iterator[Row]:
        yield {**self._item["item"], "status": self._item.get("status"), "transactions_update_status": self._changes.status}

    def accounts(self) -> Iterator[list[Row]]:
        answer = self._plaid.call("account", "accounts/get")
        yield [row for row in answer["accounts"] if self._keeps(row)]

    def account_numbers(self) -> Iterator[list[Row]]:
        answer = self._plaid.call("account_number", "auth/get", absent=NO_NUMBERS)
        if answer is not None:
            yield [{**row, "scheme": scheme} for scheme, rows in answer["numbers"].items() for row in rows or () if self._keeps(row)]

    @cached_property
    def _changes(self) -> Changes:
        options = {"include_original_description": True, "days_requested": int(self._ctx.config("days_requested", MOST_DAYS))}

        def fetch(page_cursor: str | None) -> Row:
            body = {"count": PAGE_SIZE, "options": options, **({"cursor": page_cursor} if page_cursor else {})}
            return self._plaid.call("transaction", "transactions/sync", body)

        changes = changes_since(self._state.get("cursor"), fetch, self._keeps)
        if changes is None:
            raise self._plaid.error("transaction", "transactions/sync", MUTATED)
        return changes

    @cached_property
    def _item(self) -> Row:
        return self._plaid.call("item", "item/get")

    @property
    def _state(self) -> dict[str, Any]:
        return self._ctx.state("transaction")

    @property
    def _read_at(self) -> str:
        """When Plaid last read the bank: the latest instant at which a removed row can have gone. Plaid does not say it by row."""
        transactions = (self._item.get("status") or {}).get("transactions") or {}
        return transactions.get("last_successful_update") or datetime.now(UTC).isoformat()

    def _keeps(self, row: Row) -> bool:
        return self._allowed is None or row["account_id"] in self._allowed


def _allow_list(ctx: SourceContext) -> frozenset[str] | None:
    """The account ids to keep; None keeps all. Raises ConfigError for anything but a list, so that a slip never opens every account."""
    accounts = ctx.config("accounts")
    if accounts is None:
        return None
    if not isinstance(accounts, list) or not accounts or not all(isinstance(a, str) for a in accounts):
        raise ConfigError(
            f"Connection {ctx.connection.name}: 'accounts' is not a list of Plaid account ids.",
            "Write it as `accounts: [id, id]`, or leave it out to keep every account of the login.",
        )
    return frozenset(accounts)
