"""What the sandbox answers is what PayPal's OpenAPI document describes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.ingestion.platforms.paypal.conftest import Paypal

SPEC = Path(__file__).parents[5] / "shared" / "specs" / "paypal" / "reporting_transactions_v1.trimmed.json"
OFFSET = re.compile(r'(T\d\d:\d\d:\d\d[+-]\d\d)(\d\d)"')

pytestmark = pytest.mark.skipif(not SPEC.exists(), reason=f"the vendor's contract is not at {SPEC}")


@pytest.fixture(scope="module")
def components() -> dict[str, Any]:
    return json.loads(SPEC.read_text())["components"]


def validate(value: Any, schema: str, components: dict[str, Any]) -> None:
    """PayPal's document wants a colon in offsets; PayPal itself often leaves it out, so it is put in before the comparison."""
    value = json.loads(OFFSET.sub(r'\1:\2"', json.dumps(value)))
    jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": components}).validate(value)


def test_a_page_of_transactions_fits_the_vendors_schema(paypal: Paypal, components: dict[str, Any]) -> None:
    page = paypal.search(fields="all", balance_affecting_records_only="N")
    assert page["transaction_details"]
    validate(page, "search_response", components)


def test_every_field_of_a_transaction_is_one_the_vendor_documents(paypal: Paypal, components: dict[str, Any]) -> None:
    known = set(components["schemas"]["transaction_info"]["properties"])
    for row in paypal.search(fields="all")["transaction_details"]:
        assert set(row["transaction_info"]) <= known
        assert set(row) <= set(components["schemas"]["transaction_detail"]["properties"])


def test_balances_fit_the_vendors_schema(paypal: Paypal, components: dict[str, Any]) -> None:
    validate(paypal.get("balances").json(), "balances_response", components)


@pytest.mark.parametrize(("path", "schema"), [("transactions", "error_400"), ("transactions?start_date=yesterday", "error_400")])
def test_errors_fit_the_vendors_schema(paypal: Paypal, components: dict[str, Any], path: str, schema: str) -> None:
    answer = paypal.client.get(f"reporting/{path}", headers={"Authorization": f"Bearer {paypal.token()}"})
    assert answer.status_code == 400
    validate(answer.json(), schema, components)


def test_a_refused_token_fits_the_vendors_schema(paypal: Paypal, components: dict[str, Any]) -> None:
    validate(paypal.client.get("reporting/balances").json(), "error_401", components)
