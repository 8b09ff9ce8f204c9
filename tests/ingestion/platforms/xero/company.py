"""A company small enough to read: one Australian facility on Xero, with one of each record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from ingestion.sandbox.company.charts import chart
from ingestion.sandbox.company.model import (
    Application,
    BankAccount,
    Bill,
    BillPayment,
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
    Record,
    Snapshot,
    Transfer,
)

CONNECTION = "bay_xero"
DAY = date(2026, 3, 2)
END = datetime(2026, 3, 31, 23, 59, tzinfo=UTC)
OPERATING = BankAccount(
    "op", "HCG-01", "Operating", "Southern Cross", "11223344", "", None, None, "AUD", "csv", "sx_csv", DAY, Decimal("1000.00")
)
RESERVE = BankAccount(
    "res", "HCG-01", "Reserve", "Southern Cross", "55667788", "", None, None, "AUD", "csv", "sx_csv", DAY, Decimal("0.00")
)
STRIPE = ProcessorAccount("st", "stripe", "bay_stripe", "HCG-01", "AUD", "Australia/Sydney", "HARBOR", "op")
FACILITY = Facility("HCG-01", "Harbor Care Bay", "Newcastle", "AU", "AUD", "Australia/Sydney", "xero", CONNECTION, ("bay_stripe",))
PARTIES = (
    Party("payer", "Northside Aged Care Trust", "payer", "accounts@northside.example.test", "Newcastle"),
    Party("vendor", "Coastal Supplies Pty Ltd", "vendor", "billing@coastal.example.test", "Sydney"),
)


def at(day: int, hour: int = 3) -> datetime:
    """An instant on day ``day`` of March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def money(text: str) -> Decimal:
    return Decimal(text)


def invoice(key: str, total: str, **changes: object) -> Invoice:
    line = DocumentLine("Nursing", Decimal("1.0000"), money(total), money(total), "revenue:nursing")
    fields = dict(
        key=key, facility="HCG-01", number=f"INV-{key}", party="payer", issued_on=DAY, due_on=DAY + timedelta(days=30), currency="AUD",
        lines=(line,), total=money(total), balance=money(total), reference=f"CLM-{key}", memo="",
    )  # fmt: skip
    return Invoice(**{**fields, **changes})  # type: ignore[arg-type]


def bill(key: str, total: str) -> Bill:
    line = DocumentLine("Gloves", Decimal("1.0000"), money(total), money(total), "expense:supplies")
    return Bill(key, "HCG-01", f"V-{key}", "vendor", DAY, DAY + timedelta(days=30), "AUD", (line,), money(total), money(total), "")


def receipt(
    key: str, amount: str, *applied: tuple[str, str], account: str = "bank:op", method: str = "ach", reference: str = ""
) -> Receipt:
    parts = tuple(Application(document, money(part)) for document, part in applied)
    return Receipt(key, "HCG-01", "payer", DAY, money(amount), "AUD", method, reference, account, parts, "")  # type: ignore[arg-type]


def deposit_of(*receipts: Receipt, key: str = "slip") -> Deposit:
    lines = tuple(DepositLine(r.amount, "undeposited", r.key, f"Check {r.reference}") for r in receipts)
    total = sum((r.amount for r in receipts), Decimal("0.00"))
    return Deposit(key, "HCG-01", "op", DAY + timedelta(days=3), "AUD", lines, total, "003737", "Checks")


def payout(key: str = "payout") -> Deposit:
    lines = (
        DepositLine(money("200.00"), "clearing:stripe", None, "Payout"),
        DepositLine(money("-6.30"), "expense:merchant_fees", None, "Processor fees"),
    )
    return Deposit(key, "HCG-01", "op", DAY + timedelta(days=5), "AUD", lines, money("193.70"), "ST-A1B2C3", "Stripe payout")


def credit_note(key: str, total: str, *applied: tuple[str, str]) -> CreditNote:
    line = DocumentLine("Adjustment", Decimal("1.0000"), money(total), money(total), "revenue:nursing")
    parts = tuple(Application(document, money(part)) for document, part in applied)
    return CreditNote(key, "HCG-01", f"CN-{key}", "payer", DAY, "AUD", (line,), money(total), parts, "")


def refund(key: str, amount: str, credit_note_key: str | None) -> CustomerRefund:
    return CustomerRefund(key, "HCG-01", "payer", DAY, money(amount), "AUD", "ach", "", "bank:op", credit_note_key, "Refund")


def bill_payment(key: str, *applied: tuple[str, str]) -> BillPayment:
    parts = tuple(Application(document, money(part)) for document, part in applied)
    total = sum((p.amount for p in parts), Decimal("0.00"))
    return BillPayment(key, "HCG-01", "vendor", DAY, total, "AUD", "check", "1042", "", "bank:op", parts, "")


def journal(key: str = "open") -> Journal:
    lines = (
        JournalLine("bank:op", money("1000.00"), None, "Opening balance"),
        JournalLine("equity:opening", money("-1000.00"), None, "Opening balance"),
    )
    return Journal(key, "HCG-01", "JE-0001", DAY, "AUD", lines, "Opening balance")


def transfer(key: str = "move") -> Transfer:
    return Transfer(key, "HCG-01", "op", "res", DAY, money("50.00"), "AUD", "", "To reserve")


def company(*snapshots: Snapshot | Record) -> Company:
    """A company whose Xero shows ``snapshots``; a bare record appears on 3 March."""
    timeline = tuple(s if isinstance(s, Snapshot) else Snapshot(at(3), s) for s in snapshots)
    return Company(
        seed=7,
        started_on=DAY,
        ended_on=date(2026, 3, 31),
        facilities=(FACILITY,),
        bank_accounts=(OPERATING, RESERVE),
        processor_accounts=(STRIPE,),
        parties=PARTIES,
        charts={"HCG-01": chart(FACILITY, (OPERATING, RESERVE), (STRIPE,))},
        timelines={CONNECTION: timeline},
    )


def everything() -> Company:
    """One of each record, and a payment that is deleted later."""
    first = receipt("c1", "40.00", ("i1", "40.00"), account="undeposited", method="check", reference="4021")
    second = receipt("c2", "60.00", ("i2", "60.00"), account="undeposited", method="check", reference="4022")
    wrong = receipt("r9", "15.00", ("i4", "15.00"))
    return company(
        journal(),
        invoice("i1", "40.00"),
        invoice("i2", "60.00"),
        invoice("i3", "100.00"),
        invoice("i4", "15.00"),
        Snapshot(at(4), first),
        Snapshot(at(4), second),
        Snapshot(at(5), receipt("r1", "130.00", ("i3", "100.00"), reference="EFT-77")),
        Snapshot(at(5), receipt("r2", "25.00")),
        Snapshot(at(6), deposit_of(first, second)),
        Snapshot(at(7), receipt("r3", "200.00", account="clearing:stripe", method="card")),
        Snapshot(at(8), payout()),
        credit_note("n1", "20.00"),
        Snapshot(at(9), refund("f1", "20.00", "n1")),
        bill("b1", "30.00"),
        bill("b2", "45.00"),
        Snapshot(at(9), bill_payment("p1", ("b1", "30.00"), ("b2", "45.00"))),
        Snapshot(at(9), transfer()),
        Snapshot(at(10), wrong),
        Snapshot(at(11), wrong, deleted=True),
    )
