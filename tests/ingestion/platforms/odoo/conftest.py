"""The small company's two databases: in process for the sandbox's tests, over real HTTP for the connector's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingestion.sandbox.odoo.view import Database
from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.server import SandboxServer, running
from ingestion.settings import Settings
from tests.ingestion.platforms.odoo.client import Json2, JsonRpc, client_of
from tests.ingestion.platforms.odoo.company import NORTH, SOUTH, company
from tests.ingestion.platforms.odoo.connector import Connector


@pytest.fixture
def state() -> SandboxState:
    return SandboxState(datetime(2026, 3, 31, 23, 59, tzinfo=UTC), 7)


@pytest.fixture(scope="session")
def databases() -> dict[str, Database]:
    """By version; the same books in each."""
    return {"19": Database(company(), NORTH, 19), "18": Database(company(), SOUTH, 18), "17": Database(company(), SOUTH, 17)}


@pytest.fixture
def north(databases: dict[str, Database], state: SandboxState) -> Json2:
    return Json2(databases["19"], client_of(databases["19"], state))


@pytest.fixture(params=["17", "18", "19"])
def rpc(request: pytest.FixtureRequest, databases: dict[str, Database], state: SandboxState) -> JsonRpc:
    """JSON-RPC of each version."""
    return JsonRpc(databases[request.param], client_of(databases[request.param], state))


@pytest.fixture
def south(databases: dict[str, Database], state: SandboxState) -> JsonRpc:
    return JsonRpc(databases["18"], client_of(databases["18"], state))


@pytest.fixture
def connector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connector]:
    sandbox = SandboxServer(company(), ("odoo",))
    (platform,) = sandbox.platforms()
    monkeypatch.setenv("TIEOUT_KEY", "a key for tests")
    monkeypatch.setenv("TIEOUT_RETRY_SECONDS", "0.001")
    for name, secrets in platform.secrets.items():
        monkeypatch.setenv(f"TIEOUT_SECRET__{name.upper()}__API_KEY", secrets["api_key"])
    with running(sandbox) as url:
        settings = Settings(tmp_path, tmp_path / "w.duckdb", tmp_path / "p.duckdb", tmp_path / "connections.yml", date(2026, 3, 31))
        yield Connector(sandbox, url, settings)
