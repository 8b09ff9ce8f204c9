"""The sandbox's answers against Plaid's own specification, where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

SPECIFICATION = Path(__file__).resolve().parents[5] / "shared/specs/plaid/openapi.trimmed.json"


@pytest.fixture(scope="module")
def specification() -> dict[str, Any]:
    if not SPECIFICATION.exists():
        pytest.skip("Plaid's specification is not part of the project; shared/specs/plaid is absent")
    return _json_schema(json.loads(SPECIFICATION.read_text()))


def _json_schema(value: Any) -> Any:
    """OpenAPI 3.0 says nullable where JSON Schema says null."""
    if isinstance(value, list):
        return [_json_schema(member) for member in value]
    if not isinstance(value, dict):
        return value
    schema = {key: _json_schema(member) for key, member in value.items()}
    return {"anyOf": [schema, {"type": "null"}]} if value.get("nullable") is True else schema


def check(specification: dict[str, Any], name: str, answer: dict[str, Any]) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": specification["components"]}
    errors = [
        f"{'.'.join(map(str, e.absolute_path))}: {e.message[:120]}" for e in jsonschema.Draft202012Validator(schema).iter_errors(answer)
    ]
    assert not errors


@pytest.mark.parametrize(
    ("path", "name", "body"),
    [
        ("transactions/sync", "TransactionsSyncResponse", {"options": {"include_original_description": True}}),
        ("transactions/get", "TransactionsGetResponse", {"start_date": "2026-01-01", "end_date": "2026-03-31"}),
        ("accounts/get", "AccountsGetResponse", {}),
        ("auth/get", "AuthGetResponse", {}),
        ("item/get", "ItemGetResponse", {}),
        ("sandbox/item/reset_login", "SandboxItemResetLoginResponse", {}),
    ],
)
def test_an_answer_is_as_plaid_specifies_it(specification, plaid, path, name, body):
    check(specification, name, plaid.post(path, body).json())


def test_a_refusal_is_as_plaid_specifies_it(specification, plaid):
    check(specification, "PlaidError", plaid.post("item/get", {"access_token": "access-sandbox-unknown"}).json())


def test_the_check_can_fail(specification, plaid):
    answer = plaid.post("accounts/get").json()
    answer["accounts"][0]["type"] = "treasure chest"
    with pytest.raises(AssertionError, match="treasure chest"):
        check(specification, "AccountsGetResponse", answer)
