"""What the banks show, and that books and bank differ by nothing but known items."""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal

from ingestion.sandbox.company import business_days
from ingestion.sandbox.company.model import BillPayment, Company
from tests.ingestion.sandbox.company.reading import bank_lines, book_cash, days_old, live, matched, planted


def test_books_and_bank_differ_by_outstanding_items_and_named_differences_to_the_cent(company: Company):
    """Per account: book balance - bank balance = unmatched book entries - unmatched bank lines + differences inside matches."""
    books, lines = book_cash(company), bank_lines(company)
    left, right = matched(company, "bank")
    difference, explained = defaultdict(Decimal), defaultdict(Decimal)
    for name, (account, amount, _) in books.items():
        difference[account] += amount
        if name not in left:
            explained[account] += amount
    for name, line in lines.items():
        difference[line.bank_account] -= line.amount
        if name not in right:
            explained[line.bank_account] -= line.amount
    for group in (g for g in company.truth if g.reconciliation == "bank"):
        for ref in group.left:
            account, amount, _ = books[ref.connection, ref.entry]
            explained[account] += amount
        for ref in group.right:
            line = lines[ref.connection, ref.entry]
            explained[line.bank_account] -= line.amount
    assert difference == explained


def test_members_of_a_bank_match_agree_but_for_wire_fees_and_planted_mismatches(company: Company):
    books, lines = book_cash(company), bank_lines(company)
    for group in (g for g in company.truth if g.reconciliation == "bank"):
        left = sum((books[r.connection, r.entry][1] for r in group.left), Decimal(0))
        right = sum((lines[r.connection, r.entry].amount for r in group.right), Decimal(0))
        if group.case == "wire_fee":
            assert left - right in {Decimal(15), Decimal(20), Decimal(25)}
        elif group.case == "planted:amount_mismatch":
            assert left != right
            assert int((left - right) * 100) % 9 == 0, "two digits swapped"
        else:
            assert left == right, group
        accounts = {books[r.connection, r.entry][0] for r in group.left} | {lines[r.connection, r.entry].bank_account for r in group.right}
        assert len(accounts) == (2 if group.case == "planted:wrong_account" else 1)


def test_what_has_no_partner_is_planted_or_recent(company: Company):
    """In transit at the end: checks for up to three weeks, everything else for days."""
    left, right = matched(company, "bank")
    known, lines, records = planted(company), bank_lines(company), live(company)
    for name, (_, _, on) in book_cash(company).items():
        if name not in left and name not in known:
            record = records[name[0], name[1].split(":")[0]]
            by_check = isinstance(record, BillPayment) and record.check_number
            assert days_old(company, on) <= (21 if by_check else 9), record
    for name, line in lines.items():
        if name not in right and name not in known:
            assert days_old(company, line.posted_on) <= 9, line


def test_banks_post_on_business_days_and_show_it_the_next_morning(company: Company):
    country = {a.key: company.facility(a.facility).country for a in company.bank_accounts}
    for snapshots in company.timelines.values():
        for s in snapshots:
            if hasattr(s.record, "posted_on"):
                assert business_days.is_open(country[s.record.bank_account], s.record.posted_on)
                assert timedelta(0) <= s.at.date() - s.record.posted_on <= timedelta(1)
                assert s.record.value_on >= s.record.posted_on
                assert s.record.pending_on is None or s.record.pending_on < s.record.posted_on


def test_every_way_a_bank_delivers_is_used_and_a_connection_has_accounts_of_one_bank(company: Company):
    assert {a.channel for a in company.bank_accounts} == {"plaid", "bai2", "camt053", "mt940", "ofx", "csv"}
    banks = defaultdict(set)
    for a in company.bank_accounts:
        banks[a.connection].add(a.bank_name)
    assert all(len(names) == 1 for names in banks.values())
    assert all(company.timelines[connection] for connection in banks)


def test_bank_references_are_unique_per_account(company: Company):
    used = Counter((line.bank_account, line.bank_reference) for line in bank_lines(company).values())
    assert set(used.values()) == {1}


def test_some_banks_show_pending_lines_first(company: Company):
    pending = {
        a.connection for a in company.bank_accounts for x in bank_lines(company).values() if x.bank_account == a.key and x.pending_on
    }
    assert pending == {a.connection for a in company.bank_accounts if a.channel == "plaid"}


def test_narratives_are_cut_off_where_the_bank_cuts(company: Company):
    longest = defaultdict(int)
    channel = {a.key: a.connection for a in company.bank_accounts}
    for line in bank_lines(company).values():
        longest[channel[line.bank_account]] = max(longest[channel[line.bank_account]], len(line.text))
    assert longest["union_trust_plaid"] == 32
    assert longest["coastal_savings_csv"] == 35
    assert all(line.text == line.text.strip() and line.text for line in bank_lines(company).values())
