"""Plaid's API (2020-09-14) over the sample company's Items: every call is a POST with a JSON body."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingestion.sandbox.plaid.errors import PlaidError, invalid_field, invalid_keys, invalid_token, login_required, missing
from ingestion.sandbox.plaid.sync import DEFAULT_DAYS, ItemState
from ingestion.sandbox.plaid.view import number_rows
from ingestion.sandbox.plaid.wire import Body, answer, chosen, is_date, iso, shown, whole
from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.versions import Row

Handler = Callable[[ItemState, Body], Body]


@dataclass(frozen=True)
class PlaidApi:
    """The Items of one Plaid client, by access token."""

    client_id: str
    secret: str
    items: dict[str, ItemState]
    state: SandboxState

    def routes(self) -> list[Route]:
        handlers: dict[str, Handler] = {
            "/transactions/sync": self.sync,
            "/transactions/get": self.transactions,
            "/accounts/get": self.accounts,
            "/accounts/balance/get": self.accounts,
            "/auth/get": self.auth,
            "/item/get": self.item,
            "/sandbox/item/reset_login": self.reset_login,
        }
        routes = [Route(path, self._endpoint(handler), methods=["POST"]) for path, handler in handlers.items()]
        return [*routes, Route("/_sandbox/mutate", self.control, methods=["POST"]), Route("/_sandbox/item", self.control, methods=["POST"])]

    def _endpoint(self, handler: Handler) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            request_id = secrets.token_hex(8)[:15]
            try:
                body = await self._body(request)
                return answer({**handler(self._authorised(request, body), body), "request_id": request_id})
            except PlaidError as error:
                return answer(error.body(request_id), error.status)

        return endpoint

    @staticmethod
    async def _body(request: Request) -> Body:
        if "application/json" not in request.headers.get("content-type", ""):
            raise PlaidError("INVALID_REQUEST", "INVALID_BODY", "body is not application/json")
        try:
            body = json.loads(await request.body())
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise PlaidError("INVALID_REQUEST", "INVALID_BODY", "body could not be parsed as JSON")
        return body

    def _authorised(self, request: Request, body: Body) -> ItemState:
        client_id = request.headers.get("plaid-client-id") or body.get("client_id")
        secret = request.headers.get("plaid-secret") or body.get("secret")
        for name, value in (("client_id", client_id), ("secret", secret), ("access_token", body.get("access_token"))):
            if not value:
                raise missing(name)
        if (client_id, secret) != (self.client_id, self.secret):
            raise invalid_keys()
        if body["access_token"] not in self.items:
            raise invalid_token()
        return self.items[body["access_token"]]

    def sync(self, item: ItemState, body: Body) -> Body:
        options = body.get("options") or {}
        count = whole(body, "count", 100, 1, 500)
        self._usable(item)
        if item.not_ready:
            head = {"transactions_update_status": "NOT_READY", "accounts": [], "added": [], "modified": [], "removed": []}
            return {**head, "next_cursor": "", "has_more": False}
        item.initialise(self.state.now, whole(options, "days_requested", DEFAULT_DAYS, 1, 730))
        page = item.page(body.get("cursor"), count, self.state.now, options.get("account_id"))
        show = shown(options)
        page["added"], page["modified"] = [show(row) for row in page["added"]], [show(row) for row in page["modified"]]
        touched = {row["account_id"] for kind in ("added", "modified", "removed") for row in page[kind]}
        accounts = [row for row in self._accounts(item) if row["account_id"] in touched]
        return {"transactions_update_status": "HISTORICAL_UPDATE_COMPLETE", "accounts": accounts, **page}

    def transactions(self, item: ItemState, body: Body) -> Body:
        """The older way: a window of dates and an offset, newest first."""
        options = body.get("options") or {}
        for name in ("start_date", "end_date"):
            if not is_date(body.get(name)):
                raise missing(name) if name not in body else invalid_field(f"{name} must be a date in YYYY-MM-DD format")
        self._usable(item)
        if item.not_ready:
            raise PlaidError(
                "ITEM_ERROR", "PRODUCT_NOT_READY", "the requested product is not yet ready. please provide a webhook or try again later"
            )
        item.initialise(self.state.now, whole(options, "days_requested", DEFAULT_DAYS, 1, 730))
        offset, count = whole(options, "offset", 0, 0, 1_000_000), whole(options, "count", 100, 1, 500)
        rows = [v.row for v in item.visible(self.state.now).values() if body["start_date"] <= v.row["date"] <= body["end_date"]]
        if options.get("account_ids"):
            rows = [row for row in rows if row["account_id"] in options["account_ids"]]
        rows.sort(key=lambda row: (row["date"], row["transaction_id"]), reverse=True)
        page = [shown(options)(row) for row in rows[offset : offset + count]]
        return {"accounts": self._accounts(item), "transactions": page, "total_transactions": len(rows), "item": self._item(item)}

    def accounts(self, item: ItemState, body: Body) -> Body:
        self._usable(item)
        return {"accounts": chosen(self._accounts(item), body), "item": self._item(item)}

    def auth(self, item: ItemState, body: Body) -> Body:
        self._usable(item)
        numbers = {kind: chosen(rows, body) for kind, rows in number_rows(item.item).items()}
        return {"accounts": chosen(self._accounts(item), body), "numbers": numbers, "item": self._item(item)}

    def item(self, item: ItemState, body: Body) -> Body:
        updated = None if item.not_ready else iso(self.state.now)
        transactions = {"last_successful_update": updated, "last_failed_update": None}
        return {"item": self._item(item), "status": {"transactions": transactions, "investments": None, "last_webhook": None}}

    def reset_login(self, item: ItemState, body: Body) -> Body:
        """Plaid's own test route: the Item asks for a login from now on."""
        item.login_required = True
        return {"reset_login": True}

    async def control(self, request: Request) -> Response:
        """``/_sandbox/mutate {connection?, times}`` refuses the next pages; ``/_sandbox/item {connection?, ...}`` sets not_ready,
        login_required or page_cap. Without a connection it takes all Items."""
        body = json.loads(await request.body() or b"{}")
        for item in self.items.values():
            if body.get("connection") in (None, item.item.connection):
                if request.url.path.endswith("mutate"):
                    item.refuse_pages = int(body.get("times", 1))
                for name in ("not_ready", "login_required", "page_cap"):
                    setattr(item, name, body.get(name, getattr(item, name)))
        return answer({"ok": True})

    @staticmethod
    def _usable(item: ItemState) -> None:
        if item.login_required:
            raise login_required()

    def _accounts(self, item: ItemState) -> list[Row]:
        return item.accounts(self.state.now)

    def _item(self, item: ItemState) -> Row:
        bank = item.item.accounts[0].bank_name
        products = ["auth", "transactions"]
        return {
            "item_id": item.item.item_id,
            "institution_id": f"ins_{int(item.item.accounts[0].routing or 0) % 900_000 + 100_000}",
            "institution_name": bank,
            "webhook": None,
            "auth_method": "INSTANT_AUTH",
            "error": login_required().member() if item.login_required else None,
            "available_products": ["balance"],
            "billed_products": products,
            "products": products,
            "consented_products": products,
            "consent_expiration_time": None,
            "update_type": "background",
            "created_at": f"{item.item.accounts[0].opened_on.isoformat()}T14:00:00Z",
        }
