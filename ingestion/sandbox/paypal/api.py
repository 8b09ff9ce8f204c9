"""PayPal's REST API over the sample company's wallets: client-credentials tokens, transaction search in windows, balances."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ingestion.sandbox.json import native_json
from ingestion.sandbox.paypal.search import ApiError, balances, search
from ingestion.sandbox.paypal.view import Wallet
from ingestion.sandbox.platform import SandboxState, TokenBook, native_token

TOKEN_LIFETIME = timedelta(hours=9)
SCOPE = "https://uri.paypal.com/services/reporting/search/read openid"
Answer = Callable[[Wallet, dict[str, str], str, datetime], dict[str, Any]]


def routes(wallets: dict[str, Wallet], apps: dict[tuple[str, str], str], tokens: TokenBook, state: SandboxState) -> list[BaseRoute]:
    """``apps`` names the wallet (by connection) that a client id and secret belong to."""

    async def token(request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        connection = apps.get(_basic(request))
        if connection is None:
            return _json({"error": "invalid_client", "error_description": "Client Authentication failed"}, 401)
        if form.get("grant_type") != ["client_credentials"]:
            return _json({"error": "unsupported_grant_type", "error_description": "Grant Type is NULL or not supported"}, 400)
        issued = tokens.issue(connection)
        company = wallets[connection].company
        return _json(
            {
                "scope": SCOPE,
                "access_token": issued,
                "token_type": "Bearer",
                "app_id": f"APP-{native_token(company, 17, 'paypal', 'app', connection)}",
                "expires_in": int(tokens.lifetime.total_seconds()),
                "nonce": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}{issued[:43]}",
            }
        )

    def endpoint(answer: Answer) -> Callable[[Request], Any]:
        async def handle(request: Request) -> Response:
            scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
            connection = tokens.subject(bearer) if scheme.lower() == "bearer" else None
            try:
                if connection is None:
                    raise ApiError(401, "AUTHENTICATION_FAILURE")
                url = str(request.url).split("?", 1)[0]
                return _json(answer(wallets[connection], dict(request.query_params), url, state.now))
            except ApiError as error:
                debug_id = hashlib.sha256(f"{request.url}{state.now}".encode()).hexdigest()[:13]
                return _json(error.body(debug_id), error.status)

        return handle

    return [
        Route("/v1/oauth2/token", token, methods=["POST"]),
        Route("/v1/reporting/transactions", endpoint(search), methods=["GET"]),
        Route("/v1/reporting/balances", endpoint(lambda wallet, query, url, now: balances(wallet, query, now)), methods=["GET"]),
    ]


def _basic(request: Request) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        user, _, password = base64.b64decode(encoded if scheme.lower() == "basic" else "", validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _json(body: dict[str, Any], status: int = 200) -> Response:
    content = native_json(body)
    debug_id = body.get("debug_id") or hashlib.sha256(content).hexdigest()[:13]
    return Response(content, status, {"Paypal-Debug-Id": debug_id}, "application/json")
