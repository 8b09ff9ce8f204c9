"""How Plaid reads a request's members and writes its answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from starlette.responses import Response

from ingestion.sandbox.json import native_json
from ingestion.sandbox.plaid.errors import PlaidError, invalid_field
from ingestion.sandbox.versions import Row

Body = dict[str, Any]
API_VERSION = "2020-09-14"


def answer(body: Body, status: int = 200) -> Response:
    headers = {"plaid-version": API_VERSION, "x-request-id": str(body.get("request_id", ""))}
    return Response(native_json(body), status_code=status, media_type="application/json", headers=headers)


def shown(options: Body) -> Callable[[Row], Row]:
    """The bank's own text comes only to those who ask for it."""
    return dict if options.get("include_original_description") else lambda row: {**row, "original_description": None}


def chosen(rows: list[Row], body: Body) -> list[Row]:
    wanted = (body.get("options") or {}).get("account_ids")
    if wanted and not set(wanted) <= {row["account_id"] for row in rows}:
        raise PlaidError("INVALID_INPUT", "INVALID_ACCOUNT_ID", "failed to find requested account id for requested item")
    return [row for row in rows if not wanted or row["account_id"] in wanted]


def whole(body: Body, name: str, default: int, least: int, most: int) -> int:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise invalid_field(f"{name} must be an integer between {least} and {most}")
    return value


def is_date(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
