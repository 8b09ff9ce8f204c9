"""Processor balances, payouts, and the clearing accounts in the books."""

from collections import defaultdict
from decimal import Decimal

import pytest

from ingestion.sandbox.company.model import (
    Charge,
    Company,
    CustomerRefund,
    Deposit,
    Dispute,
    Payout,
    ProcessorFee,
    ProcessorRefund,
    Receipt,
)
from tests.ingestion.sandbox.company.reading import days_old, live, matched, planted

PROCESSOR_RECORDS = (Charge, ProcessorRefund, Dispute, ProcessorFee)


def movements(record: object) -> list[tuple[object, Decimal, str | None]]:
    """(when, net, payout) of each time ``record`` moves the processor balance."""
    match record:
        case Charge() if record.status == "succeeded":
            return [(record.created_at, record.amount - record.fee, record.payout_key)]
        case ProcessorRefund():
            return [(record.created_at, record.fee_returned - record.amount, record.payout_key)]
        case Dispute():
            back = [(record.reinstated_at, record.amount, record.reinstated_payout_key)] if record.reinstated_at else []
            return [(record.created_at, -record.amount - record.fee, record.payout_key), *back]
        case ProcessorFee():
            return [(record.created_at, -record.amount, record.payout_key)]
    return []


def test_a_payout_is_the_sum_of_the_net_of_what_it_carries(company: Company):
    carried = defaultdict(Decimal)
    records = live(company).values()
    for record in records:
        for _, net, payout in movements(record):
            carried[payout] += net
    payouts = [r for r in records if isinstance(r, Payout)]
    assert all(carried[p.key] == p.amount > 0 for p in payouts)
    assert set(carried) - {None} == {p.key for p in payouts}


def test_a_wallet_is_never_negative_and_every_sweep_leaves_its_opening_balance(company: Company):
    for wallet in (p for p in company.processor_accounts if p.platform == "paypal"):
        records = [r for (connection, _), r in live(company).items() if connection == wallet.connection]
        # A sweep comes after the movements of its instant.
        moves = [(at, 0, net, None) for r in records for at, net, _ in movements(r)]
        moves += [(p.created_at, 1, -p.amount, p) for p in records if isinstance(p, Payout)]
        balance = wallet.opening_balance
        for _, _, amount, payout in sorted(moves, key=lambda m: m[:2]):
            balance += amount
            assert balance >= 0
            if payout:
                assert balance == wallet.opening_balance


def test_a_charge_learns_its_payout_later_than_its_existence(company: Company):
    for account in company.processor_accounts:
        first = {}
        for s in company.timelines[account.connection]:
            if isinstance(s.record, PROCESSOR_RECORDS):
                first.setdefault(s.record.key, s.record)
        assert all(r.payout_key is None for r in first.values())


def test_stripe_money_arrives_two_business_days_after_the_charge(company: Company):
    from ingestion.sandbox.company import business_days

    for account in (p for p in company.processor_accounts if p.platform == "stripe"):
        country = company.facility(account.facility).country
        records = {key: r for (connection, key), r in live(company).items() if connection == account.connection}
        seen = {"pending": set()}
        for s in company.timelines[account.connection]:
            if isinstance(s.record, Charge) and s.record.status == "pending":
                seen["pending"].add(s.record.key)
        for charge in records.values():
            if isinstance(charge, Charge) and charge.payout_key and charge.key not in seen["pending"]:
                expected = business_days.add(country, charge.created_at.date(), 2)
                assert records[charge.payout_key].arrival_on >= expected


def test_a_payout_is_in_transit_until_it_arrives(company: Company):
    for account in company.processor_accounts:
        states = defaultdict(list)
        for s in company.timelines[account.connection]:
            if isinstance(s.record, Payout):
                states[s.record.key].append(s)
        for snapshots in states.values():
            assert snapshots[0].record.status == "in_transit"
            assert [s.at.date() for s in snapshots if s.record.status == "paid"] in ([], [snapshots[0].record.arrival_on])


def test_the_books_clear_gross_less_refunds_and_disputes_and_expense_the_fees(company: Company):
    records = live(company)
    by_key = {key: r for (_, key), r in records.items()}
    gross, fees = defaultdict(Decimal), defaultdict(Decimal)
    for r in records.values():
        match r:
            case Charge():
                gross[r.payout_key] += r.amount
                fees[r.payout_key] += r.fee
            case ProcessorRefund():
                gross[r.payout_key] -= r.amount
                fees[r.payout_key] -= r.fee_returned
            case Dispute():
                gross[r.payout_key] -= r.amount
                fees[r.payout_key] += r.fee
                if r.reinstated_payout_key:
                    gross[r.reinstated_payout_key] += r.amount
            case ProcessorFee():
                fees[r.payout_key] += r.amount
    pairs = [g for g in company.truth if g.reconciliation == "processor_clearing" and isinstance(by_key[g.right[0].entry], Payout)]
    assert len(pairs) > 150
    for group in pairs:
        deposit, payout = by_key[group.left[0].entry], by_key[group.right[0].entry]
        assert isinstance(deposit, Deposit)
        amounts = {line.account.split(":")[0] + ":" + line.account.split(":")[1]: line.amount for line in deposit.lines}
        assert next(v for k, v in amounts.items() if k.startswith("clearing")) == gross[payout.key]
        assert amounts["expense:merchant_fees"] == -fees[payout.key]
        assert deposit.total - amounts.get("asset:suspense", Decimal(0)) == payout.amount


def test_receipts_and_charges_without_a_partner_are_planted_or_recent(company: Company):
    left, right = matched(company, "processor_clearing")
    known = planted(company)
    for name, record in live(company).items():
        if isinstance(record, Receipt | CustomerRefund) and record.account.startswith("clearing") and name not in left | known:
            on = record.received_on if isinstance(record, Receipt) else record.refunded_on
            assert days_old(company, on) <= 9
        if isinstance(record, Charge | ProcessorRefund) and name not in right | known:
            assert days_old(company, record.created_at.date()) <= 9
        if isinstance(record, Payout) and name not in right | known:
            assert days_old(company, record.arrival_on) <= 9


def test_payouts_without_a_bank_credit_are_planted_or_on_their_way(company: Company):
    left, _ = matched(company, "processor_payout")
    for name, record in live(company).items():
        if isinstance(record, Payout) and name not in left and name not in planted(company, "payout_missing_at_bank"):
            assert days_old(company, record.arrival_on) <= 5


@pytest.mark.parametrize("kind", ["1-n", "n-1"])
def test_payouts_are_sometimes_split_and_sometimes_merged_by_the_bank(company: Company, kind: str):
    assert any(g.reconciliation == "processor_payout" and g.kind == kind for g in company.truth)


def test_disputes_are_won_and_lost(company: Company):
    assert {r.status for r in live(company).values() if isinstance(r, Dispute)} >= {"won", "lost"}
