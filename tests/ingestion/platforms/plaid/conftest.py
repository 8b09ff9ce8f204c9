"""The small bank login behind real HTTP, and a warehouse that loads from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import requests

from ingestion.sandbox.server import SandboxServer, running
from tests.ingestion.platforms.plaid.company import COMPANY, CONNECTION
from tests.sandbox_client import Sandbox


@dataclass(frozen=True)
class Plaid:
    """The API as a client with good credentials sees it."""

    url: str
    secrets: dict[str, str]

    def post(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> requests.Response:
        keys = {"PLAID-CLIENT-ID": self.secrets["client_id"], "PLAID-SECRET": self.secrets["secret"], **headers}
        return requests.post(
            f"{self.url}/plaid/{path}", json={"access_token": self.secrets["access_token"], **(body or {})}, headers=keys, timeout=10
        )

    def read(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.post(path, body)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.content, parse_float=Decimal)

    def sync(self, cursor: str | None = None, count: int = 500, **options: Any) -> dict[str, Any]:
        body = {"count": count, "options": {"include_original_description": True, "days_requested": 730, **options}}
        return self.read("transactions/sync", {**body, **({"cursor": cursor} if cursor else {})})

    def control(self, what: str, **body: Any) -> None:
        """The sandbox's own routes: ``mutate`` refuses the next pages, ``item`` sets not_ready, login_required or page_cap."""
        assert requests.post(f"{self.url}/plaid/_sandbox/{what}", json=body, timeout=10).status_code == 200


@pytest.fixture
def bank() -> Iterator[Sandbox]:
    """The small login, alone in a server of its own."""
    with running(SandboxServer(COMPANY, ("plaid",))) as url:
        yield Sandbox(url, COMPANY)


@pytest.fixture
def plaid(bank: Sandbox) -> Plaid:
    return Plaid(bank.url, bank.secrets[CONNECTION])


@pytest.fixture
def sandbox(bank: Sandbox) -> Sandbox:
    """What the shared ``warehouse`` loads from."""
    return bank


@pytest.fixture
def fetch(plaid: Plaid) -> Callable[[], list[dict[str, Any]]]:
    """Every transaction of a whole sync loop in pages of two, with its kind."""

    def whole() -> list[dict[str, Any]]:
        found, cursor, more = [], None, True
        while more:
            page = plaid.sync(cursor, count=2)
            found += [{"kind": kind, **row} for kind in ("added", "modified", "removed") for row in page[kind]]
            cursor, more = page["next_cursor"], page["has_more"]
        return found

    return whole
