"""Sandbox answers against the fields we know of Odoo's models. Odoo publishes no contract; the reference is kept outside the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ingestion.sandbox.odoo.schema import MODELS
from tests.ingestion.platforms.odoo.client import Json2

CONTRACT = Path(__file__).parents[5] / "shared/specs/odoo/models.schema.json"


@pytest.fixture(scope="module")
def contract() -> dict:
    if not CONTRACT.exists():
        pytest.skip(f"the vendors' contracts are not here ({CONTRACT.parent})")
    return json.loads(CONTRACT.read_text())["$defs"]


@pytest.mark.parametrize("model", [m for m in MODELS if m not in ("res.company", "account.payment.method.line")])
def test_rows_have_the_fields_and_types_of_the_model(north: Json2, contract: dict, model: str) -> None:
    validator = Draft202012Validator(contract[model])
    rows = north.call(model, "search_read", domain=[], context={"active_test": False})
    assert rows
    for row in rows:
        problems = [f"{list(e.path)}: {e.message}" for e in validator.iter_errors(row)]
        assert not problems


def test_errors_have_the_shape_of_json2_errors(north: Json2, contract: dict) -> None:
    body = north.post("account.move", "search", key="wrong", domain=[]).json()
    Draft202012Validator({**contract["json2Error"], "required": ["name", "message", "debug"]}).validate(body)
