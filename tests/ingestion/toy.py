"""A toy platform over real HTTP: the smallest source that still pages, rotates cursors and misbehaves on request."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import duckdb
import pytest

from ingestion import catalog
from ingestion.connections import Connection
from ingestion.settings import Settings

PLATFORM_YML = """
name: toybank
kind: processor
secrets: [api_key]
client:
  base_url: "{base_url}/"
  auth: {type: bearer, token: "{secret.api_key}"}
  paginator: {type: page_number, base_page: 1, total_path: pages}
resources:
  - name: payment
    primary_key: [id]
    endpoint:
      path: payments
      params: {since: "{incremental.start_value}"}
      data_selector: rows
      incremental: {cursor_path: updated, initial_value: "2026-01-01"}
    columns:
      id: {data_type: text, nullable: false}
      amount: {data_type: decimal, nullable: false}
      updated: {data_type: text, nullable: false}
      payer: {data_type: json, phi: [name]}
      email: {data_type: text, phi: true}
      lines: {data_type: json, check: {"lines[].amount": decimal}}
  - name: account
    primary_key: [id]
    endpoint: {path: accounts, data_selector: rows}
    columns:
      id: {data_type: text, nullable: false}
"""


class ToyServer:
    """Serves ``rows`` by resource, two a page. ``faults`` is a list of callables(handler) -> bool, each tried once per request."""

    def __init__(self) -> None:
        self.rows: dict[str, list[str]] = {"payments": [], "accounts": ['{"id": "acc-1"}']}
        self.key = "right"
        self.faults: list = []
        self.requests: list[str] = []
        toy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                toy.requests.append(self.path)
                if toy.faults and toy.faults.pop(0)(self):
                    return
                if self.headers.get("Authorization") != f"Bearer {toy.key}":
                    self.answer(401, '{"error": "no"}')
                    return
                url = urlparse(self.path)
                query = parse_qs(url.query)
                page = int(query.get("page", ["1"])[0])
                since = query.get("since", [""])[0]
                rows = [r for r in toy.rows[url.path.strip("/")] if json.loads(r).get("updated", "9") >= since]
                body = ",".join(rows[2 * page - 2 : 2 * page])
                self.answer(200, f'{{"rows": [{body}], "pages": {max(1, (len(rows) + 1) // 2)}}}')

            def answer(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"


def write_platform(folder: Path, text: str = PLATFORM_YML) -> None:
    (folder / "toybank").mkdir(parents=True, exist_ok=True)
    (folder / "toybank" / "platform.yml").write_text(text)
    catalog.platform.cache_clear()


@contextmanager
def toy_platform(folder: Path, monkeypatch: pytest.MonkeyPatch, *connections: str) -> Iterator[list[ToyServer]]:
    """The platform toybank in ``folder``, a server for each of ``connections``, and their secrets."""
    monkeypatch.setattr(catalog, "FOLDER", folder / "platforms")
    write_platform(folder / "platforms")
    monkeypatch.setenv("TIEOUT_KEY", "a key for tests")
    monkeypatch.setenv("TIEOUT_RETRY_SECONDS", "0.001")
    for name in connections:
        monkeypatch.setenv(f"TIEOUT_SECRET__{name.upper()}__API_KEY", "right")
    servers = [ToyServer() for _ in connections]
    yield servers
    for server in servers:
        server.server.shutdown()
        server.server.server_close()
    catalog.platform.cache_clear()


def connection(name: str, server: ToyServer) -> Connection:
    return Connection(name=name, platform="toybank", base_url=server.url)


def installation(folder: Path) -> Settings:
    return Settings(folder, folder / "warehouse.duckdb", folder / "published.duckdb", folder / "connections.yml", date(2026, 9, 30))


def payment(id: str, amount: str, updated: str, **more: object) -> str:
    """A payment as the server delivers it; ``amount`` is written as a number."""
    rest = "".join(f', "{name}": {json.dumps(value)}' for name, value in more.items())
    return f'{{"id": "{id}", "amount": {amount}, "updated": "{updated}"{rest}}}'


def rows(settings: Settings, query: str) -> list[tuple]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        return con.execute(query).fetchall()
