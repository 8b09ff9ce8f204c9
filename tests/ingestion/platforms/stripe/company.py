"""A company small enough to check by hand: one Stripe account, two payouts, and every kind of later change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from ingestion.sandbox.company.model import (
    Charge,
    Company,
    Dispute,
    Facility,
    Party,
    Payout,
    ProcessorAccount,
    ProcessorFee,
    ProcessorRefund,
    Record,
    Snapshot,
)

CONNECTION = "stripe_northside"
ACCOUNT = ProcessorAccount("pa", "stripe", CONNECTION, "HCG-01", "USD", "America/New_York", "HARBOR CARE NORTHSIDE", "ba")
D = Decimal


def at(day: int, hour: int = 12) -> datetime:
    """March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def charge(key: str, created: datetime, amount: str, fee: str, invoice: str, payer: str, status: str) -> Charge:
    email = f"{payer.split()[0].lower()}@example.test"
    text = f"Invoice {invoice}" if invoice else ""
    return Charge(key, "pa", "payer", created, D(amount), D(fee), "USD", invoice, text, payer, email, status, None)


CARD = charge("c1", at(2), "100.00", "3.20", "INV-1042", "Ann Doe", "succeeded")
DEBIT = charge("c2", at(2, 13), "250.00", "2.00", "INV-1043", "Bo Roe", "pending")
DECLINED = charge("c3", at(3), "80.00", "2.62", "", "Cy Poe", "failed")
REFUND = ProcessorRefund("r1", "pa", "c1", at(4), D("40.00"), D("0.00"), "USD", "succeeded", None)
FAILED_REFUND = ProcessorRefund("r2", "pa", "c1", at(4, 15), D("5.00"), D("0.00"), "USD", "pending", None)
FEE = ProcessorFee("f1", "pa", at(5), D("2.00"), "USD", "Billing: monthly fee", None)
FIRST = Payout("p1", "pa", at(5, 20), date(2026, 3, 9), D("54.80"), "USD", "091000019988776", "ST-A1B2C3D4E5F6", "in_transit")
DISPUTE = Dispute("d1", "pa", "c2", at(10), D("60.00"), D("15.00"), "USD", "needs_response", None, None, None)
SECOND = Payout("p2", "pa", at(12, 20), date(2026, 3, 16), D("173.00"), "USD", "091000019988777", "ST-G7H8J9K0L1M2", "in_transit")
WON_ON, RETURNED_ON = at(20), at(18)


def _timeline() -> list[tuple[datetime, Record]]:
    won = replace(DISPUTE, status="won", reinstated_at=WON_ON, payout_key="p2")
    return [
        (CARD.created_at, CARD),
        (DEBIT.created_at, DEBIT),
        (DECLINED.created_at, DECLINED),
        (REFUND.created_at, REFUND),
        (FAILED_REFUND.created_at, FAILED_REFUND),
        (FEE.created_at, FEE),
        (FIRST.created_at, FIRST),
        *((FIRST.created_at, replace(record, payout_key="p1")) for record in (CARD, REFUND, FEE)),
        (at(6), replace(FAILED_REFUND, status="failed")),
        (at(6, 13), replace(DEBIT, status="succeeded")),
        (at(9), replace(FIRST, status="paid")),
        (DISPUTE.created_at, DISPUTE),
        (SECOND.created_at, SECOND),
        (SECOND.created_at, replace(DEBIT, status="succeeded", payout_key="p2")),
        (SECOND.created_at, replace(DISPUTE, payout_key="p2")),
        (at(16), replace(SECOND, status="paid")),
        (RETURNED_ON, replace(SECOND, status="failed", failed_at=RETURNED_ON)),
        (WON_ON, won),
    ]


def company() -> Company:
    return Company(
        seed=7,
        started_on=date(2026, 3, 1),
        ended_on=date(2026, 3, 31),
        facilities=(Facility("HCG-01", "Harbor Care", "Boston", "US", "USD", "America/New_York", "xero", "books", (CONNECTION,)),),
        bank_accounts=(),
        processor_accounts=(ACCOUNT,),
        parties=(Party("payer", "Lakeside Insurance LLC", "payer", "ap@example.test", "Boston"),),
        charts={},
        timelines={CONNECTION: tuple(Snapshot(moment, record) for moment, record in _timeline())},
    )
