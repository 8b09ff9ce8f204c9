"""One company for all policies here: the default one, which is what the demo serves."""

import pytest

from ingestion.sandbox.company.generator import generate
from ingestion.sandbox.company.model import Company


@pytest.fixture(scope="session")
def company() -> Company:
    return generate()
