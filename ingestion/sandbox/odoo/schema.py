"""The models and fields that a database has, by Odoo version. ``fields_get`` answers from here.

17 and 18 are spoken over JSON-RPC only, 19 over JSON-2 as well. What differs here: names of fields, states of payments.
"""

from __future__ import annotations

from typing import Any

_COMMON = {"id": "integer", "display_name": "char", "create_date": "datetime", "write_date": "datetime"}


def _fields(**groups: str) -> dict[str, str]:
    """Field types by name, written as type='name name ...'."""
    return {name: kind for kind, names in groups.items() for name in names.split()} | _COMMON


MODELS: dict[str, dict[str, str]] = {
    "account.move": _fields(
        char="name ref invoice_origin payment_reference",
        html="narration",
        selection="move_type state payment_state",
        many2one="partner_id commercial_partner_id currency_id company_id company_currency_id journal_id reversed_entry_id"
        " statement_line_id origin_payment_id",
        date="date invoice_date invoice_date_due",
        monetary="amount_untaxed amount_tax amount_total amount_residual amount_total_signed amount_residual_signed"
        " amount_total_in_currency_signed",
        one2many="line_ids invoice_line_ids",
    ),
    "account.move.line": _fields(
        char="name ref",
        selection="parent_state display_type",
        integer="sequence",
        many2one="move_id account_id partner_id journal_id currency_id company_id company_currency_id statement_line_id payment_id",
        date="date date_maturity",
        monetary="debit credit balance amount_currency amount_residual amount_residual_currency price_subtotal",
        float="quantity price_unit",
        boolean="reconciled",
        one2many="matched_debit_ids matched_credit_ids",
    ),
    "account.partial.reconcile": _fields(
        many2one="debit_move_id credit_move_id exchange_move_id company_id",
        monetary="amount debit_amount_currency credit_amount_currency",
        date="max_date",
    ),
    "account.payment": _fields(
        char="name memo payment_reference check_number payment_method_code",
        selection="state payment_type partner_type",
        many2one="move_id journal_id partner_id currency_id company_id payment_method_line_id destination_account_id outstanding_account_id"
        " paired_internal_transfer_payment_id",
        date="date",
        monetary="amount",
        boolean="is_reconciled is_matched is_sent",
        many2many="invoice_ids reconciled_invoice_ids reconciled_bill_ids reconciled_statement_line_ids",
    ),
    "account.payment.method.line": _fields(
        char="name code",
        selection="payment_type",
        integer="sequence",
        many2one="journal_id payment_account_id payment_provider_id company_id",
    ),
    "account.journal": _fields(
        char="name code",
        selection="type",
        boolean="active",
        many2one="currency_id bank_account_id default_account_id suspense_account_id company_id",
    ),
    "account.account": _fields(
        char="code name",
        selection="account_type",
        boolean="reconcile active",
        many2one="currency_id",
        many2many="company_ids",
    ),
    "res.partner": _fields(
        char="name ref vat email city",
        integer="customer_rank supplier_rank",
        boolean="is_company active",
        many2one="parent_id",
        one2many="bank_ids",
    ),
    "res.company": _fields(char="name", many2one="currency_id partner_id"),
}

# What 19 calls by another name than an older version.
_RENAMED: dict[int, dict[str, dict[str, str]]] = {
    18: {"account.account": {"active": "deprecated"}},
    17: {
        "account.payment": {"memo": "ref"},
        "account.move": {"origin_payment_id": "payment_id"},
        "account.account": {"active": "deprecated", "company_ids": "company_id"},
    },
}
_ADDED_AFTER_17 = {"account.payment": {"invoice_ids"}}
_TYPES_IN_17 = {"company_id": "many2one"}
_PAYMENT_STATES_IN_17 = {"in_process": "posted", "paid": "posted", "canceled": "cancel"}


def fields_of(model: str, version: int) -> dict[str, str]:
    """Field types of ``model``. Raises KeyError where the database has no such model."""
    renamed = _RENAMED.get(version, {}).get(model, {})
    added = _ADDED_AFTER_17.get(model, set()) if version == 17 else set()
    there = {name: kind for name, kind in MODELS[model].items() if name not in added}
    return {renamed.get(name, name): _TYPES_IN_17.get(renamed.get(name, ""), kind) for name, kind in there.items()}


def in_version(model: str, row: dict[str, Any], version: int, company: list[Any]) -> dict[str, Any]:
    """``row`` (in the words of 19) as ``version`` keeps it."""
    renamed = _RENAMED.get(version, {}).get(model, {})
    known = fields_of(model, version)
    found = {renamed.get(name, name): value for name, value in row.items() if renamed.get(name, name) in known}
    if "deprecated" in found:
        found["deprecated"] = not found["deprecated"]
    if version == 17 and model == "account.account":
        found["company_id"] = company
    if version == 17 and model == "account.payment":
        found["state"] = _PAYMENT_STATES_IN_17.get(found["state"], found["state"])
    return found
