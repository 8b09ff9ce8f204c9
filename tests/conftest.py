"""Fixtures that several folders share: the sample company behind real HTTP, and a warehouse to load it into."""

from __future__ import annotations

import pytest

from ingestion.settings import Settings
from tests.sandbox_client import Sandbox, Warehouse


@pytest.fixture(scope="session")
def sandbox_server():
    """A small sample company, served once for the whole session."""
    from ingestion.sandbox.company.generator import generate
    from ingestion.sandbox.server import SandboxServer, running

    company = generate(seed=7, days=25, scale=0.3)
    with running(SandboxServer(company)) as url:
        yield Sandbox(url, company)


@pytest.fixture
def sandbox(sandbox_server):
    """The sandbox as on the first day: its clock at the end of the company's last day, no fault, unused tokens."""
    sandbox_server.reset()
    return sandbox_server


@pytest.fixture
def settings(tmp_path, sandbox) -> Settings:
    """An installation of its own, dated on the sample company's last day."""
    return Settings(
        state=tmp_path,
        warehouse=tmp_path / "warehouse.duckdb",
        published=tmp_path / "published.duckdb",
        connections=tmp_path / "connections.yml",
        as_of=sandbox.company.ended_on,
    )


@pytest.fixture
def warehouse(sandbox, settings, monkeypatch) -> Warehouse:
    """An empty warehouse: ``warehouse.load("stripe")`` fills it, ``warehouse.rows(sql)`` reads it."""
    monkeypatch.setenv("TIEOUT_KEY", "a key for tests")
    monkeypatch.setenv("TIEOUT_RETRY_SECONDS", "0.001")
    return Warehouse(sandbox, settings, monkeypatch)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """One `tieout demo` of a small company, run in a process of its own, once for the session."""
    from tests.end_to_end.demo_run import demo_run

    return demo_run(tmp_path_factory.mktemp("demo"))


SHARED = ("connected", "demo")  # fixtures that cost minutes, the longest first


def pytest_itemcollected(item: pytest.Item) -> None:
    """For `make test`, which runs on several processes: a file stays on one, and so does everything that shares a costly fixture.

    (Here and not in pytest_collection_modifyitems, where xdist has read the groups already.)
    """
    shared = _shared(item)
    item.add_marker(pytest.mark.xdist_group(shared or item.path.stem))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process is left alone with it in the end."""
    order = [*SHARED, ""]
    items.sort(key=lambda item: order.index(_shared(item)))


def _shared(item: pytest.Item) -> str:
    """The first costly fixture that a test uses; empty where it uses none."""
    return next((name for name in SHARED if name in getattr(item, "fixturenames", ())), "")
