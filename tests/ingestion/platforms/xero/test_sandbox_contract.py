"""The sandbox's rows are what Xero's published contract says. Needs the reference material beside the checkout, else skips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from ingestion.sandbox.xero.native import PRIMARY_KEYS
from tests.ingestion.platforms.xero.conftest import XeroClient

SPEC = Path(__file__).resolve().parents[5] / "shared" / "specs" / "xero" / "xero_accounting.read.yaml"
SCHEMAS = {"Organisation": "Organisations"}
# What Xero's answers carry although the contract leaves it out.
UNWRITTEN = {"DateString", "DueDateString"}


@pytest.fixture(scope="module")
def components() -> dict[str, Any]:
    if not SPEC.exists():
        pytest.skip(f"no reference material at {SPEC}")
    return yaml.safe_load(SPEC.read_text())["components"]


@pytest.mark.parametrize("endpoint", sorted(PRIMARY_KEYS))
def test_rows_fit_the_published_schema(xero: XeroClient, components: dict[str, Any], endpoint: str) -> None:
    name = SCHEMAS.get(endpoint, endpoint)
    body = xero.get(endpoint, page=1, includeArchived="true").json()
    assert body[name], f"the small company shows no {name}"
    validator = Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": components})
    assert [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(body)] == []


@pytest.mark.parametrize("endpoint", sorted(PRIMARY_KEYS))
def test_rows_carry_no_field_that_xero_does_not_know(xero: XeroClient, components: dict[str, Any], endpoint: str) -> None:
    name = SCHEMAS.get(endpoint, endpoint)
    schema = components["schemas"][components["schemas"][name]["properties"][name]["items"]["$ref"].rsplit("/", 1)[1]]
    known = set(schema["properties"]) | UNWRITTEN
    for row in xero.get(endpoint, page=1, includeArchived="true").json()[name]:
        assert set(row) <= known
        dates = [k for k, p in schema["properties"].items() if (p.get("x-is-msdate") or p.get("x-is-msdate-time")) and k in row]
        assert all(row[k].startswith("/Date(") and row[k].endswith("+0000)/") for k in dates)


def test_money_is_written_as_exact_numbers(xero: XeroClient) -> None:
    text = xero.get("Payments", page=1).text
    assert '"Amount":40.00' in text
    assert "decimal" not in text
