"""Books small enough to check by hand, kept twice: ``north_odoo`` is Odoo 19 (JSON-2), ``south_odoo`` Odoo 18 (JSON-RPC).

March 2026: an invoice paid by check and deposited, one paid by card processor, one edited, one voided although paid, a payment entered
twice and deleted, a bill paid by check and voided, a refund of a credit note, a transfer, a journal, a bank fee.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from ingestion.sandbox.company.charts import chart
from ingestion.sandbox.company.model import (
    Application,
    BankAccount,
    BankTransaction,
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
    Snapshot,
    Transfer,
)

NORTH, SOUTH = "north_odoo", "south_odoo"
D = Decimal
USD = "USD"


def at(day: int, hour: int = 12) -> datetime:
    """March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def on(day: int) -> date:
    return date(2026, 3, day)


def _invoice(key: str, number: str, day: int, amount: str, reference: str = "") -> Invoice:
    line = DocumentLine("Nursing visit", D("2"), D(amount) / 2, D(amount), "revenue:nursing")
    return Invoice(key, "F", number, "clinic", on(day), on(31), USD, (line,), D(amount), D(amount), reference, "Care < & more")


def _receipt(key: str, day: int, amount: str, method: str, reference: str, account: str, *documents: str) -> Receipt:
    share = D(amount) / len(documents) if documents else D(0)
    applied = tuple(Application(d, share) for d in documents)
    return Receipt(key, "F", "clinic", on(day), D(amount), USD, method, reference, account, applied, f"Payment of {amount}")  # type: ignore[arg-type]


CHECKED = _invoice("i-check", "INV-1001", 2, "1980.00", "CLM-88213")
CARDED = _invoice("i-card", "INV-1002", 2, "100.00")
EDITED = _invoice("i-edited", "INV-1003", 3, "500.00")
VOIDED = _invoice("i-void", "INV-1004", 3, "70.00")
UNPOSTED = _invoice("i-unposted", "INV-1005", 4, "60.00")
CHECK = _receipt("r-check", 6, "1980.00", "check", "00512", "undeposited", "i-check")
CARD = _receipt("r-card", 6, "100.00", "card", "ch_1", "clearing:stripe", "i-card")
TWIN = _receipt("r-twin", 7, "500.00", "ach", "EFT5531", "bank:ops")
ON_VOID = _receipt("r-void", 7, "70.00", "wire", "FT99", "bank:ops", "i-void")
DEPOSIT = Deposit(
    "d-check",
    "F",
    "ops",
    on(9),
    USD,
    (DepositLine(D("1980.00"), "undeposited", "r-check", "Check 00512"),),
    D("1980.00"),
    "000731",
    "Checks",
)
PAYOUT = Deposit(
    "d-payout", "F", "ops", on(10), USD,
    (DepositLine(D("100.00"), "clearing:stripe", None, "Payout"), DepositLine(D("-3.20"), "expense:merchant_fees", None, "Fees")),
    D("96.80"), "ST-A1B2", "Stripe payout",
)  # fmt: skip
CREDIT = CreditNote(
    "cn", "F", "CN-1", "clinic", on(11), USD, (DocumentLine("Not rendered", D(1), D("80.00"), D("80.00"), "revenue:nursing"),), D("80.00"),
    (Application("i-edited", D("50.00")),), "Goodwill",
)  # fmt: skip
REFUND = CustomerRefund("rf", "F", "clinic", on(12), D("30.00"), USD, "check", "301", "bank:ops", "cn", "Refund")
BILL = Bill(
    "b", "F", "SO-9912", "supplier", on(5), on(20), USD, (DocumentLine("Gloves", D(40), D("16.00"), D("640.00"), "expense:supplies"),),
    D("640.00"), D("640.00"), "",
)  # fmt: skip
PAID_BILL = BillPayment(
    "bp", "F", "supplier", on(13), D("640.00"), USD, "check", "204", "", "bank:ops", (Application("b", D("640.00")),), "SO-9912"
)
FEE = BankTransaction("fee", "F", "ops", on(14), D("-25.00"), USD, "supplier", "expense:bank_fees", None, "", "Service charge")
TRANSFER = Transfer("t", "F", "ops", "savings", on(15), D("200.00"), USD, "", "To savings")
JOURNAL = Journal(
    "j", "F", "JE-1", on(16), USD,
    (JournalLine("bank:ops", D("900.00"), None, "Funding"), JournalLine("liability:intercompany", D("-900.00"), None, "Funding")),
    "Funding",
)  # fmt: skip


def _snapshots() -> list[Snapshot]:
    edited = replace(
        EDITED, lines=(replace(EDITED.lines[0], unit_price=D("300.00"), amount=D("600.00")),), total=D("600.00"), memo="Corrected"
    )
    found = [Snapshot(at(r.issued_on.day), r) for r in (CHECKED, CARDED, EDITED, VOIDED, UNPOSTED, BILL)]
    found += [Snapshot(at(6), CHECK), Snapshot(at(6, 13), CARD), Snapshot(at(7), TWIN), Snapshot(at(7, 13), ON_VOID)]
    found += [Snapshot(at(8), replace(edited, balance=D("600.00"))), Snapshot(at(8, 14), TWIN, deleted=True)]
    found += [Snapshot(at(9), DEPOSIT), Snapshot(at(9, 15), replace(VOIDED, is_void=True, balance=D("0.00")))]
    found += [Snapshot(at(10), PAYOUT), Snapshot(at(11), CREDIT), Snapshot(at(12), REFUND), Snapshot(at(13), PAID_BILL)]
    found += [Snapshot(at(14), FEE), Snapshot(at(15), TRANSFER), Snapshot(at(16), JOURNAL)]
    found += [Snapshot(at(18), replace(PAID_BILL, is_void=True)), Snapshot(at(19), replace(JOURNAL, memo="Group funding"))]
    return sorted(found, key=lambda s: s.at)


def _bank(key: str, facility: str, number: str) -> BankAccount:
    return BankAccount(key, facility, key.title(), "First Bank", number, "", None, None, USD, "csv", "bank_csv", on(1), D("0.00"))


def company() -> Company:
    facilities = tuple(
        Facility(code, f"Harbor {name}", "Boston", "US", USD, "America/New_York", "odoo", connection, (f"{name}_stripe",))
        for code, name, connection in (("F", "north", NORTH), ("G", "south", SOUTH))
    )
    banks = (_bank("ops", "F", "44110001"), _bank("savings", "F", "44110002"))
    processor = ProcessorAccount("p", "stripe", "north_stripe", "F", USD, "UTC", "HARBOR", "ops")
    accounts = chart(facilities[0], banks, (processor,))
    return Company(
        seed=7,
        started_on=on(1),
        ended_on=on(31),
        facilities=facilities,
        bank_accounts=banks,
        processor_accounts=(processor,),
        parties=(
            Party("clinic", "Northside Clinic", "payer", "ap@clinic.example.test", "Boston"),
            Party("supplier", "MedSupply Inc", "vendor", "ar@medsupply.example.test", "Boston"),
        ),
        charts={"F": accounts, "G": accounts},
        timelines={NORTH: tuple(_snapshots()), SOUTH: tuple(_snapshots())},
        unposted=frozenset({"i-unposted"}),
    )
