"""The small company's books, in process and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.quickbooks_online import build
from ingestion.sandbox.server import SandboxServer, running
from ingestion.settings import Settings
from tests.ingestion.platforms.quickbooks_online.company import AFTER_EDITS, CONNECTION, company, day
from tests.ingestion.platforms.quickbooks_online.connector import Connector


@dataclass
class Books:
    """A client of the company's API."""

    client: TestClient
    realm: str
    secrets: dict[str, str]
    state: SandboxState

    def refresh(self, token: str | None = None, secret: str | None = None) -> Any:
        return self.client.post(
            "/oauth2/v1/tokens/bearer",
            data={"grant_type": "refresh_token", "refresh_token": token or self.secrets["refresh_token"]},
            auth=(self.secrets["client_id"], secret or self.secrets["client_secret"]),
        )

    def get(self, path: str, **query: Any) -> Any:
        if "authorization" not in self.client.headers:
            self.client.headers["authorization"] = f"Bearer {self.refresh().json()['access_token']}"
        return self.client.get(f"/v3/company/{self.realm}/{path}", params=query)

    def query(self, text: str) -> dict[str, Any]:
        answer = self.get("query", query=text)
        assert answer.status_code == 200, answer.text
        return answer.json()["QueryResponse"]

    def all(self, entity: str) -> list[dict[str, Any]]:
        return self.query(f"select * from {entity} maxresults 1000").get(entity, [])

    def one(self, entity: str, **fields: Any) -> dict[str, Any]:
        (found,) = [row for row in self.all(entity) if all(row.get(k) == v for k, v in fields.items())]
        return found

    def account_named(self, role_name: str) -> str:
        return self.one("Account", Name=role_name)["Id"]


@pytest.fixture
def books() -> Books:
    state = SandboxState(AFTER_EDITS, 7)
    platform = build(company(), [CONNECTION], state)
    realm = platform.connection_config[CONNECTION]["realm_id"]
    return Books(TestClient(Starlette(routes=platform.routes)), realm, platform.secrets[CONNECTION], state)


@pytest.fixture
def connector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connector]:
    sandbox = SandboxServer(company(), ("quickbooks_online",))
    (platform,) = sandbox.platforms()
    monkeypatch.setenv("TIEOUT_KEY", "a key for tests")
    monkeypatch.setenv("TIEOUT_RETRY_SECONDS", "0.001")
    for key, value in platform.secrets[CONNECTION].items():
        monkeypatch.setenv(f"TIEOUT_SECRET__{CONNECTION.upper()}__{key.upper()}", value)
    with running(sandbox) as url:
        sandbox.state.now = AFTER_EDITS
        settings = Settings(tmp_path, tmp_path / "w.duckdb", tmp_path / "p.duckdb", tmp_path / "connections.yml", day(31))
        yield Connector(sandbox, url, settings)
