"""The labels: complete, consistent, and not readable from ids or order."""

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest

from ingestion.sandbox.company.model import BankLine, Company, EntryRef, Invoice, Receipt
from ingestion.sandbox.company.plan import KINDS
from tests.ingestion.sandbox.company.reading import bank_lines, book_cash, days_old, live, matched, planted

RECONCILIATIONS = ("bank", "processor_payout", "processor_clearing", "receivable")


def test_labels_name_only_entries_that_exist(company: Company):
    records = live(company)
    entries = set(book_cash(company)) | set(records)
    for group in company.truth:
        for ref in (*group.left, *group.right):
            assert (ref.connection, ref.entry.split(":")[0]) in records, group
            assert (ref.connection, ref.entry) in entries or group.reconciliation == "processor_clearing"
    for problem in company.planted:
        assert problem.entries
        assert all((r.connection, r.entry.split(":")[0]) in records for r in problem.entries)


@pytest.mark.parametrize("reconciliation", RECONCILIATIONS)
def test_an_entry_is_at_most_once_on_a_side(company: Company, reconciliation: str):
    groups = [g for g in company.truth if g.reconciliation == reconciliation]
    for side in ("left", "right"):
        seen = Counter(ref for g in groups for ref in getattr(g, side))
        assert set(seen.values()) == {1}


def _facility(company: Company, ref: EntryRef) -> str:
    line = bank_lines(company).get((ref.connection, ref.entry))
    return company.bank_account(line.bank_account).facility if line else company.facility_of(ref.connection).code


@pytest.mark.parametrize("reason", [kind.reason for kind in KINDS])
def test_at_least_eight_problems_of_each_kind_are_planted_over_facilities(company: Company, reason: str):
    found = [p for p in company.planted if p.reason_code == reason]
    assert len(found) >= 8
    assert len({_facility(company, r) for p in found for r in p.entries}) >= 5
    assert all(p.problem == p.reason_code and p.amount > 0 for p in found)


def test_planted_problems_reach_every_accounting_platform_and_most_facilities(company: Company):
    facilities = {f.connection: f for f in company.facilities}
    hit = {r.connection for p in company.planted for r in p.entries} & set(facilities)
    assert {facilities[c].platform for c in hit} == {"quickbooks_online", "xero", "odoo"}
    assert len(hit) >= 18


def test_no_entry_carries_two_problems(company: Company):
    carried = Counter(ref for p in company.planted for ref in p.entries)
    assert set(carried.values()) == {1}


def test_entries_of_a_problem_are_matched_only_where_their_true_partner_is_labelled_as_planted(company: Company):
    reconciliation = {ref: p for p in company.planted for ref in p.entries}
    for group in company.truth:
        for ref in (*group.left, *group.right):
            problem = reconciliation.get(ref)
            if problem and problem.reconciliation == group.reconciliation:
                assert group.case == f"planted:{problem.reason_code}"


def test_half_paid_invoices_and_unapplied_receipts_that_are_not_recent_are_planted(company: Company):
    settled_by = defaultdict(list)
    for record in live(company).values():
        if isinstance(record, Receipt):
            for a in record.applied:
                settled_by[a.document_key].append(record.received_on)
    known = planted(company)
    for name, record in live(company).items():
        if isinstance(record, Invoice) and 0 < record.balance < record.total and name not in known:
            assert days_old(company, max(settled_by[record.key])) <= 10, record
        if isinstance(record, Receipt) and record.amount > sum(a.amount for a in record.applied) and name not in known:
            assert days_old(company, record.received_on) <= 10, record


def test_a_planted_verdict_is_old_enough_to_be_plain(company: Company):
    records, cash, lines = live(company), book_cash(company), bank_lines(company)
    for problem in company.planted:
        for ref in problem.entries:
            name = (ref.connection, ref.entry)
            match problem.reason_code:
                case "missing_at_bank":
                    assert days_old(company, cash[name][2]) > 14
                case "stale_check":
                    assert days_old(company, cash[name][2]) > 45
                case "short_paid":
                    assert days_old(company, records[name].due_on) > 10
                case "over_paid" | "payment_without_invoice" | "duplicate_payment" | "payment_on_void_invoice":
                    assert days_old(company, records[name].received_on) > 10
                case "payout_missing_at_bank":
                    assert days_old(company, records[name].arrival_on) > 9
                case "missing_in_books" | "bank_fee_not_booked" | "interest_not_booked" | "returned_item":
                    assert days_old(company, lines[name].posted_on) > 7


def test_two_equal_receipts_or_payments_under_one_reference_and_date_are_planted(company: Company):
    same = defaultdict(list)
    for name, record in live(company).items():
        if type(record).__name__ in ("Receipt", "BillPayment"):
            on = getattr(record, "received_on", None) or record.paid_on
            reference = record.reference or getattr(record, "check_number", None)
            if reference:
                same[record.facility, record.party, on, record.amount, reference].append(name)
    twice = [names for names in same.values() if len(names) > 1]
    assert twice
    assert all(set(names) <= planted(company, "duplicate_in_books") for names in twice)


def _rank_correlation(pairs: list[tuple[str, str]]) -> float:
    """Spearman's coefficient; ties do not occur among random keys."""
    n = len(pairs)
    left = {x: i for i, x in enumerate(sorted(p[0] for p in pairs))}
    right = {y: i for i, y in enumerate(sorted(p[1] for p in pairs))}
    return 1 - 6 * sum((left[x] - right[y]) ** 2 for x, y in pairs) / (n * (n * n - 1))


def test_ids_of_partners_do_not_rank_alike(company: Company):
    """Neither keys nor the bank's references betray the pairing, within one account."""
    lines = bank_lines(company)
    by_account = defaultdict(list)
    for g in company.truth:
        if g.reconciliation == "bank" and g.kind == "1-1":
            line = lines[g.right[0].connection, g.right[0].entry]
            by_account[line.bank_account].append((g.left[0].entry, line.bank_reference, line.key))
    pairs = {account: found for account, found in by_account.items() if len(found) > 100}
    assert len(pairs) > 10
    for found in pairs.values():
        assert abs(_rank_correlation([(key, reference) for key, reference, _ in found])) < 0.35
        assert abs(_rank_correlation([(key, line) for key, _, line in found])) < 0.35


def test_order_on_a_statement_is_not_the_order_in_the_books(company: Company):
    """Among pairs whose lines share a posting day and account, book order and line order agree about half the time."""
    books_at = {(c, s.record.key): n for c, snapshots in company.timelines.items() for n, s in enumerate(snapshots)}
    lines = bank_lines(company)
    by_day = defaultdict(list)
    for g in company.truth:
        if g.reconciliation == "bank" and g.kind == "1-1":
            line = lines[g.right[0].connection, g.right[0].entry]
            left = (g.left[0].connection, g.left[0].entry.split(":")[0])
            by_day[line.bank_account, line.posted_on].append((books_at[left], books_at[g.right[0].connection, line.key]))
    agree = [(a[0] < b[0]) == (a[1] < b[1]) for found in by_day.values() for a, b in pairwise(found)]
    assert 0.42 < sum(agree) / len(agree) < 0.58


def test_planted_invoices_stand_anywhere_among_the_invoices_of_their_day(company: Company):
    special = {ref.entry for p in company.planted for ref in p.entries}
    special_invoices = {a.document_key for r in live(company).values() if isinstance(r, Receipt) and r.key in special for a in r.applied}
    by_day = defaultdict(list)
    for r in live(company).values():
        if isinstance(r, Invoice):
            by_day[r.facility, r.issued_on].append(r)
    places = []
    for found in by_day.values():
        found.sort(key=lambda i: int(i.number.rsplit("-", 1)[-1]))
        places += [n / (len(found) - 1) for n, i in enumerate(found) if i.key in special_invoices and len(found) > 2]
    assert 0.3 < sum(places) / len(places) < 0.7


@pytest.mark.parametrize("reconciliation", ["bank", "processor_clearing", "receivable"])
def test_each_reconciliation_has_easy_and_hard_cases(company: Company, reconciliation: str):
    assert len({g.case for g in company.truth if g.reconciliation == reconciliation}) >= 4
    assert len({g.kind for g in company.truth if g.reconciliation == reconciliation}) >= 2


def test_most_lines_are_matched(company: Company):
    lines = [name for name, r in live(company).items() if isinstance(r, BankLine)]
    share = Decimal(len(matched(company, "bank")[1])) / len(lines)
    assert Decimal("0.93") < share < Decimal("0.99")
