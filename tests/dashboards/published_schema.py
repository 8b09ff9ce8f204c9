"""The columns of the published marts that the dashboards read: DuckDB types, in order."""

from __future__ import annotations

MONEY = "decimal(18,2)"

MARTS: dict[str, dict[str, str]] = {
    "ledger_entry": {
        **dict.fromkeys(
            ("entry_id", "connection_id", "platform", "facility", "record_type", "source_id", "document_id", "account_id", "counterparty"),
            "varchar",
        ),
        "amount": MONEY,
        "currency": "varchar",
        "occurred_on": "date",
        "posted_on": "date",
        "due_on": "date",
        "document_number": "varchar",
        "check_number": "varchar",
        "description": "varchar",
        "reference_keys": "varchar[]",
        "payment_method": "varchar",
        "status": "varchar",
        "is_void": "boolean",
    },
    "match": {
        **dict.fromkeys(("match_id", "reconciliation", "rule_id", "rule_version", "kind", "status"), "varchar"),
        "confidence": "decimal(5,4)",
        "amount_left": MONEY,
        "amount_right": MONEY,
        "difference": MONEY,
        "currency": "varchar",
        "facility": "varchar",
        "matched_on": "date",
        "certificate": "json",
    },
    "match_member": {**dict.fromkeys(("match_id", "reconciliation", "entry_id", "side"), "varchar"), "allocated_amount": MONEY},
    "exception": {
        **dict.fromkeys(("exception_id", "reconciliation", "side", "entry_id", "reason_code", "reason"), "varchar"),
        "amount": MONEY,
        "currency": "varchar",
        "occurred_on": "date",
        "age_days": "integer",
        "severity": "varchar",
        "due_on": "date",
        **dict.fromkeys(
            ("owner", "facility", "connection_id", "platform", "record_type", "source_id", "account_id", "counterparty", "description"),
            "varchar",
        ),
        "candidates": "json",
    },
    "reconciliation_statement": {
        **dict.fromkeys(("account_id", "account_name", "facility", "currency"), "varchar"),
        "period": "date",
        "period_end_on": "date",
        **dict.fromkeys(
            (
                "book_balance",
                "deposits_in_transit",
                "outstanding_payments",
                "bank_receipts_not_in_books",
                "bank_payments_not_in_books",
                "matched_differences",
                "opening_difference",
                "ledger_difference",
                "bank_balance",
                "unexplained_difference",
            ),
            MONEY,
        ),
    },
    "reconciliation_statement_item": {
        "account_id": "varchar",
        "period": "date",
        "kind": "varchar",
        "entry_id": "varchar",
        "occurred_on": "date",
        "counterparty": "varchar",
        "description": "varchar",
        "document_number": "varchar",
        "amount": MONEY,
        "currency": "varchar",
        "age_days": "integer",
        "reason_code": "varchar",
    },
    "reconciliation_summary": {
        "reconciliation": "varchar",
        "side": "varchar",
        "currency": "varchar",
        "items": "bigint",
        "item_amount": MONEY,
        "matched_items": "bigint",
        "matched_amount": MONEY,
        "suggested_items": "bigint",
        "open_items": "bigint",
        "open_amount": MONEY,
        "exception_items": "bigint",
        "exception_amount": MONEY,
    },
    "kpi_daily": {
        "kpi_on": "date",
        "facility": "varchar",
        "reconciliation": "varchar",
        "kpi": "varchar",
        "currency": "varchar",
        "numerator": MONEY,
        "denominator": MONEY,
        "value": "decimal(18,4)",
    },
    "exception_ageing": {
        **dict.fromkeys(("reconciliation", "facility", "currency", "bucket"), "varchar"),
        "bucket_order": "integer",
        "exceptions": "bigint",
        "amount": MONEY,
    },
    "payout_match": {
        **dict.fromkeys(("payout_entry_id", "platform", "connection_id", "facility"), "varchar"),
        "payout_on": "date",
        "currency": "varchar",
        **dict.fromkeys(("gross", "fees", "refunds", "disputes", "adjustments", "net", "payout_amount", "composition_difference"), MONEY),
        "bank_entry_ids": "varchar[]",
        "bank_amount": MONEY,
        "bank_difference": MONEY,
        "verdict": "varchar",
    },
    "gl_tieout": {
        **dict.fromkeys(("connection_id", "facility", "account_id", "account_name", "account_type", "currency"), "varchar"),
        "period": "date",
        **dict.fromkeys(
            (
                "opening_balance",
                "ledger_movement",
                "subledger_movement",
                "difference",
                "explained_difference",
                "unexplained_difference",
                "closing_balance",
            ),
            MONEY,
        ),
    },
    "money_trail": dict.fromkeys(("from_entry_id", "to_entry_id", "match_id", "link_kind"), "varchar"),
    "load_log": {
        **dict.fromkeys(("load_id", "connection_id", "platform", "resource"), "varchar"),
        "business_on": "date",
        "started_at": "timestamp",
        "ended_at": "timestamp",
        "status": "varchar",
        "rows": "bigint",
        "quarantined": "bigint",
        "api_calls": "bigint",
        "retries": "bigint",
        "error": "varchar",
        "cure": "varchar",
    },
    "connection": {**dict.fromkeys(("connection_id", "platform", "kind", "facility"), "varchar"), "is_enabled": "boolean"},
    "as_of": {"as_of_on": "date"},
}


def create_statements() -> list[str]:
    """DDL for an empty published file."""
    made = ["create schema if not exists marts"]
    for table, columns in MARTS.items():
        listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        made.append(f"create table marts.{table} ({listed})")
    return made
