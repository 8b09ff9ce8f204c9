"""Stripe's change feed: one event per change of an object, with the object as it then was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ingestion.sandbox.stripe.rows import Ids, unix
from ingestion.sandbox.versions import Row

API_VERSION = "2026-10-28.endive"


def event_type(entity: str, before: Row | None, row: Row) -> str | None:
    """The event Stripe sends when ``before`` becomes ``row``; None for objects it sends none about."""
    status, was = row.get("status"), (before or {}).get("status")
    match entity:
        case "charge" if status != was:
            return f"charge.{status}"
        case "charge":
            return "charge.refunded" if row["amount_refunded"] != before["amount_refunded"] else "charge.updated"
        case "refund":
            return "refund.created" if before is None else "refund.failed" if status == "failed" else "refund.updated"
        case "dispute":
            return "charge.dispute.created" if before is None else f"charge.dispute.{'closed' if status in ('won', 'lost') else 'updated'}"
        case "payout" if before is None:
            return "payout.created"
        case "payout" if row["reconciliation_status"] != before["reconciliation_status"]:
            return "payout.reconciliation_completed"
        case "payout":
            return f"payout.{status}" if status != was and status in ("paid", "failed", "canceled") else "payout.updated"
        case "customer":
            return "customer.created" if before is None else "customer.updated"
    return None


def event_row(ids: Ids, kind: str, at: datetime, before: Row | None, row: Row) -> Row:
    previous = {k: v for k, v in (before or {}).items() if row.get(k) != v}
    data: dict[str, Any] = {"object": row, "previous_attributes": previous} if before else {"object": row}
    return {
        "id": ids("evt", kind, row["id"], at.isoformat()),
        "object": "event",
        "api_version": API_VERSION,
        "created": unix(at),
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
