"""Rows of account.move, its lines, payments and partial reconciliations, in the words of Odoo 19. Pure; dates of writing come later."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ingestion.sandbox.company.model import BillPayment, BookRecord, CustomerRefund, Receipt
from ingestion.sandbox.odoo.chart import METHODS, RECONCILED, Chart, Way
from ingestion.sandbox.odoo.ids import Ids
from ingestion.sandbox.odoo.moves import SIGNS, Move, dated
from ingestion.sandbox.odoo.values import ZERO, Pair, day, filled, note, number
from ingestion.sandbox.versions import Row


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What reconciliation did to a line. ``settled`` is positive."""

    settled: Decimal
    debits: list[int]
    credits: list[int]
    by_credit_note: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """All that the rows of one record are made from."""

    chart: Chart
    ids: Ids
    key: str
    record: BookRecord
    move: Move
    state: str
    facts: list[LineFacts]
    unposted: bool  # its lines never reached the general ledger

    @property
    def pair(self) -> Pair:
        return [self.ids.move(self.key), self.ids.name(self.key)]

    def open(self, n: int) -> Decimal:
        """What is open on line ``n``, signed; zero on accounts that are not reconciled."""
        line = self.move.lines[n]
        if self.chart.accounts[line.account].account_type not in RECONCILED:
            return ZERO
        settled = self.facts[n].settled
        return line.balance - settled if line.balance >= 0 else line.balance + settled


def move_row(p: Parts) -> Row:
    move, native_id = p.move, p.ids.move(p.key)
    sign = SIGNS[move.move_type]
    residual = abs(p.open(move.control())) if move.is_document else ZERO
    line_ids = [p.ids.line(p.key, n) for n in range(len(move.lines))]

    def money(field: str, amount: Decimal) -> Decimal:
        return number(amount, f"account.move/{native_id}/{field}")

    return {
        "id": native_id,
        "display_name": p.ids.name(p.key),
        "name": p.ids.name(p.key),
        "ref": filled(move.ref),
        "narration": note(move.memo),
        "move_type": move.move_type,
        "state": p.state,
        "payment_state": _payment_state(p, residual),
        "partner_id": p.chart.partner(move.party),
        "commercial_partner_id": p.chart.partner(move.party),
        "date": day(move.on),
        "invoice_date": day(move.on if move.is_document else None),
        "invoice_date_due": day(move.due_on),
        "invoice_origin": filled(move.origin),
        "payment_reference": filled(move.number if move.move_type == "out_invoice" else ""),
        "currency_id": p.chart.currency(move.currency),
        "company_id": p.chart.company_pair,
        "company_currency_id": p.chart.currency(p.chart.facility.currency),
        "journal_id": p.chart.journal(move.journal),
        "amount_untaxed": money("amount_untaxed", move.total),
        "amount_tax": number(ZERO, ""),
        "amount_total": money("amount_total", move.total),
        "amount_residual": money("amount_residual", residual),
        "amount_total_signed": number(move.total * sign, ""),
        "amount_residual_signed": number(residual * sign, ""),
        "amount_total_in_currency_signed": number(move.total * sign, ""),
        "reversed_entry_id": False,
        "statement_line_id": False,
        "origin_payment_id": [p.ids.payment(p.key), p.ids.name(p.key)] if p.ids.has_payment(p.key) else False,
        "line_ids": line_ids,
        "invoice_line_ids": line_ids[1:] if move.is_document else [],
    }


def _payment_state(p: Parts, residual: Decimal) -> str:
    if not p.move.is_document or p.state != "posted":
        return "not_paid"
    if residual and residual < p.move.total:
        return "partial"
    if residual or not p.move.total:
        return "not_paid"
    return "reversed" if p.facts[p.move.control()].by_credit_note else "paid"


def line_row(p: Parts, n: int) -> Row:
    line, native_id = p.move.lines[n], p.ids.line(p.key, n)
    facts, is_control = p.facts[n], line.account in ("receivable", "payable")
    product = p.move.is_document and not is_control
    residual = p.open(n)
    currency = p.chart.currency(p.move.currency)

    def money(field: str, amount: Decimal) -> Decimal:
        return number(amount, f"account.move.line/{native_id}/{field}")

    return {
        "id": native_id,
        "display_name": p.ids.name(p.key),
        "move_id": p.pair,
        "account_id": p.chart.account(line.account),
        "partner_id": p.chart.partner(line.party),
        "journal_id": p.chart.journal(p.move.journal),
        "date": day(p.move.on),
        "date_maturity": day((p.move.due_on or p.move.on) if is_control else None),
        "name": filled(line.label),
        "ref": filled(p.move.ref),
        "sequence": 10 * (n + 1),
        "debit": money("debit", max(line.balance, ZERO)),
        "credit": money("credit", max(-line.balance, ZERO)),
        "balance": money("balance", line.balance),
        "amount_currency": money("amount_currency", line.balance),
        "currency_id": currency,
        "company_id": p.chart.company_pair,
        "company_currency_id": p.chart.currency(p.chart.facility.currency),
        "amount_residual": money("amount_residual", residual),
        "amount_residual_currency": number(residual, ""),
        "reconciled": bool(line.balance) and p.chart.accounts[line.account].account_type in RECONCILED and not residual,
        "matched_debit_ids": facts.debits,
        "matched_credit_ids": facts.credits,
        "statement_line_id": False,
        "payment_id": [p.ids.payment(p.key), p.ids.name(p.key)] if p.ids.has_payment(p.key) else False,
        "display_type": "payment_term" if p.move.is_document and is_control else "product",
        "quantity": number(line.detail.quantity if line.detail else Decimal(1 if product else 0), ""),
        "price_unit": number(line.detail.unit_price if line.detail else ZERO, ""),
        "price_subtotal": number(line.detail.amount if line.detail else ZERO, ""),
        "parent_state": "draft" if p.unposted and p.state == "posted" else p.state,
    }


def payment_row(p: Parts, reconciled: list[int], registered: list[int]) -> Row:
    """``reconciled``: ids of the documents it settles; ``registered``: of those it was entered for, which stays when one is cancelled."""
    record = p.record
    assert isinstance(record, Receipt | CustomerRefund | BillPayment)
    inbound, supplier = isinstance(record, Receipt), isinstance(record, BillPayment)
    control, native_id = p.move.control(), p.ids.payment(p.key)
    journal = p.chart.journal_of(record.account)
    way = Way(journal, "inbound" if inbound else "outbound", record.method, record.account)
    outgoing_check = record.method == "check" and not inbound
    money_line = 1 - control
    on_bank = record.account != "undeposited"
    matched = on_bank or not p.open(money_line)
    state = {"draft": "draft", "cancel": "canceled"}.get(p.state, "paid" if matched else "in_process")
    check_number = record.check_number if isinstance(record, BillPayment) else record.reference if outgoing_check else ""
    reference = "" if isinstance(record, CustomerRefund) and outgoing_check else record.reference
    return {
        "id": native_id,
        "display_name": p.ids.name(p.key),
        "name": p.ids.name(p.key),
        "date": day(dated(record)),
        "move_id": p.pair,
        "journal_id": p.chart.journal(journal),
        "state": state,
        "payment_type": "inbound" if inbound else "outbound",
        "partner_type": "supplier" if supplier else "customer",
        "partner_id": p.chart.partner(record.party),
        "amount": number(record.amount, f"account.payment/{native_id}"),
        "currency_id": p.chart.currency(record.currency),
        "company_id": p.chart.company_pair,
        "memo": filled(record.memo),
        "payment_reference": filled(reference),
        "check_number": filled(check_number),
        "payment_method_line_id": p.chart.way(way),
        "payment_method_code": _code(way),
        "is_reconciled": p.state == "posted" and not p.open(control),
        "is_matched": p.state == "posted" and matched,
        "is_sent": outgoing_check,
        "invoice_ids": registered,
        "reconciled_invoice_ids": [] if supplier else reconciled,
        "reconciled_bill_ids": reconciled if supplier else [],
        "reconciled_statement_line_ids": [],
        "destination_account_id": p.chart.account(p.move.lines[control].account),
        "outstanding_account_id": p.chart.account(record.account),
        "paired_internal_transfer_payment_id": False,
    }


def _code(way: Way) -> str:
    if way.journal.startswith("clearing:"):
        return way.journal.removeprefix("clearing:")
    return METHODS[way.method][0 if way.payment_type == "inbound" else 1]


def partial_row(chart: Chart, native_id: int, debit: Pair, credit: Pair, amount: Decimal, on: str) -> dict[str, Any]:
    return {
        "id": native_id,
        "display_name": f"account.partial.reconcile,{native_id}",
        "debit_move_id": debit,
        "credit_move_id": credit,
        "amount": number(amount, f"account.partial.reconcile/{native_id}"),
        "debit_amount_currency": number(amount, ""),
        "credit_amount_currency": number(amount, ""),
        "exchange_move_id": False,
        "max_date": on,
        "company_id": chart.company_pair,
    }
