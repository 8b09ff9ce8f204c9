"""Calling model methods of one database, over JSON-2 or JSON-RPC. Errors never repeat what the server said: it may hold data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ingestion.context import SourceContext
from ingestion.errors import SourceError
from ingestion.http import RESOURCE_HEADER

Rows = list[dict[str, Any]]

CREDENTIALS = "Put a valid API key of that user into TIEOUT_SECRET__{connection}__API_KEY (Odoo keys live three months at most)."
# Exceptions of another transaction being in the way: the same call succeeds a moment later.
PASSING = ("SerializationFailure", "LockNotAvailable", "DeadlockDetected", "PoolError")
MEANINGS = {
    "AccessDenied": ("the credentials are wrong or expired", CREDENTIALS),
    "SessionExpiredException": ("the credentials are wrong or expired", CREDENTIALS),
    "Unauthorized": ("the credentials are wrong or expired", CREDENTIALS),
    "AccessError": (
        "the API user may not read {model}",
        "Give the user of {connection} read access to accounting (group Accounting / Read-only).",
    ),
    "OperationalError": ("there is no such database", "Correct config.database of {connection} in connections.yml."),
    "NotFound": (
        "there is no {model} here, or this server does not speak JSON-2",
        "Check base_url and config.database of {connection}, that the Invoicing app is installed, and for Odoo 18 or older set"
        " config.protocol to jsonrpc.",
    ),
}


class Client:
    """One database, as one user. ``call`` returns what the method returns."""

    def __init__(self, ctx: SourceContext, send: Callable[[str, str, dict[str, Any]], Any]) -> None:
        self.ctx = ctx
        self._send = send
        companies = ctx.config("company_ids")
        # Archived journals, accounts and partners still carry money; names come in one language, whoever asks.
        self._context = {"active_test": False, "lang": "en_US", **({"allowed_company_ids": companies} if companies else {})}

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Raises SourceError that names connection, resource and cure."""
        return self._send(model, method, {**arguments, "context": self._context})


def connect(ctx: SourceContext) -> Client:
    """A client for the connection's protocol. Raises SourceError where it names none that we speak."""
    protocol = ctx.config("protocol")
    if protocol == "json2":
        return Client(ctx, json2(ctx))
    if protocol == "jsonrpc":
        return Client(ctx, jsonrpc(ctx))
    raise ctx.error(
        "(connection)", f"config.protocol is {protocol!r}.", f"Set it to json2 (Odoo 19) or jsonrpc (older) for {ctx.connection.name}."
    )


def json2(ctx: SourceContext) -> Callable[[str, str, dict[str, Any]], Any]:
    """Odoo 19: POST /json/2/<model>/<method>, arguments by name."""
    headers = {"Authorization": f"bearer {ctx.secret('api_key')}", "X-Odoo-Database": str(_required(ctx, "database"))}

    def send(model: str, method: str, arguments: dict[str, Any]) -> Any:
        url = f"{_base(ctx)}/json/2/{model}/{method}"
        response = ctx.session.post(url, json=arguments, headers={**headers, RESOURCE_HEADER: resource_of(model)})
        answer = _json(ctx, model, response)
        if response.status_code >= 400:
            raise explained(ctx, model, answer)
        return answer

    return send


def jsonrpc(ctx: SourceContext) -> Callable[[str, str, dict[str, Any]], Any]:
    """Odoo 17 and 18: POST /jsonrpc. The user's id is asked for once."""
    database, login, key = _required(ctx, "database"), _required(ctx, "login"), ctx.secret("api_key")
    known: dict[str, int] = {}

    def request(model: str, service: str, method: str, arguments: list[Any]) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": {"service": service, "method": method, "args": arguments}}
        response = ctx.session.post(f"{_base(ctx)}/jsonrpc", json=body, headers={RESOURCE_HEADER: resource_of(model)})
        answer = _json(ctx, model, response)
        if response.status_code >= 400 or not isinstance(answer, dict) or "error" in answer or "result" not in answer:
            raise explained(ctx, model, _error_data(answer))
        return answer["result"]

    def send(model: str, method: str, arguments: dict[str, Any]) -> Any:
        if not known:
            uid = request(model, "common", "authenticate", [database, login, key, {}])
            if not isinstance(uid, int) or isinstance(uid, bool):
                raise explained(ctx, model, {"name": "odoo.exceptions.AccessDenied"})
            known["uid"] = uid
        return request(model, "object", "execute_kw", [database, known["uid"], key, model, method, [], arguments])

    return send


def is_passing(answer: Any) -> bool:
    """Whether an answer is a JSON-RPC error (HTTP 200) that goes away by itself."""
    name = _error_data(answer).get("name") if isinstance(answer, dict) and "error" in answer else None
    return isinstance(name, str) and name.rpartition(".")[2] in PASSING


def explained(ctx: SourceContext, model: str, data: Any) -> SourceError:
    """An error of the server in our words. Only the exception's class is taken from it: message and debug may carry data."""
    name = str(data.get("name") or "unknown error") if isinstance(data, dict) else "unknown error"
    kind = name.rpartition(".")[2]
    what, cure = MEANINGS.get(
        kind, (f"Odoo failed with {_identifier(kind)}", "Look for it in the server's log at this time; nothing was lost.")
    )
    words = {"model": model, "connection": ctx.connection.name}
    if "TIEOUT_SECRET" in cure:
        words["connection"] = ctx.connection.name.upper()
    return ctx.error(resource_of(model), what.format(**words) + ".", cure.format(**words))


def resource_of(model: str) -> str:
    return model.replace(".", "_")


def _identifier(text: str) -> str:
    """``text`` where it is the name of a class, else nothing that could be data."""
    return text if text.isidentifier() and len(text) < 60 else "an unknown error"


def _error_data(answer: Any) -> dict[str, Any]:
    error = answer.get("error") if isinstance(answer, dict) else None
    data = error.get("data") if isinstance(error, dict) else None
    return data if isinstance(data, dict) else {}


def _json(ctx: SourceContext, model: str, response: Any) -> Any:
    try:
        return response.json()
    except ValueError:
        what = f"the server answers {response.status_code} with something that is not JSON."
        raise ctx.error(resource_of(model), what, "Check that base_url is the address of Odoo itself, without /web or /odoo.") from None


def _base(ctx: SourceContext) -> str:
    return str(ctx.fill("{base_url}"))


def _required(ctx: SourceContext, key: str) -> Any:
    value = ctx.config(key)
    if not value:
        raise ctx.error("(connection)", f"config.{key} is missing.", f"Add it to {ctx.connection.name} in connections.yml.")
    return value
