"""The small company's Xero, in process and over HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from ingestion.load import shape
from ingestion.sandbox.platform import SandboxPlatform, SandboxState
from ingestion.sandbox.server import SandboxServer, running
from ingestion.sandbox.xero import build
from ingestion.secret import variable_name
from tests.ingestion.platforms.xero.company import CONNECTION, END, everything
from tests.ingestion.platforms.xero.connector import Connector, installation

Row = dict[str, Any]


@dataclass
class XeroClient:
    """Speaks to the sandbox as an app does. ``tokens`` is the latest answer of the identity server."""

    http: TestClient
    platform: SandboxPlatform
    state: SandboxState
    tokens: Row

    @property
    def headers(self) -> dict[str, str]:
        tenant = self.platform.connection_config[CONNECTION]["tenant_id"]
        return {"Authorization": f"Bearer {self.tokens['access_token']}", "xero-tenant-id": tenant}

    def refresh(self, token: str, client_secret: str | None = None) -> Any:
        secrets = self.platform.secrets[CONNECTION]
        auth = (secrets["client_id"], client_secret or secrets["client_secret"])
        return self.http.post("connect/token", auth=auth, data={"grant_type": "refresh_token", "refresh_token": token})

    def get(self, path: str, headers: dict[str, str] | None = None, **params: Any) -> Any:
        return self.http.get(f"api.xro/2.0/{path}", headers={**self.headers, **(headers or {})}, params=params)

    def rows(self, endpoint: str, **params: Any) -> list[Row]:
        answer = self.get(endpoint, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()[endpoint]


@pytest.fixture
def xero() -> XeroClient:
    """A client with a fresh access token."""
    state = SandboxState(END, 7)
    platform = build(everything(), [CONNECTION], state)
    http = TestClient(Starlette(routes=[Mount("/xero", routes=platform.routes)]), base_url="http://sandbox/xero/")
    client = XeroClient(http, platform, state, {})
    client.tokens = client.refresh(platform.secrets[CONNECTION]["refresh_token"]).json()
    return client


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table of the platform without a row: made once, copied for each test."""
    settings = installation(tmp_path_factory.mktemp("xero"))
    shape(settings, ["xero"])
    return settings.warehouse


@pytest.fixture
def connector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_warehouse: Path) -> Iterator[Connector]:
    sandbox = SandboxServer(everything(), ("xero",))
    (platform,) = sandbox.platforms()
    monkeypatch.setenv("TIEOUT_KEY", "a key for tests")
    monkeypatch.setenv("TIEOUT_RETRY_SECONDS", "0.001")
    for key, value in platform.secrets[CONNECTION].items():
        monkeypatch.setenv(variable_name(CONNECTION, key), value)
    with running(sandbox) as url:
        settings = installation(tmp_path)
        shutil.copy(empty_warehouse, settings.warehouse)
        config = {k: v.replace("{base_url}", f"{url}/xero") for k, v in platform.connection_config[CONNECTION].items() if k != "base_url"}
        yield Connector(sandbox, url, settings, empty_warehouse, config)
