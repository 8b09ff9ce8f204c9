"""A real browser for page tests: the system's Chromium, with every request and console message watched."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlparse

import pytest

LOCAL = ("127.0.0.1", "localhost")


@dataclass
class Watch:
    """What went wrong in a page."""

    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def chromium() -> str:
    """The path of a Chromium; skips the test where the machine has none."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if not found:
        pytest.skip("no Chromium on this machine: apt-get install chromium (Debian package `chromium`)")
    return found


@contextmanager
def browser() -> Iterator[object]:
    """A headless browser."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = chromium()
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


def watched(opened: object, width: int = 1440, height: int = 900) -> tuple[object, Watch]:
    """A new page and its watch."""
    page, watch = opened.new_page(viewport={"width": width, "height": height}), Watch()
    page.set_default_timeout(30_000)
    page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))

    def request(sent: object) -> None:
        parts = urlparse(sent.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOCAL:
            watch.outside.append(sent.url)

    page.on("request", request)
    return page, watch


@contextmanager
def served(app: object) -> Iterator[str]:
    """The application on a free loopback port."""
    from waitress.server import create_server

    server = create_server(app.server, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(5)
