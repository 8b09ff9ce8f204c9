"""Faults that any source can show, planted between the client and a platform's routes.

A fault waits for matching requests: it lets ``skip`` of them pass, then strikes ``times`` times and is spent.

| kind | what the client sees |
|---|---|
| status | an answer with ``status``, ``body`` and, where given, ``Retry-After``; the platform is not asked |
| truncate | the first half of the real answer under the full ``Content-Length``; half a JSON text where ``declare_full`` is false |
| down | the connection drops before an answer |
| mutate | the real JSON answer with one row changed: a malformed value, a column nobody knows, another type |

A mutation strikes only where it finds its row, so it stays armed while token and first-page requests pass, and one that waits holds up
no other mutation: platforms with one path for everything (JSON-RPC) are told apart by their rows alone.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingestion.sandbox.json import native_json

KINDS = ("status", "truncate", "down", "mutate")


@dataclass(frozen=True, slots=True)
class Mutation:
    """Which row of an answer to change, and how. ``set`` adds or replaces members, ``remove`` takes members away."""

    where: dict[str, Any] = field(default_factory=dict)
    has: tuple[str, ...] = ()
    set: dict[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()

    def find(self, document: Any) -> dict[str, Any] | None:
        """The first row of ``document`` that fits."""
        for row in _objects(document):
            if all(name in row for name in self.has) and all(name in row and row[name] == value for name, value in self.where.items()):
                return row
        return None

    def change(self, row: dict[str, Any]) -> None:
        row.update(self.set)
        for name in self.remove:
            row.pop(name, None)


@dataclass(slots=True)
class Fault:
    """One planted fault. ``platform`` and ``path_contains`` choose requests; an empty ``path_contains`` takes all of the platform."""

    platform: str
    kind: Literal["status", "truncate", "down", "mutate"]
    path_contains: str = ""
    times: int = 1
    skip: int = 0
    status: int = 503
    retry_after: str | None = None
    body: str = '{"error":"injected"}'
    declare_full: bool = True
    mutate: Mutation = field(default_factory=Mutation)

    @classmethod
    def parse(cls, document: dict[str, Any]) -> Fault:
        """A fault from the control route's JSON. Raises ValueError that names the member at fault."""
        values = dict(document)
        unknown = set(values) - set(cls.__slots__)
        if unknown:
            raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
        if values.get("kind") not in KINDS or not values.get("platform"):
            raise ValueError(f"a fault names its platform and one kind of {', '.join(KINDS)}")
        mutation = dict(values.pop("mutate", None) or {})
        if unknown := set(mutation) - set(Mutation.__slots__):
            raise ValueError(f"a mutation has no {', '.join(sorted(unknown))}")
        if values["kind"] == "mutate" and not (mutation.get("where") or mutation.get("has")):
            raise ValueError("a mutation says which row it wants: where or has")
        for name in ("has", "remove"):
            mutation[name] = tuple(mutation.get(name, ()))
        if values.get("retry_after") is not None:
            values["retry_after"] = str(values["retry_after"])
        if not isinstance(values.get("body", ""), str):
            values["body"] = native_json(values["body"]).decode()
        return cls(**values, mutate=Mutation(**mutation))

    def matches(self, platform: str, path: str) -> bool:
        return self.times > 0 and self.platform == platform and self.path_contains in path

    def strike(self) -> bool:
        """Count a matching request. True where the fault acts on it."""
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class FaultBook:
    """The faults that are armed, in the order they were planted; one request meets at most one that is not a mutation."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def armed(self) -> int:
        """Faults not yet spent."""
        return sum(fault.times > 0 for fault in self._faults)

    def next_for(self, platform: str, path: str) -> list[Fault]:
        """The faults this request meets: the oldest alone, or with it every other mutation where it is one."""
        armed = [fault for fault in self._faults if fault.matches(platform, path)]
        if armed and armed[0].kind == "mutate":
            return [fault for fault in armed if fault.kind == "mutate"]
        return armed[:1]


class FaultMiddleware:
    """Applies a :class:`FaultBook` to everything under ``/<platform>``. ``drop`` closes the client's connection at once."""

    def __init__(self, app: ASGIApp, faults: FaultBook, drop: Callable[[Scope], Awaitable[None]]) -> None:
        self._app = app
        self._faults = faults
        self._drop = drop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        faults = self._faults_of(scope)
        if not faults or (faults[0].kind != "mutate" and not faults[0].strike()):
            await self._app(scope, receive, send)
        elif faults[0].kind == "status":
            await _respond(send, faults[0])
        elif faults[0].kind == "down":
            await self._drop(scope)
        else:
            await self._altered(faults, scope, receive, send)

    def _faults_of(self, scope: Scope) -> list[Fault]:
        if scope["type"] != "http":
            return []
        path = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
        return self._faults.next_for(scope["path"].strip("/").partition("/")[0], path)

    async def _altered(self, faults: list[Fault], scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        chunks: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                chunks.append(message.get("body", b""))

        await self._app(scope, receive, collect)
        body = b"".join(chunks)
        declared = len(body)
        if faults[0].kind == "truncate":
            body = body[: declared // 2]
            declared = declared if faults[0].declare_full else len(body)
        else:
            body = _mutated(faults, body)
            declared = len(body)
        MutableHeaders(raw=start["headers"])["content-length"] = str(declared)
        await send(start)
        if declared == len(body):
            await send({"type": "http.response.body", "body": body})
        else:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            await self._drop(scope)


def _mutated(faults: list[Fault], body: bytes) -> bytes:
    try:
        document = json.loads(body, parse_float=Decimal)
    except ValueError:
        return body
    struck = [(fault, row) for fault in faults if (row := fault.mutate.find(document)) is not None and fault.strike()]
    for fault, row in struck:
        fault.mutate.change(row)
    return native_json(document) if struck else body


async def _respond(send: Send, fault: Fault) -> None:
    body = fault.body.encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if fault.retry_after is not None:
        headers.append((b"retry-after", fault.retry_after.encode()))
    await send({"type": "http.response.start", "status": fault.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object inside ``value``, outermost first, in document order."""
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from _objects(member)
    elif isinstance(value, list):
        for member in value:
            yield from _objects(member)
