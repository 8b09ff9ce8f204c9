"""The control routes under ``/_sandbox``: what is served, the clock, the faults. No vendor has these."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingestion.sandbox.company.model import Company
from ingestion.sandbox.faults import Fault
from ingestion.sandbox.json import native_json
from ingestion.sandbox.platform import SandboxPlatform

if TYPE_CHECKING:
    from ingestion.sandbox.server import SandboxServer


def control_routes(server: SandboxServer) -> list[Route]:
    """The routes, as JSON in and out. Wrong input is a 400 with its reason.

    GET /health: seed, clock, faults still armed. GET /connections[?platform=]: connections and their secrets.
    POST /clock {"now": ISO with offset}. POST /faults: plant a :class:`~ingestion.sandbox.faults.Fault`. DELETE /faults: none is left.
    POST /reset: as on the first day.
    """

    async def health(request: Request) -> Response:
        return _json({"status": "ok", "seed": server.state.seed, "now": server.state.now.isoformat(), "faults": server.faults.armed()})

    async def connections(request: Request) -> Response:
        platforms = await run_in_threadpool(server.platforms, request.query_params.get("platform"))
        return _json(connection_listing(server.company, platforms, str(request.base_url).rstrip("/").removesuffix("/_sandbox")))

    async def clock(request: Request) -> Response:
        document = await _object(request)
        moment = datetime.fromisoformat(str(document.get("now")))
        if moment.tzinfo is None:
            raise ValueError("now needs its offset from UTC")
        server.state.now = moment.astimezone(UTC)
        return _json({"now": server.state.now.isoformat()})

    async def plant(request: Request) -> Response:
        server.faults.add(Fault.parse(await _object(request)))
        return _json({"faults": server.faults.armed()})

    async def clear(request: Request) -> Response:
        server.faults.clear()
        return _json({"faults": 0})

    async def reset(request: Request) -> Response:
        server.reset()
        return _json({"now": server.state.now.isoformat()})

    return [
        Route("/health", health),
        Route("/connections", connections),
        Route("/clock", _refusing(clock), methods=["POST"]),
        Route("/faults", _refusing(plant), methods=["POST"]),
        Route("/faults", clear, methods=["DELETE"]),
        Route("/reset", reset, methods=["POST"]),
    ]


def connection_listing(company: Company, platforms: list[SandboxPlatform], server_url: str) -> dict[str, Any]:
    """What a user would write into connections.yml, with the server's address filled in, and the secrets beside it."""
    listed, secrets = [], {}
    for platform in platforms:
        base_url = f"{server_url}/{platform.name}"
        for name, declared in platform.connection_config.items():
            config = _filled(declared, base_url)
            head = {"name": name, "platform": platform.name, "facility": facility_of(company, name)}
            listed.append({**head, "base_url": config.pop("base_url", base_url), "config": config})
            secrets[name] = dict(platform.secrets.get(name, {}))
    return {"connections": listed, "secrets": secrets}


def facility_of(company: Company, connection: str) -> str | None:
    """Code of the facility that ``connection`` belongs to; None where one bank login serves several."""
    try:
        return company.facility_of(connection).code
    except KeyError:
        owners = {account.facility for account in company.bank_accounts if account.connection == connection}
        return owners.pop() if len(owners) == 1 else None


def _filled(value: Any, base_url: str) -> Any:
    if isinstance(value, str):
        return value.replace("{base_url}", base_url)
    if isinstance(value, dict):
        return {key: _filled(member, base_url) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(member, base_url) for member in value]
    return value


def _json(document: Any, status: int = 200) -> Response:
    return Response(native_json(document), status_code=status, media_type="application/json")


async def _object(request: Request) -> dict[str, Any]:
    document = json.loads(await request.body(), parse_float=Decimal)
    if not isinstance(document, dict):
        raise ValueError("the body is one JSON object")
    return document


def _refusing(handler: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """Wrong input is answered with 400 and its reason."""

    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except (ValueError, TypeError) as error:
            return _json({"error": str(error)}, status=400)

    return guarded
