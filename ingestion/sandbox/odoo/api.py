"""Odoo's external API: JSON-2 (19: bearer key and database in headers) and JSON-RPC (uid and key in the body; errors with HTTP 200)."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ingestion.sandbox.json import native_json
from ingestion.sandbox.odoo.orm import SIGNATURES, Orm
from ingestion.sandbox.odoo.query import OdooError

ACCESS_DENIED = "odoo.exceptions.AccessDenied"


def routes(databases: dict[str, Orm]) -> list[BaseRoute]:
    """``databases`` by name; one host serves them all."""

    async def json2(request: Request) -> Response:
        try:
            orm = _database(databases, request.headers.get("x-odoo-database", ""))
            if orm.database.version < 19:
                raise OdooError("werkzeug.exceptions.NotFound", "404 Not Found: The requested URL was not found on the server.", 404)
            _check_bearer(request, orm)
            arguments = _body(await request.body())
            return _json(orm.call(request.path_params["model"], request.path_params["method"], arguments))
        except OdooError as error:
            headers = {"WWW-Authenticate": "bearer"} if error.status == 401 else {}
            return _json(_described(error), error.status, headers)

    async def jsonrpc(request: Request) -> Response:
        call: dict[str, Any] = {}
        try:
            call = _body(await request.body())
            answer: dict[str, Any] = {"result": _dispatch(databases, call.get("params") or {})}
        except OdooError as error:
            answer = {"error": {"code": 200, "message": "Odoo Server Error", "data": _described(error)}}
        return _json({"jsonrpc": "2.0", "id": call.get("id"), **answer})

    return [Route("/json/2/{model}/{method}", json2, methods=["POST"]), Route("/jsonrpc", jsonrpc, methods=["POST"])]


def _dispatch(databases: dict[str, Orm], params: dict[str, Any]) -> Any:
    services: dict[tuple[Any, Any], Callable[..., Any]] = {
        ("common", "version"): lambda: {"server_version": "18.0", "protocol_version": 1},
        ("common", "authenticate"): lambda *args: _authenticate(databases, *args),
        ("common", "login"): lambda *args: _authenticate(databases, *args, {}),
        ("object", "execute_kw"): lambda *args: _execute(databases, *args),
    }
    service = services.get((params.get("service"), params.get("method")))
    if service is None:
        raise OdooError("builtins.KeyError", f"{params.get('service')!r}")
    return service(*params.get("args", []))


def _authenticate(databases: dict[str, Orm], database: str, login: str, key: str, agent: dict | None = None) -> int | bool:
    """The user's id, or false: wrong credentials are not an error here."""
    orm = _database(databases, database)
    right = login == orm.database.login and _same(key, orm.database.api_key)
    return orm.database.uid if right else False


def _execute(
    databases: dict[str, Orm], name: str, uid: int, key: str, model: str, method: str, args: list, kwargs: dict | None = None
) -> Any:
    orm = _database(databases, name)
    if uid != orm.database.uid or not _same(key, orm.database.api_key):
        raise OdooError(ACCESS_DENIED, "Access Denied")
    names = SIGNATURES.get(method, ())
    if len(args) > len(names) and names:
        raise OdooError("builtins.TypeError", f"{method}() takes {len(names)} positional arguments but {len(args)} were given")
    return orm.call(model, method, {**dict(zip(names, args, strict=False)), **(kwargs or {})})


def _database(databases: dict[str, Orm], name: str) -> Orm:
    if name not in databases:
        raise OdooError("psycopg2.OperationalError", f'connection to server failed: FATAL:  database "{name}" does not exist', 404)
    return databases[name]


def _check_bearer(request: Request, orm: Orm) -> None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not _same(key, orm.database.api_key):
        raise OdooError("werkzeug.exceptions.Unauthorized", "Invalid apikey", 401)


def _same(given: object, right: str) -> bool:
    return hmac.compare_digest(str(given).encode(), right.encode())


def _body(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        raise OdooError("werkzeug.exceptions.BadRequest", "could not parse the body as json", 400) from None
    if not isinstance(found, dict):
        raise OdooError("werkzeug.exceptions.BadRequest", "could not parse the body as json", 400)
    return found


def _described(error: OdooError) -> dict[str, Any]:
    """``debug`` is the traceback, with whatever data was in it."""
    trace = f'Traceback (most recent call last):\n  File "/odoo/http.py", line 2168, in _transactioning\n{error.name}: {error.message}\n'
    return {
        "name": error.name,
        "message": error.message,
        "arguments": [error.message],
        "context": {},
        "debug": trace,
    }


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(native_json(body), status, headers or {}, "application/json; charset=utf-8")
