"""One published file for all page tests: written once, read only."""

from __future__ import annotations

import pytest

from tests.dashboards.published_fixture import write_published


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    return write_published(tmp_path_factory.mktemp("published") / "published.duckdb")
