"""The sandbox server: every platform folder that has ``build``, mounted under ``/<platform>`` on loopback, over one sample company.

A platform is built on the first request to it and again after a reset, so that a test never meets the tokens another one used up.

``python -m ingestion.sandbox.server --port 0 --seed 7 --days 92 --scale 1 --ended-on 2026-09-30 --ready-file X --truth-file Y``
writes its URL into the ready file once it listens and the truth of the company into the truth file.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Mount, Router
from starlette.types import ASGIApp, Receive, Scope, Send

import ingestion.sandbox
from ingestion.sandbox.company.model import Company
from ingestion.sandbox.control import control_routes
from ingestion.sandbox.faults import FaultBook, FaultMiddleware
from ingestion.sandbox.http_server import Drop, listening
from ingestion.sandbox.platform import SandboxPlatform, SandboxState
from ingestion.sandbox.truth_file import write_truth


class SandboxServer:
    """The sample company as its platforms serve it. ``platforms`` narrows it to some of them.

    Raises ValueError for a platform that the company has no connection to or that no folder speaks.
    """

    def __init__(self, company: Company, platforms: tuple[str, ...] | None = None) -> None:
        self.company = company
        self.state = SandboxState(now=end_of_day(company.ended_on), seed=company.seed)
        self.faults = FaultBook()
        builders = platform_builders()
        served: dict[str, list[str]] = {}
        for platform, connection in company.connections():
            if platform in builders and (platforms is None or platform in platforms):
                served.setdefault(platform, []).append(connection)
        if missing := set(platforms or ()) - set(served):
            raise ValueError(f"no sandbox serves {', '.join(sorted(missing))}")
        self._mounted = {name: _LazyPlatform(partial(builders[name], company, found, self.state)) for name, found in served.items()}

    def platforms(self, name: str | None = None) -> list[SandboxPlatform]:
        """The platforms served, or only the one called ``name`` (none where it is not served)."""
        return [mounted.platform() for key, mounted in self._mounted.items() if name in (None, key)]

    def reset(self) -> None:
        """Clock, faults, tokens and everything a client did are as on the first day."""
        self.state.now = end_of_day(self.company.ended_on)
        self.faults.clear()
        for mounted in self._mounted.values():
            mounted.forget()

    def write_truth(self, path: Path) -> None:
        """What belongs together and what was planted, in the ledger's names (see :mod:`ingestion.sandbox.truth_file`)."""
        write_truth(self.company, self.platforms(), path)

    def asgi(self, drop: Drop) -> ASGIApp:
        mounts = [Mount(f"/{name}", app=mounted) for name, mounted in self._mounted.items()]
        app = Starlette(routes=[Mount("/_sandbox", routes=control_routes(self)), *mounts], exception_handlers={404: _not_found})
        return FaultMiddleware(app, self.faults, drop)


class _LazyPlatform:
    """A platform's routes, built when first asked for."""

    def __init__(self, build: Callable[[], SandboxPlatform]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._built: tuple[SandboxPlatform, Router] | None = None

    def _ready(self) -> tuple[SandboxPlatform, Router]:
        with self._lock:
            if self._built is None:
                platform = self._build()
                self._built = (platform, Router(platform.routes))
            return self._built

    def platform(self) -> SandboxPlatform:
        return self._ready()[0]

    def forget(self) -> None:
        with self._lock:
            self._built = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, router = self._built or await run_in_threadpool(self._ready)
        await router(scope, receive, send)


def platform_builders() -> dict[str, Callable[..., SandboxPlatform]]:
    """``build`` of each package beside this file, imported when called; a platform is one that the company has connections to."""

    def build(name: str, *arguments: object) -> SandboxPlatform:
        return importlib.import_module(f"ingestion.sandbox.{name}").build(*arguments)

    names = [module.name for module in pkgutil.iter_modules(ingestion.sandbox.__path__) if module.ispkg]
    return {name: partial(build, name) for name in names}


def end_of_day(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)


def _not_found(request: object, error: Exception) -> JSONResponse:
    return JSONResponse({"error": "no such route in the sandbox"}, status_code=404)


@contextmanager
def running(sandbox: SandboxServer) -> Iterator[str]:
    """Serve ``sandbox`` from a thread of this process while the block runs; yields its URL."""
    urls: list[str] = []
    started = threading.Event()

    def ready(url: str) -> None:
        urls.append(url)
        started.set()

    server, listener = listening(sandbox.asgi, 0, ready)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while not started.wait(0.05):
            if not thread.is_alive():
                raise RuntimeError("the sandbox server did not start")
        yield urls[0]
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def main(arguments: list[str] | None = None) -> None:
    from ingestion.sandbox.company.generator import generate

    options = _options(arguments)
    company = generate(seed=options.seed, days=options.days, scale=options.scale, ended_on=options.ended_on)
    sandbox = SandboxServer(company, tuple(options.platforms.split(",")) if options.platforms else None)
    if options.truth_file:
        sandbox.write_truth(options.truth_file)
    server, listener = listening(sandbox.asgi, options.port, lambda url: _announce(options.ready_file, url))
    if options.until_stdin_closes:
        threading.Thread(target=_stop_with_parent, daemon=True).start()
    try:
        server.run(sockets=[listener])
    finally:
        listener.close()


def _stop_with_parent() -> None:
    """The parent holds the other end of standard input; however it dies, the end closes."""
    sys.stdin.buffer.read()
    os._exit(0)


def _announce(ready_file: Path | None, url: str) -> None:
    if ready_file is None:
        print(url, flush=True)
        return
    half = ready_file.with_name(ready_file.name + ".part")
    half.write_text(url + "\n")
    half.replace(ready_file)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ingestion.sandbox.server", description="Serve the sample company on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--days", type=int, default=92)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--ended-on", type=date.fromisoformat, default=date(2026, 9, 30))
    parser.add_argument("--platforms", default="", help="comma-separated; all where left out")
    parser.add_argument("--ready-file", type=Path, help="gets the URL once the server listens; else it is printed")
    parser.add_argument("--truth-file", type=Path)
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop when the process that started this one is gone")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
