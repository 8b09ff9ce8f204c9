"""What the books show, and when."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, time
from decimal import Decimal
from itertools import groupby

import pytest

from ingestion.sandbox.company.model import Bill, BillPayment, Company, CreditNote, Deposit, Invoice, Receipt
from tests.ingestion.sandbox.company.reading import live


def test_a_balance_is_the_total_less_what_is_applied_at_every_instant(company: Company):
    for facility in company.facilities:
        current: dict[str, object] = {}
        for _, together in groupby(company.timelines[facility.connection], key=lambda s: s.at):
            touched = set()
            for s in together:
                before = current.pop(s.record.key, None)
                touched |= {a.document_key for r in (before, s.record) for a in getattr(r, "applied", ())} | {s.record.key}
                if not s.deleted:
                    current[s.record.key] = s.record
            applied = defaultdict(Decimal)
            for record in current.values():
                if isinstance(record, Receipt | CreditNote | BillPayment) and not record.is_void:
                    for a in record.applied:
                        if a.document_key in touched:
                            applied[a.document_key] += a.amount
            for key in touched:
                document = current.get(key)
                if isinstance(document, Invoice | Bill):
                    assert document.balance == (0 if document.is_void else document.total - applied[key])
                    assert document.balance >= 0


def test_a_payment_never_settles_a_document_that_is_not_there_yet(company: Company):
    for facility in company.facilities:
        seen: set[str] = set()
        for s in company.timelines[facility.connection]:
            seen.add(s.record.key)
            assert all(a.document_key in seen for a in getattr(s.record, "applied", ()))


def test_a_deposit_is_entered_after_the_checks_in_it_and_a_check_is_deposited_once(company: Company):
    for facility in company.facilities:
        first = {}
        for s in company.timelines[facility.connection]:
            first.setdefault(s.record.key, s.at)
        deposited = Counter()
        for record in live(company).values():
            if isinstance(record, Deposit) and record.facility == facility.code:
                for line in record.lines:
                    if line.receipt_key:
                        deposited[line.receipt_key] += 1
                        assert first[line.receipt_key] < first[record.key]
        assert set(deposited.values()) <= {1}


def test_nothing_is_applied_beyond_what_was_paid(company: Company):
    for record in live(company).values():
        if isinstance(record, Receipt | BillPayment):
            assert sum(a.amount for a in record.applied) <= record.amount
            assert all(a.amount > 0 for a in record.applied)


def test_snapshots_are_in_order_and_none_is_after_the_end(company: Company):
    end = datetime.combine(company.ended_on, time(23, 59, 59), UTC)
    for snapshots in company.timelines.values():
        assert [s.at for s in snapshots] == sorted(s.at for s in snapshots)
        assert all(s.at <= end for s in snapshots)
        by_key = defaultdict(list)
        for s in snapshots:
            by_key[s.record.key].append(s.at)
        assert all(len(set(times)) == len(times) for times in by_key.values()), "two states of a record at one instant"


@pytest.mark.parametrize("platform", ["quickbooks_online", "xero", "odoo"])
def test_edits_voids_and_deletions_happen_on_every_accounting_platform(company: Company, platform: str):
    snapshots = [s for f in company.facilities if f.platform == platform for s in company.timelines[f.connection]]
    deleted = {type(s.record) for s in snapshots if s.deleted}
    assert deleted <= {Receipt, BillPayment}
    assert deleted
    assert any(isinstance(s.record, Invoice | Bill | BillPayment) and s.record.is_void for s in snapshots)
    amounts = defaultdict(set)
    for s in snapshots:
        amounts[s.record.key].add(getattr(s.record, "total", getattr(s.record, "amount", Decimal(0))))
    assert any(len(found) > 1 for found in amounts.values())


def test_document_numbers_are_unique_and_rise_with_the_date_of_issue(company: Company):
    for facility in company.facilities:
        invoices = {s.record.key: s.record for s in company.timelines[facility.connection] if isinstance(s.record, Invoice)}
        numbered = sorted(invoices.values(), key=lambda i: int(i.number.rsplit("-", 1)[-1]))
        assert len({i.number for i in numbered}) == len(numbered)
        assert [i.issued_on for i in numbered] == sorted(i.issued_on for i in numbered)


def test_a_check_number_is_written_once_per_account_unless_the_entry_is_a_planted_duplicate(company: Company):
    twice = {r.entry for p in company.planted if p.reason_code == "duplicate_in_books" for r in p.entries}
    written = Counter(
        (r.account, r.check_number) for r in live(company).values() if isinstance(r, BillPayment) and r.check_number and r.key not in twice
    )
    assert set(written.values()) == {1}


def test_equal_amounts_on_one_day_from_different_parties_are_ordinary(company: Company):
    parties = defaultdict(set)
    for r in live(company).values():
        if isinstance(r, Receipt):
            parties[r.facility, r.received_on, r.amount].add(r.party)
    assert sum(len(found) > 1 for found in parties.values()) > 30
