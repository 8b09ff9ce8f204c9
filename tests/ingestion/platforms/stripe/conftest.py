"""The small company's Stripe, in process and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.server import SandboxServer, running
from ingestion.sandbox.stripe import build
from ingestion.settings import Settings
from tests.ingestion.platforms.stripe.company import CONNECTION, company
from tests.ingestion.platforms.stripe.connector import Connector


@pytest.fixture
def state() -> SandboxState:
    return SandboxState(datetime(2026, 3, 31, 23, 59, tzinfo=UTC), 7)


@pytest.fixture
def stripe(state: SandboxState) -> TestClient:
    """A client that already sends the account's key."""
    platform = build(company(), [CONNECTION], state)
    client = TestClient(Starlette(routes=[Mount("/stripe", routes=platform.routes)]), base_url="http://sandbox/stripe/v1/")
    client.headers["Authorization"] = f"Bearer {platform.secrets[CONNECTION]['api_key']}"
    return client


@pytest.fixture
def connector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connector]:
    sandbox = SandboxServer(company(), ("stripe",))
    (platform,) = sandbox.platforms()
    monkeypatch.setenv("TIEOUT_KEY", "a key for tests")
    monkeypatch.setenv("TIEOUT_RETRY_SECONDS", "0.001")
    monkeypatch.setenv(f"TIEOUT_SECRET__{CONNECTION.upper()}__API_KEY", platform.secrets[CONNECTION]["api_key"])
    with running(sandbox) as url:
        settings = Settings(tmp_path, tmp_path / "w.duckdb", tmp_path / "p.duckdb", tmp_path / "connections.yml", date(2026, 3, 31))
        yield Connector(sandbox, url, settings)
