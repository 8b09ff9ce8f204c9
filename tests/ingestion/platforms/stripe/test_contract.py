"""What the sandbox answers is what Stripe's own documents describe: the OpenAPI file, and the field list of the pinned version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from tests.ingestion.platforms.stripe.test_sandbox import get

SPECS = Path(__file__).parents[5] / "shared" / "specs" / "stripe"
LISTS = {
    "charges": ("charge", "Charge"),
    "refunds": ("refund", "Refund"),
    "disputes": ("dispute", "Dispute"),
    "payouts": ("payout", "Payout"),
    "balance_transactions": ("balance_transaction", "BalanceTransaction"),
    "customers": ("customer", "Customer"),
    "events": ("event", "Event"),
}

pytestmark = pytest.mark.skipif(not SPECS.exists(), reason=f"the vendor's contract is not at {SPECS}")


def read(name: str) -> Any:
    return json.loads((SPECS / name).read_text())


def nullable(schema: Any) -> Any:
    """OpenAPI 3.0 says ``nullable``, JSON Schema says a type or null."""
    if isinstance(schema, list):
        return [nullable(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: nullable(value) for name, value in schema.items()}
    return {"anyOf": [inner, {"type": "null"}]} if schema.get("nullable") is True else inner


@pytest.fixture(scope="module")
def components() -> dict[str, Any]:
    return nullable(read("openapi.trimmed.json")["components"])


def validate(value: Any, schema: str, components: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": components}).validate(value)


@pytest.mark.parametrize("path", LISTS)
def test_objects_fit_the_vendors_schema(stripe: TestClient, components: dict[str, Any], path: str) -> None:
    rows = get(stripe, path, limit=100)["data"]
    assert rows
    for row in rows:
        validate(row, LISTS[path][0], components)


@pytest.mark.parametrize("path", LISTS)
def test_objects_have_the_fields_of_the_pinned_version_and_no_other(stripe: TestClient, path: str) -> None:
    fields = read("fields_2026.json")[LISTS[path][1]]["fields"]
    needed = {name for name, kind in fields.items() if not kind.startswith("Optional")}
    for row in get(stripe, path, limit=100)["data"]:
        assert set(row) <= set(fields)
        assert needed <= set(row)


def test_balance_fits_the_vendors_schema(stripe: TestClient, components: dict[str, Any]) -> None:
    validate(get(stripe, "balance"), "balance", components)


@pytest.mark.parametrize("path", ["charges?limit=0", "charges/ch_nowhere", "payouts?starting_after=po_nowhere"])
def test_errors_fit_the_vendors_schema(stripe: TestClient, components: dict[str, Any], path: str) -> None:
    answer = stripe.get(path)
    assert answer.status_code >= 400
    validate(answer.json(), "error", components)


@pytest.mark.parametrize("path", LISTS)
def test_filters_the_sandbox_offers_are_the_vendors(path: str) -> None:
    from ingestion.sandbox.stripe.listing import LISTINGS

    documented = {p["name"] for p in read("openapi.trimmed.json")["paths"][f"/v1/{path}"]["get"]["parameters"]}
    assert LISTINGS[path].fields | LISTINGS[path].times <= documented
