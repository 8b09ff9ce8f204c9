"""Neutral processor records as Stripe objects, API version 2026-10-28.endive.

Amounts are integers in the minor unit of their currency, times are unix seconds UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ingestion.sandbox.company.model import Charge, Company, Dispute, Party, Payout, ProcessorAccount, ProcessorRefund
from ingestion.sandbox.platform import native_token
from ingestion.sandbox.versions import Row

ZERO_DECIMAL = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split())
THREE_DECIMAL = frozenset("bhd jod kwd omr tnd".split())
AVAILABLE_AFTER = timedelta(days=2)
BRANDS = ("visa", "mastercard", "amex", "discover")


def minor(amount: Decimal, currency: str) -> int:
    """``amount`` in the smallest unit of ``currency``: 12.50 USD is 1250, 500 JPY is 500, 1.250 KWD is 1250."""
    code = currency.lower()
    return int(amount * (1 if code in ZERO_DECIMAL else 1000 if code in THREE_DECIMAL else 100))


def unix(at: datetime) -> int:
    return int(at.timestamp())


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ids:
    """Native ids of one account: the vendor's prefixes and lengths, the rest meaningless."""

    company: Company
    connection: str

    def __call__(self, prefix: str, *parts: str) -> str:
        return f"{prefix}_{native_token(self.company, 24, 'stripe', self.connection, prefix, *parts)}"

    def source(self, record: Any) -> str:
        prefix = {Charge: "ch", ProcessorRefund: "re", Dispute: "du", Payout: "po"}[type(record)]
        return self(prefix, record.key)

    def pick(self, count: int, *parts: str) -> int:
        """A stable, meaningless choice among ``count``."""
        return int(native_token(self.company, 8, "stripe", "pick", self.connection, *parts), 36) % count


@dataclass(frozen=True, slots=True)
class ChargeContext:
    """What a charge shows of its surroundings."""

    transaction: str | None  # its balance transaction, once it moved the balance
    refunded: Decimal  # given back so far
    disputed: bool
    bank_debit: bool  # paid from a bank account: pending for days


def charge_row(ids: Ids, account: ProcessorAccount, charge: Charge, around: ChargeContext) -> Row:
    """A charge; no refunds list inside, as since API version 2022-11-15."""
    amount, currency = minor(charge.amount, charge.currency), charge.currency.lower()
    succeeded, failed = charge.status == "succeeded", charge.status == "failed"
    return {
        "id": ids.source(charge),
        "object": "charge",
        "amount": amount,
        "amount_captured": amount if succeeded else 0,
        "amount_refunded": minor(around.refunded, charge.currency),
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": around.transaction,
        "billing_details": {"address": None, "email": charge.payer_email, "name": charge.payer_name, "phone": None, "tax_id": None},
        "calculated_statement_descriptor": account.descriptor[:22],
        "captured": succeeded,
        "created": unix(charge.created_at),
        "currency": currency,
        "customer": ids("cus", charge.party),
        "description": charge.description or None,
        "disputed": around.disputed,
        "failure_balance_transaction": None,
        "failure_code": "card_declined" if failed else None,
        "failure_message": "Your card was declined." if failed else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": {"invoice_number": charge.invoice_number} if charge.invoice_number else {},
        "on_behalf_of": None,
        "outcome": None,
        "paid": not failed,
        "payment_intent": ids("pi", charge.key),
        "payment_method": ids("pm", charge.key),
        "payment_method_details": _method(ids, charge, around.bank_debit),
        "receipt_email": charge.payer_email,
        "receipt_number": None,
        "receipt_url": None,
        "refunded": around.refunded == charge.amount,
        "review": None,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": charge.status,
        "transfer_data": None,
        "transfer_group": None,
    }


def _method(ids: Ids, charge: Charge, bank_debit: bool) -> Row:
    last4 = f"{ids.pick(10_000, 'last4', charge.party):04d}"
    if bank_debit:
        return {"type": "us_bank_account", "us_bank_account": {"bank_name": "STRIPE TEST BANK", "last4": last4}}
    brand = BRANDS[ids.pick(len(BRANDS), charge.party)]
    card = {"brand": brand, "country": None, "exp_month": 12, "exp_year": charge.created_at.year + 2, "funding": "credit", "last4": last4}
    return {"type": "card", "card": {**card, "network": brand, "wallet": None}}


def refund_row(ids: Ids, refund: ProcessorRefund, transaction: str | None) -> Row:
    row = {
        "id": ids.source(refund),
        "object": "refund",
        "amount": minor(refund.amount, refund.currency),
        "balance_transaction": transaction,
        "charge": ids("ch", refund.charge_key),
        "created": unix(refund.created_at),
        "currency": refund.currency.lower(),
        "destination_details": {"type": "card", "card": {"type": "refund"}},
        "metadata": {},
        "payment_intent": ids("pi", refund.charge_key),
        "reason": "requested_by_customer",
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": refund.status,
        "transfer_reversal": None,
    }
    return {**row, "failure_reason": "expired_or_canceled_card"} if refund.status == "failed" else row


def dispute_row(ids: Ids, dispute: Dispute, transactions: list[Row]) -> Row:
    """A dispute with its balance transactions inside: the withdrawal, and the reinstatement once it is won."""
    return {
        "id": ids.source(dispute),
        "object": "dispute",
        "amount": minor(dispute.amount, dispute.currency),
        "balance_transactions": transactions,
        "charge": ids("ch", dispute.charge_key),
        "created": unix(dispute.created_at),
        "currency": dispute.currency.lower(),
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": unix(dispute.created_at + timedelta(days=9)),
            "has_evidence": dispute.status != "needs_response",
            "past_due": False,
            "submission_count": int(dispute.status != "needs_response"),
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": ids("pi", dispute.charge_key),
        "reason": "product_not_received",
        "status": dispute.status,
    }


def payout_row(ids: Ids, account: ProcessorAccount, payout: Payout, transaction: str, returned: str | None, reconciled: bool) -> Row:
    """A payout; ``returned`` is the transaction that put a failed one back.

    The trace id is known once it is paid; the statement descriptor is what the bank line quotes.
    """
    failed, traced = payout.status == "failed", payout.status != "in_transit"
    return {
        "id": ids.source(payout),
        "object": "payout",
        "amount": minor(payout.amount, payout.currency),
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": unix(midnight(payout.arrival_on)),
        "automatic": True,
        "balance_transaction": transaction,
        "created": unix(payout.created_at),
        "currency": payout.currency.lower(),
        "description": "STRIPE PAYOUT",
        "destination": ids("ba", account.payout_bank_account),
        "failure_balance_transaction": returned,
        "failure_code": "account_closed" if failed else None,
        "failure_message": "The bank account has been closed." if failed else None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": ids("pm", account.payout_bank_account),
        "reconciliation_status": "completed" if reconciled else "in_progress",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": payout.statement_reference or None,
        "status": payout.status,
        "trace_id": {"status": "supported" if traced else "pending", "value": payout.trace if traced else None},
        "type": "bank_account",
    }


def account_row(ids: Ids, account: ProcessorAccount, opened: datetime) -> Row:
    """The account itself. Its dashboard's time zone is the one its owner thinks in."""
    return {
        "id": ids("acct", account.key)[:21],
        "object": "account",
        "business_profile": {"name": account.descriptor.title(), "support_email": None, "support_phone": None, "url": None},
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": {"USD": "US", "GBP": "GB"}.get(account.currency, "FR"),
        "created": unix(opened),
        "default_currency": account.currency.lower(),
        "details_submitted": True,
        "email": f"payments@{ids.connection.replace('_', '-')}.example.test",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "dashboard": {"display_name": account.descriptor.title(), "timezone": account.timezone},
            "payments": {"statement_descriptor": account.descriptor[:22]},
            "payouts": {"schedule": {"delay_days": 2, "interval": "daily"}, "statement_descriptor": None},
        },
        "type": "standard",
    }


def customer_row(ids: Ids, party: Party, created: datetime) -> Row:
    return {
        "id": ids("cus", party.key),
        "object": "customer",
        "address": None,
        "balance": 0,
        "business_name": party.name,
        "created": unix(created),
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": party.email,
        "individual_name": None,
        "invoice_prefix": ids("cus", party.key)[-8:],
        "livemode": False,
        "metadata": {},
        "name": party.name,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of the balance. ``amount`` is signed, ``fee`` is what Stripe keeps (negative: gives back); net = amount - fee."""

    id: str
    kind: str
    category: str
    source: str | None
    at: datetime
    amount: Decimal
    currency: str
    fee: Decimal = Decimal(0)
    description: str | None = None

    @property
    def available_at(self) -> datetime:
        """Card money becomes available days later; whatever else moves the balance does so at once."""
        return midnight((self.at + AVAILABLE_AFTER).date()) if self.kind in ("charge", "payment") else self.at


def transaction_row(movement: Movement, now: datetime) -> Row:
    """The balance transaction of ``movement`` as it stands at ``now``."""
    currency = movement.currency.lower()
    gross, kept = minor(movement.amount, currency), minor(movement.fee, currency)
    detail = {"amount": kept, "application": None, "currency": currency, "description": "Stripe processing fees", "type": "stripe_fee"}
    return {
        "id": movement.id,
        "object": "balance_transaction",
        "amount": gross,
        "available_on": unix(movement.available_at),
        "balance_type": "payments",
        "created": unix(movement.at),
        "currency": currency,
        "description": movement.description,
        "exchange_rate": None,
        "fee": kept,
        "fee_details": [detail] if kept else [],
        "net": gross - kept,
        "reporting_category": movement.category,
        "source": movement.source,
        "status": "available" if movement.available_at <= now else "pending",
        "type": movement.kind,
    }
