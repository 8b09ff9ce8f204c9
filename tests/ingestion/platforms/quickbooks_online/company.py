"""A company small enough to read: one facility on QuickBooks, a dozen records in March 2026, a few of them edited afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from ingestion.sandbox.company.model import (
    Application,
    BankAccount,
    BankTransaction,
    Bill,
    BillPayment,
    BookRecord,
    Company,
    CreditNote,
    CustomerRefund,
    Deposit,
    DepositLine,
    DocumentLine,
    Facility,
    Invoice,
    Journal,
    JournalLine,
    Party,
    ProcessorAccount,
    Receipt,
    Snapshot,
    Transfer,
)

CONNECTION = "books"
FACILITY = "HCG-01"


def at(day: int, hour: int = 12, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def day(number: int, month: int = 3) -> date:
    return date(2026, month, number)


def money(text: str) -> Decimal:
    return Decimal(text)


def line(amount: str, account: str) -> DocumentLine:
    return DocumentLine("Skilled nursing visits", Decimal(1), money(amount), money(amount), account)


def invoice(key: str, number: str, amount: str, balance: str, issued: date) -> Invoice:
    lines = (line(amount, "revenue:nursing"),)
    return Invoice(
        key, FACILITY, number, "plan", issued, day(1, 4), "USD", lines, money(amount), money(balance), f"CLM-{number}", "Feb visits"
    )


INVOICE = invoice("i1", "RHH-2207", "4200.00", "4200.00", day(2))
VOIDED = invoice("i2", "RHH-2208", "75.00", "75.00", day(3))
DELETED = invoice("i3", "RHH-2209", "60.00", "60.00", day(4))
CHECK = Receipt(
    "r1", FACILITY, "plan", day(20), money("3000.00"), "USD", "check", "88120", "undeposited", (Application("i1", money("3000.00")),), ""
)
ACH = Receipt("r2", FACILITY, "plan", day(22), money("500.00"), "USD", "ach", "EFT 8841207", "bank:operating", (), "on account")
CREDIT = CreditNote(
    "c1", FACILITY, "CN-9", "plan", day(23), "USD", (line("200.00", "revenue:nursing"),), money("200.00"),
    (Application("i1", money("120.00")),), "Overbilled",
)  # fmt: skip
REFUND_CHECK = CustomerRefund("f1", FACILITY, "plan", day(24), money("80.00"), "USD", "check", "5013", "bank:operating", "c1", "CN-9")
REFUND_CARD = CustomerRefund("f2", FACILITY, "plan", day(24), money("50.00"), "USD", "card", "", "clearing:stripe", None, "Card refund")
DEPOSIT = Deposit(
    "d1", FACILITY, "operating", day(21), "USD", (DepositLine(money("3000.00"), "undeposited", "r1"),), money("3000.00"), "SLIP-7", ""
)
PAYOUT = Deposit(
    "d2", FACILITY, "operating", day(25), "USD",
    (DepositLine(money("100.00"), "clearing:stripe"), DepositLine(money("-3.20"), "expense:merchant_fees", memo="fees")),
    money("96.80"), "po_7H2", "Stripe payout",
)  # fmt: skip
BILL = Bill(
    "b1", FACILITY, "V-551", "vendor", day(5), day(30), "USD", (line("318.40", "expense:supplies"),), money("318.40"), money("0.00"), ""
)
PAID_BY_CHECK = BillPayment(
    "p1", FACILITY, "vendor", day(22), money("300.00"), "USD", "check", "5012", "", "bank:operating",
    (Application("b1", money("300.00")),), "",
)  # fmt: skip
PAID_BY_ACH = BillPayment(
    "p2", FACILITY, "vendor", day(23), money("18.40"), "USD", "ach", None, "031451218", "bank:operating",
    (Application("b1", money("18.40")),), "",
)  # fmt: skip
FEE = BankTransaction("t1", FACILITY, "operating", day(31), money("-15.00"), "USD", "bank", "expense:bank_fees", None, "", "Service charge")
INTEREST = BankTransaction("t2", FACILITY, "operating", day(31), money("2.50"), "USD", "bank", "income:interest", None, "", "Interest")
MOVED = Transfer("m1", FACILITY, "operating", "savings", day(26), money("1000.00"), "USD", "", "To savings")
OPENING = Journal(
    "j1", FACILITY, "JE-1", day(28, 2), "USD",
    (JournalLine("bank:operating", money("9000.00"), None, "Start"), JournalLine("equity:opening", money("-9000.00"), None, "Start")), "",
)  # fmt: skip
BEFORE_EDITS = at(27)  # the clock before the March edits below
AFTER_EDITS = at(2, month=4)

FIRST: tuple[tuple[datetime, BookRecord], ...] = (
    (at(1), OPENING), (at(2), INVOICE), (at(3), VOIDED), (at(4), DELETED), (at(5), BILL), (at(20), CHECK),
    (at(20), replace(INVOICE, balance=money("1200.00"))), (at(21), DEPOSIT), (at(22), ACH), (at(22), PAID_BY_CHECK), (at(23), CREDIT),
    (at(23), replace(INVOICE, balance=money("1080.00"))), (at(23), PAID_BY_ACH), (at(24), REFUND_CHECK), (at(24), REFUND_CARD),
    (at(25), PAYOUT), (at(26), MOVED),
)  # fmt: skip
LATER: tuple[Snapshot, ...] = (
    Snapshot(at(28), replace(VOIDED, is_void=True, balance=money("0.00"))),
    Snapshot(at(29), DELETED, deleted=True),
    Snapshot(at(30), replace(PAID_BY_ACH, paid_on=day(27, 2))),  # re-dated into another month
    Snapshot(at(31), FEE),
    Snapshot(at(31), INTEREST),
)


def company() -> Company:
    from ingestion.sandbox.company.charts import chart

    zone, platform = "America/New_York", "quickbooks_online"
    facility = Facility(FACILITY, "Harbor Care Northside", "Boston", "US", "USD", zone, platform, CONNECTION, ("cards",))
    banks = tuple(
        BankAccount(
            key, FACILITY, name, "First Harbor Bank", number, "011902119", None, None, "USD", "plaid", "feed", day(1, 1), Decimal("0.00")
        )
        for key, name, number in (("operating", "Operating Checking", "888888881"), ("savings", "Savings", "999999992"))
    )
    cards = ProcessorAccount("cards", "stripe", "cards", FACILITY, "USD", zone, "HARBOR CARE", "operating")
    parties = (
        Party("plan", "Cedar County Health Plan", "payer", "ap@cedar.example.test", "Boston"),
        Party("vendor", "Anchor Medical Supply Co", "vendor", "ar@anchor.example.test", "Boston"),
        Party("bank", "First Harbor Bank", "bank", "desk@harbor.example.test", "Boston"),
    )
    timeline = (*(Snapshot(moment, record) for moment, record in FIRST), *LATER)
    return Company(
        seed=7,
        started_on=day(1),
        ended_on=day(31),
        facilities=(facility,),
        bank_accounts=banks,
        processor_accounts=(cards,),
        parties=parties,
        charts={FACILITY: chart(facility, banks, (cards,))},
        timelines={CONNECTION: timeline},
    )
