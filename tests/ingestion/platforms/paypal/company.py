"""A company small enough to check by hand: one wallet, two withdrawals, and every kind of later change."""

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

CONNECTION = "paypal_riverbend"
D = Decimal
ACCOUNT = ProcessorAccount("pa", "paypal", CONNECTION, "HCG-02", "USD", "America/Los_Angeles", "HARBOR CARE RIVERBEND", "ba", D("500.00"))


def at(day: int, hour: int = 20, month: int = 2) -> datetime:
    """2026, UTC. Pacific time is eight hours behind until the 8th of March, then seven."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def charge(key: str, created: datetime, amount: str, fee: str, invoice: str, payer: str, status: str) -> Charge:
    email = f"{payer.split()[0].lower()}@example.test"
    return Charge(key, "pa", "payer", created, D(amount), D(fee), "USD", invoice, f"Invoice #{invoice}", payer, email, status, None)


PAID = charge("c1", at(2), "125.00", "4.85", "INV-1042", "Ann Doe", "succeeded")
ECHECK = charge("c2", at(2, 5), "300.00", "9.00", "INV-1043", "Bo Roeplaceholder", "pending")
DENIED = charge("c3", at(3), "80.00", "2.62", "INV-1044", "Cy Poe", "failed")
REFUND = ProcessorRefund("r1", "pa", "c1", at(4), D("25.00"), D("0.87"), "USD", "succeeded", None)
FEE = ProcessorFee("f1", "pa", at(5), D("30.00"), "USD", "Monthly account fee", None)
FIRST = Payout("p1", "pa", at(6), date(2026, 2, 9), D("66.02"), "USD", "1024556677", "ST-QW12ER34TY56", "in_transit")
DISPUTE = Dispute("d1", "pa", "c1", at(10), D("100.00"), D("20.00"), "USD", "needs_response", None, None, None)
SECOND = Payout("p2", "pa", at(12), date(2026, 2, 16), D("171.00"), "USD", "1024556678", "ST-UI78OP90AS12", "in_transit")
RETURNED_ON, WON_ON = at(17), at(3, month=3)


def _timeline() -> list[tuple[datetime, Record]]:
    return [
        (ECHECK.created_at, ECHECK),
        (PAID.created_at, PAID),
        (DENIED.created_at, DENIED),
        (REFUND.created_at, REFUND),
        (FEE.created_at, FEE),
        (FIRST.created_at, FIRST),
        (at(9), replace(FIRST, status="paid")),
        (at(9, 22), replace(ECHECK, status="succeeded", payout_key="p2")),
        (DISPUTE.created_at, DISPUTE),
        (SECOND.created_at, SECOND),
        (RETURNED_ON, replace(SECOND, status="failed", failed_at=RETURNED_ON)),
        (WON_ON, replace(DISPUTE, status="won", reinstated_at=WON_ON, payout_key="p2")),
    ]


def company() -> Company:
    facility = Facility("HCG-02", "Harbor Care Riverbend", "Hartford", "US", "USD", "America/New_York", "xero", "books", (CONNECTION,))
    return Company(
        seed=7,
        started_on=date(2026, 2, 1),
        ended_on=date(2026, 3, 31),
        facilities=(facility,),
        bank_accounts=(),
        processor_accounts=(ACCOUNT,),
        parties=(Party("payer", "Lakeside Insurance LLC", "payer", "ap@example.test", "Boston"),),
        charts={},
        timelines={CONNECTION: tuple(Snapshot(moment, record) for moment, record in _timeline())},
    )
