"""Stripe's REST API over the sample company's accounts: bearer keys, pinned version, cursor paging newest first, Stripe's errors."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ingestion.sandbox.json import native_json
from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.stripe.events import API_VERSION
from ingestion.sandbox.stripe.listing import LISTINGS, ApiError, list_page
from ingestion.sandbox.stripe.reader import Reader
from ingestion.sandbox.stripe.view import StripeAccount

Handler = Callable[[Request, Reader], dict[str, Any]]


def routes(accounts: dict[str, StripeAccount], state: SandboxState) -> list[BaseRoute]:
    """``accounts`` by restricted key."""
    readers: dict[str, tuple[datetime, Reader]] = {}

    def reader(key: str) -> Reader:
        """What the account shows now; kept while the clock stands still."""
        if key not in readers or readers[key][0] != state.now:
            readers[key] = (state.now, Reader(accounts[key], state.now))
        return readers[key][1]

    def endpoint(handle: Handler) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                key = _key(request, accounts)
                return _json(request, handle(request, reader(key)))
            except ApiError as error:
                return _json(request, error.body(), error.status)

        return answer

    def lister(path: str) -> Handler:
        return lambda request, account: list_page(LISTINGS[path], account, request.query_params.multi_items())

    def getter(path: str) -> Handler:
        return lambda request, account: account.get(LISTINGS[path].entity, request.path_params["id"])

    found: list[BaseRoute] = [
        Route("/v1/balance", endpoint(lambda request, account: account.balance()), methods=["GET"]),
        Route("/v1/account", endpoint(lambda request, account: account.account_object()), methods=["GET"]),
    ]
    for path in LISTINGS:
        found.append(Route(f"/v1/{path}", endpoint(lister(path)), methods=["GET"]))
        found.append(Route(f"/v1/{path}/{{id}}", endpoint(getter(path)), methods=["GET"]))
    return found


def _key(request: Request, accounts: dict[str, StripeAccount]) -> str:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise ApiError(401, "You did not provide an API key. Provide it in the Authorization header, using Bearer auth.")
    known = next((k for k in accounts if hmac.compare_digest(k, key)), None)
    if known is None:
        raise ApiError(401, f"Invalid API Key provided: {key[:8]}{'*' * 12}{key[-4:]}")
    return known


def _json(request: Request, body: dict[str, Any], status: int = 200) -> Response:
    """Every answer names the request and the version that shaped it."""
    request_id = hashlib.sha256(f"{request.url}{request.headers.get('authorization')}".encode()).hexdigest()[:14]
    headers = {"Request-Id": f"req_{request_id}", "Stripe-Version": request.headers.get("stripe-version", API_VERSION)}
    if status >= 400:
        headers["Stripe-Should-Retry"] = "false"
    return Response(native_json(body), status, headers, "application/json")
