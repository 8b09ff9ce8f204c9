"""Double entry."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ingestion.sandbox.company.model import Company, Deposit, DepositLine, DocumentLine, Invoice
from ingestion.sandbox.company.posting import post
from tests.ingestion.sandbox.company.reading import book_cash, live

LINE = DocumentLine("Skilled nursing visit", Decimal(28), Decimal("150.00"), Decimal("4200.00"), "revenue:nursing")
INVOICE = Invoice(
    "k", "HCG-01", "INV-1", "p", date(2026, 7, 1), date(2026, 7, 31), "USD", (LINE,), Decimal("4200.00"), Decimal("0.00"), "", "July"
)


def test_an_invoice_debits_receivable_and_credits_its_revenue():
    assert [(p.account, p.amount) for p in post(INVOICE)] == [
        ("receivable", Decimal("4200.00")),
        ("revenue:nursing", Decimal("-4200.00")),
    ]


def test_a_void_record_has_no_postings():
    assert post(replace(INVOICE, is_void=True)) == ()


def test_a_payout_deposit_clears_the_gross_and_expenses_the_fees():
    lines = (DepositLine(Decimal("100.00"), "clearing:stripe"), DepositLine(Decimal("-3.20"), "expense:merchant_fees"))
    deposit = Deposit("k", "HCG-01", "b", date(2026, 7, 3), "USD", lines, Decimal("96.80"), "", "")
    assert [(p.account, p.amount) for p in post(deposit)] == [
        ("bank:b", Decimal("96.80")),
        ("clearing:stripe", Decimal("-100.00")),
        ("expense:merchant_fees", Decimal("3.20")),
    ]


def test_every_state_of_every_book_record_sums_to_zero(company: Company):
    for facility in company.facilities:
        for snapshot in company.timelines[facility.connection]:
            assert sum((p.amount for p in post(snapshot.record)), Decimal(0)) == 0, snapshot


def test_every_posting_goes_to_an_account_of_the_facilitys_chart(company: Company):
    for facility in company.facilities:
        roles = {account.role for account in company.charts[facility.code]}
        used = {p.account for s in company.timelines[facility.connection] for p in post(s.record)}
        assert used <= roles


def test_the_cash_entries_of_the_bank_reconciliation_are_all_that_moves_bank_accounts_in_the_ledger(company: Company):
    ledger, entries = defaultdict(Decimal), defaultdict(Decimal)
    for (connection, _), record in live(company).items():
        if connection in {f.connection for f in company.facilities}:
            for p in post(record):
                ledger[p.account.removeprefix("bank:")] += p.amount
    for account, amount, _ in book_cash(company).values():
        entries[account] += amount
    for account in company.bank_accounts:
        assert ledger[account.key] == account.opening_balance + entries[account.key]


def test_the_subledger_ties_to_the_control_account_but_for_what_was_planted(company: Company):
    """Receivable: open invoices less unapplied receipts and credit notes, plus refunds; payments on void invoices count as unapplied."""
    for facility in company.facilities:
        control = subledger = Decimal(0)
        states = {key: record for (connection, key), record in live(company).items() if connection == facility.connection}
        for record in states.values():
            control += sum((p.amount for p in post(record) if p.account == "receivable"), Decimal(0))
            match type(record).__name__:
                case "Invoice":
                    subledger += record.balance
                case "Receipt" | "CreditNote":
                    total = record.amount if hasattr(record, "amount") else record.total
                    subledger -= total - sum((a.amount for a in record.applied if a.document_key in states), Decimal(0))
                case "CustomerRefund":
                    subledger += record.amount
                case "Journal":
                    subledger += sum((x.amount for x in record.lines if x.account == "receivable"), Decimal(0))
        assert control == subledger, facility.code


@pytest.mark.parametrize("kind", ["Invoice", "Bill", "CreditNote", "Deposit"])
def test_totals_are_the_sum_of_their_lines(company: Company, kind: str):
    for snapshots in company.timelines.values():
        for s in snapshots:
            if type(s.record).__name__ == kind:
                assert s.record.total == sum(line.amount for line in s.record.lines)
                assert s.record.total > 0
