"""What a Xero bookkeeper's entries look like for what happened: batches, overpayments, transfers, deletions, the general ledger."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ingestion.sandbox.company.model import Company, Snapshot
from ingestion.sandbox.company.posting import post
from ingestion.sandbox.versions import VersionStore
from ingestion.sandbox.xero.view import Book
from tests.ingestion.platforms.xero import company as make
from tests.ingestion.platforms.xero.company import CONNECTION, END, at

Row = dict[str, Any]


def shown(company: Company, entity: str, on: int | None = None) -> list[Row]:
    store = VersionStore(Book.of(company, CONNECTION).versions())
    return [v.row for v in store.current(entity, at(on) if on else END) if v.row]


def named(company: Company, entry: str) -> set[tuple[str, str]]:
    return {(i.record_type, i.source_id) for i in Book.of(company, CONNECTION).identities() if i.entry == entry}


def checks() -> tuple:
    return (
        make.receipt("c1", "40.00", ("i1", "40.00"), account="undeposited", method="check", reference="4021"),
        make.receipt("c2", "60.00", ("i2", "60.00"), account="undeposited", method="check", reference="4022"),
    )


def two_checks_banked() -> Company:
    """Entered as undeposited on 3 March, banked on 6 March."""
    first, second = checks()
    slip = Snapshot(at(6), make.deposit_of(first, second))
    return make.company(make.invoice("i1", "40.00"), make.invoice("i2", "60.00"), first, second, slip)


def test_checks_banked_together_are_payments_in_one_batch_that_the_bank_shows_as_one_line() -> None:
    company = two_checks_banked()
    (batch,) = shown(company, "BatchPayments")
    payments = shown(company, "Payments")
    assert (batch["TotalAmount"], batch["Reference"]) == (Decimal("100.00"), "003737")
    assert {p["BatchPaymentID"] for p in payments} == {batch["BatchPaymentID"]}
    assert named(company, "slip") == {("customer_payment", p["PaymentID"]) for p in payments}
    assert [p["Reference"] for p in payments] == ["Chq 4021", "Chq 4022"]


def test_invoice_stays_open_in_xero_until_its_check_is_banked() -> None:
    company = two_checks_banked()
    assert {row["AmountDue"] for row in shown(company, "Invoices", on=5)} == {Decimal("40.00"), Decimal("60.00")}
    assert {row["Status"] for row in shown(company, "Invoices", on=7)} == {"PAID"}


def test_check_that_is_never_banked_stands_on_undeposited_funds() -> None:
    company = make.company(make.invoice("i1", "40.00"), checks()[0])
    (payment,) = shown(company, "Payments")
    assert payment["Account"]["Code"] == "1090"


def test_unapplied_rest_is_an_overpayment_and_its_bank_transaction() -> None:
    company = make.company(make.invoice("i1", "100.00"), make.receipt("r1", "130.00", ("i1", "100.00")))
    (credit,) = shown(company, "Overpayments")
    (money,) = shown(company, "BankTransactions")
    assert (credit["RemainingCredit"], money["Total"], money["Type"]) == (Decimal("30.00"), Decimal("30.00"), "RECEIVE-OVERPAYMENT")
    assert money["OverpaymentID"] == credit["OverpaymentID"]
    assert {kind for kind, _ in named(company, "r1")} == {"customer_payment"}
    assert len(named(company, "r1")) == 2


def test_payout_is_a_transfer_of_the_net_and_fees_spent_on_the_clearing_account() -> None:
    company = make.company(make.payout())
    (moved,) = shown(company, "BankTransfers")
    fees = [t for t in shown(company, "BankTransactions") if t["Type"] == "SPEND"]
    assert (moved["Amount"], moved["ToBankAccount"]["Code"]) == (Decimal("193.70"), "1000")
    assert [(t["Total"], t["BankAccount"]["Name"]) for t in fees] == [(Decimal("6.30"), "Stripe Clearing")]
    transfer_id = moved["BankTransferID"]
    expected = {("transfer", f"{transfer_id}:from"), ("transfer", f"{transfer_id}:to"), ("bank_spend", fees[0]["BankTransactionID"])}
    assert named(company, "payout") == expected


def test_payment_of_another_amount_deletes_the_first_and_enters_a_new_one() -> None:
    right = make.receipt("r1", "100.00", ("i1", "100.00"))
    wrong = make.receipt("r1", "10.00", ("i1", "10.00"))
    company = make.company(make.invoice("i1", "100.00"), wrong, Snapshot(at(5), right), Snapshot(at(6), wrong), Snapshot(at(7), right))
    rows = shown(company, "Payments")
    assert len({row["PaymentID"] for row in rows}) == 4
    assert [row["Amount"] for row in rows if row["Status"] == "AUTHORISED"] == [Decimal("100.00")]
    assert {row["AmountDue"] for row in shown(company, "Invoices")} == {Decimal("0.00")}


def test_deleted_payment_keeps_its_row_and_opens_the_invoice_again() -> None:
    paid = make.receipt("r1", "100.00", ("i1", "100.00"))
    company = make.company(make.invoice("i1", "100.00"), Snapshot(at(4), paid), Snapshot(at(6), paid, deleted=True))
    assert [row["Status"] for row in shown(company, "Payments")] == ["DELETED"]
    assert [(row["Status"], row["AmountDue"]) for row in shown(company, "Invoices", on=5)] == [("PAID", Decimal("0.00"))]
    assert [(row["Status"], row["AmountDue"]) for row in shown(company, "Invoices")] == [("AUTHORISED", Decimal("100.00"))]


def test_void_invoice_keeps_its_row_and_reverses_its_journal() -> None:
    sold = make.invoice("i1", "100.00")
    company = make.company(sold, Snapshot(at(6), replace(sold, is_void=True, balance=Decimal("0.00"))))
    assert [(row["Status"], row["AmountDue"]) for row in shown(company, "Invoices")] == [("VOIDED", Decimal("0.00"))]
    first, second = shown(company, "Journals")
    assert [line["NetAmount"] for line in first["JournalLines"]] == [-line["NetAmount"] for line in second["JournalLines"]]
    assert second["JournalNumber"] > first["JournalNumber"]


def test_corrected_invoice_adds_a_reversing_and_a_new_journal_and_changes_none() -> None:
    company = make.company(make.invoice("i1", "100.00"), Snapshot(at(6), make.invoice("i1", "80.00")))
    assert shown(company, "Journals", on=5) == shown(company, "Journals")[:1]
    receivable = [row["JournalLines"][0]["NetAmount"] for row in shown(company, "Journals")]
    assert receivable == [Decimal("100.00"), Decimal("-100.00"), Decimal("80.00")]


def test_refund_pays_the_credit_note_back() -> None:
    company = make.company(make.credit_note("n1", "20.00"), Snapshot(at(5), make.refund("f1", "20.00", "n1")))
    (note,) = shown(company, "CreditNotes")
    assert (note["Status"], note["RemainingCredit"]) == ("PAID", Decimal("0.00"))
    assert [p["PaymentType"] for p in shown(company, "Payments")] == ["ARCREDITPAYMENT"]


def test_unposted_record_has_no_journal() -> None:
    company = make.company(make.invoice("i1", "100.00"), make.invoice("i2", "60.00"))
    object.__setattr__(company, "unposted", frozenset({"i1"}))
    assert [row["JournalLines"][0]["NetAmount"] for row in shown(company, "Journals")] == [Decimal("60.00")]


def test_general_ledger_adds_up_to_what_happened() -> None:
    """Xero splits, batches and reverses; each account still ends where double entry of the true events puts it."""
    company = make.everything()
    ended: dict[str, Decimal] = defaultdict(Decimal)
    for journal in shown(company, "Journals"):
        assert sum(line["NetAmount"] for line in journal["JournalLines"]) == 0
        for line in journal["JournalLines"]:
            ended[line["AccountCode"]] += line["NetAmount"]
    code = {a.role: a.code for a in company.charts["HCG-01"]}
    true: dict[str, Decimal] = defaultdict(Decimal)
    for snapshot in {s.record.key: s for s in company.timelines[CONNECTION]}.values():
        for posting in () if snapshot.deleted else post(snapshot.record):  # type: ignore[arg-type]
            true[code[posting.account]] += posting.amount
    assert {k: v for k, v in ended.items() if v} == {k: v for k, v in true.items() if v}


def test_native_ids_say_nothing_about_the_truth() -> None:
    text = repr([v.row for v in Book.of(make.everything(), CONNECTION).versions() if v.entity not in ("Invoices", "CreditNotes")])
    keys = {s.record.key for s in make.everything().timelines[CONNECTION]}
    assert not [k for k in keys if f"'{k}'" in text]
