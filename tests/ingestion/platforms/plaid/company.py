"""A bank login small enough to read: two accounts, one line of each kind that Plaid treats in its own way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from ingestion.sandbox.company.model import BankAccount, BankLine, Company, Snapshot

CONNECTION = "harbor_plaid"
END = datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)


def _account(key: str, facility: str, name: str, number: str, opening: str) -> BankAccount:
    return BankAccount(
        key=key,
        facility=facility,
        name=name,
        bank_name="First Harbor Bank",
        number=number,
        routing="011902113",
        iban=None,
        bic=None,
        currency="USD",
        channel="plaid",
        connection=CONNECTION,
        opened_on=date(2026, 1, 1),
        opening_balance=Decimal(opening),
    )


def _line(key: str, day: int, amount: str, kind: str, text: str, **more) -> BankLine:
    fields = {"counterparty": "", "customer_reference": "", "check_number": None, "bank_account": "operating", "month": 3, **more}
    posted_on = date(2026, fields.pop("month"), day)
    return BankLine(
        key=key,
        posted_on=posted_on,
        value_on=posted_on,
        amount=Decimal(amount),
        currency="USD",
        kind=kind,
        text=text,
        bank_reference=key,
        **fields,
    )


def _at(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 9, 0, tzinfo=UTC)


EARLY = _line("early", 5, "11.11", "interest", "INTEREST PAYMENT", month=1)
PAYOUT = _line(
    "payout", 10, "4812.33", "ach_credit", "STRIPE TRANSFER ST-A1B2C3D4E5F6", counterparty="Stripe", customer_reference="091000019988776"
)
CHECK = _line("check", 12, "-250.10", "check_paid", "CHECK 001021", check_number="001021")
CARD = _line("card", 18, "-89.00", "card", "POS HARBOR SUPPLY 4471", pending_on=date(2026, 3, 17))
PAYROLL = _line("payroll", 20, "-1200.00", "ach_debit", "PAYROLL", bank_account="payroll")
EDITED = _line("edited", 20, "-40.00", "fee", "SERVICE CHARGE")
CORRECTED = replace(EDITED, amount=Decimal("-45.00"), text="SERVICE CHARGE CORRECTED")
GONE = _line("gone", 21, "-7.00", "fee", "FEE TAKEN BACK")

SNAPSHOTS = (
    Snapshot(_at(6, 1), EARLY),
    Snapshot(_at(11), PAYOUT),
    Snapshot(_at(13), CHECK),
    Snapshot(_at(19), CARD),
    Snapshot(_at(21), PAYROLL),
    Snapshot(_at(21), EDITED),
    Snapshot(_at(22), GONE),
    Snapshot(_at(25), CORRECTED),
    Snapshot(_at(28), GONE, deleted=True),
)

COMPANY = Company(
    seed=7,
    started_on=date(2026, 1, 1),
    ended_on=END.date(),
    facilities=(),
    bank_accounts=(
        _account("operating", "HCG-01", "Operating Checking", "0880008881", "1000.00"),
        _account("payroll", "HCG-02", "Savings", "0880008882", "5000.00"),
    ),
    processor_accounts=(),
    parties=(),
    charts={},
    timelines={CONNECTION: SNAPSHOTS},
)
