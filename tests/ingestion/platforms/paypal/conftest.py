"""The small company's wallet, in process and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from ingestion.sandbox.paypal import build
from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.server import SandboxServer, running
from ingestion.settings import Settings
from tests.ingestion.platforms.paypal.company import CONNECTION, company
from tests.ingestion.platforms.paypal.connector import Connector


@dataclass
class Paypal:
    """A client of the wallet, with its token."""

    client: TestClient
    credentials: tuple[str, str]
    state: SandboxState

    def token(self) -> str:
        answer = self.client.post("oauth2/token", data={"grant_type": "client_credentials"}, auth=self.credentials)
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"reporting/{path}", params=query, headers={"Authorization": f"Bearer {self.token()}"})

    def search(self, start: str = "2026-02-01T00:00:00Z", end: str = "2026-03-03T23:59:59Z", **query: Any) -> dict[str, Any]:
        answer = self.get("transactions", start_date=start, end_date=end, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def state() -> SandboxState:
    return SandboxState(datetime(2026, 3, 31, 23, 59, tzinfo=UTC), 7)


def serve(state: SandboxState, lifetime: timedelta = timedelta(hours=9)) -> Paypal:
    platform = build(company(), [CONNECTION], state, lifetime)
    app = Starlette(routes=[Mount("/paypal", routes=platform.routes)])
    secrets = platform.secrets[CONNECTION]
    client = TestClient(app, base_url="http://sandbox/paypal/v1/")
    return Paypal(client, (secrets["client_id"], secrets["client_secret"]), state)


@pytest.fixture
def paypal(state: SandboxState) -> Paypal:
    return serve(state)


@pytest.fixture
def connector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connector]:
    sandbox = SandboxServer(company(), ("paypal",))
    (platform,) = sandbox.platforms()
    monkeypatch.setenv("TIEOUT_KEY", "a key for tests")
    monkeypatch.setenv("TIEOUT_RETRY_SECONDS", "0.001")
    for key, value in platform.secrets[CONNECTION].items():
        monkeypatch.setenv(f"TIEOUT_SECRET__{CONNECTION.upper()}__{key.upper()}", value)
    with running(sandbox) as url:
        settings = Settings(tmp_path, tmp_path / "w.duckdb", tmp_path / "p.duckdb", tmp_path / "connections.yml", date(2026, 3, 31))
        yield Connector(sandbox, url, settings)
