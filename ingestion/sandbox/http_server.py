"""The sandbox's HTTP server: uvicorn on loopback that can drop a client's connection and says when it listens."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

Drop = Callable[[Scope], object]


class Connections:
    """Open client connections, so that a fault can drop one."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[H11Protocol]:
        opened = self._open

        class Droppable(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if self.client:
                    opened[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client:
                    opened.pop(self.client, None)
                super().connection_lost(exc)

        return Droppable

    async def drop(self, scope: Scope) -> None:
        """Close the connection after what was already sent, and let the server notice before the request ends."""
        transport = self._open.get(tuple(scope["client"]))
        if transport is not None:
            transport.close()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


class Listening(uvicorn.Server):
    """Tells ``ready`` once it accepts connections."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def listening(application: Callable[[Drop], ASGIApp], port: int, ready: Callable[[str], None]) -> tuple[Listening, socket.socket]:
    """A server bound to loopback (port 0 takes a free one) and its socket. ``ready`` gets the URL once it accepts connections.

    ``application`` gets the function that drops the connection of a request, and returns the ASGI application.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    connections = Connections()
    config = uvicorn.Config(
        application(connections.drop),
        http=connections.protocol(),
        ws="none",
        lifespan="off",
        proxy_headers=False,
        log_config=None,
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    return Listening(config, lambda: ready(url)), listener
