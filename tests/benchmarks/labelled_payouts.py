"""A processor's payouts against the bank, in the ledger as a connector would write them: the labelled file payout_reconproof."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd

from ingestion import load_log
from ingestion.settings import Settings
from orchestration.dbt import run_dbt
from tests.benchmarks.case import Alone, Case, Group, Row, Side
from tests.benchmarks.score import Match

PAYOUTS = "payout_reconproof"
AS_OF = date(2026, 9, 30)
CYCLE = timedelta(days=2)  # what is captured on a day is settled two days later
BALANCE, BOOKS, BANK = "processor:balance", "books:bank", "bank:account"
RECONCILIATIONS = ("payout_composition", "processor_payout", "bank")

Found = dict[str, tuple[list[Match], dict[tuple[Side, str], str]]]  # by reconciliation: matches, and reasons of what is open


# ------------------------------------------------------------------------------------------------------------------ the labelled file
def read(samples: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file of the sample."""
    with (samples / PAYOUTS / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cases(samples: Path) -> dict[str, Case]:
    """What is true, by reconciliation: which credits pay which payouts, and which payments a payout consists of.

    Two payouts of one amount and two credits of one day whose text hides the reference: nothing tells which is which. Any match of them is
    a guess, so they count among what must stay open.
    """
    truth = read(samples, "truth_links")
    return {"processor_payout": _credits(samples, truth), "payout_composition": _compositions(samples, truth)}


def _credits(samples: Path, truth: list[dict[str, str]]) -> Case:
    groups, alone = [], []
    for link in truth:
        payouts, lines = _split(link["settlement_ids"]), _split(link["bank_txn_ids"])
        kind = link["case_type"]
        if kind == "AMOUNT_COLLISION":
            sides: tuple[tuple[Side, frozenset[str]], ...] = (("left", payouts), ("right", lines))
            alone += [Alone(kind, side, frozenset({one}), frozenset({"ambiguous"})) for side, ids in sides for one in ids]
        elif kind.endswith("MISSING_BANK_CREDIT"):
            alone += [Alone(kind, "left", frozenset({one}), frozenset({"payout_missing_at_bank"})) for one in payouts]
        elif kind.endswith("ORPHAN_CREDIT"):
            alone += [Alone(kind, "right", frozenset({one}), frozenset({"missing_in_books"})) for one in lines]
        else:
            groups.append(Group(kind, payouts, lines))
    payouts = (
        Row("left", r["settlement_id"], date.fromisoformat(r["settled_at"]), _money(r["net"]), "", r["utr"], "", "")
        for r in read(samples, "settlements")
    )
    lines = (
        Row("right", r["bank_txn_id"], date.fromisoformat(r["value_date"]), _money(r["credit_amount"]), "", "", "", r["narration"])
        for r in read(samples, "bank_txns")
    )
    return Case(PAYOUTS, 0, (*payouts, *lines), tuple(groups), tuple(alone), frozenset())


def _compositions(samples: Path, truth: list[dict[str, str]]) -> Case:
    payments = read(samples, "payments")
    captured = [payment["payment_id"] for payment in payments if payment["status"] == "captured"]
    groups, merged = [], {}
    for link in truth:
        members = {one for one in captured if link["first_payment"] <= one <= link["last_payment"]} if link["first_payment"] else set()
        members |= _split(link["refund_ids"]) | _split(link["adjustment_ids"])
        payouts = sorted(_split(link["settlement_ids"]))
        if len(payouts) == 1:
            groups.append(Group(link["case_type"], frozenset(members), frozenset(payouts)))
        elif payouts:
            merged[tuple(payouts)] = members
    rows = [
        Row("left", r[identity], _day(r[moment]), _money(r["amount"]), "", "", "", "")
        for records, identity, moment in (
            (payments, "payment_id", "captured_at"),
            (read(samples, "refunds"), "refund_id", "created_at"),
            (read(samples, "adjustments"), "adjustment_id", "created_at"),
        )
        for r in records
    ] + [
        Row("right", r["settlement_id"], date.fromisoformat(r["settled_at"]), _money(r["net"]), "", "", "", "")
        for r in read(samples, "settlements")
    ]
    by_day = {row.id: row.on for row in rows}
    for payouts, members in merged.items():
        # the key gives one range for two payouts; the payments of each are those of its cycle, which their gross amounts confirm
        groups += [
            Group("MERGED_CREDIT", frozenset(m for m in members if by_day[m] + CYCLE == by_day[one]), frozenset({one})) for one in payouts
        ]
    # tax is off by one unit: the lines belong to the payout and do not add up to it, which no one may confirm
    drifting = [one for link in truth if link["case_type"] == "ROUNDING_DRIFT" for one in _split(link["settlement_ids"])]
    alone = tuple(
        Alone("ROUNDING_DRIFT", "right", frozenset({one}), frozenset({"payout_composition_mismatch"})) for one in sorted(drifting)
    )
    return Case(PAYOUTS, 0, tuple(rows), tuple(groups), alone, frozenset())


def _split(ids: str) -> frozenset[str]:
    return frozenset(ids.split("|")) - {""}


def _money(minor: str) -> Decimal:
    return Decimal(minor).scaleb(-2)


# ------------------------------------------------------------------------------------------------------------- what a connector writes
def entries(samples: Path) -> Iterator[dict[str, object]]:
    """Entries of the ledger. A payment is carried by the payout of its cycle; a refund or adjustment by the first payout from then on that
    states its amount. (A processor's own report names the payout of each record; the sample leaves that out.)
    """
    settled = {date.fromisoformat(r["settled_at"]): r for r in read(samples, "settlements")}
    for payment in read(samples, "payments"):
        if payment["status"] != "captured":
            continue
        on = _day(payment["captured_at"])
        payout = settled[on + CYCLE]["settlement_id"]
        yield _entry("charge", payment["payment_id"], on, _money(payment["amount"]), payout, references=[payment["order_id"]])
        yield _entry("processor_fee", payment["payment_id"], on, -_money(payment["fee"]), payout, part="fee")
        yield _entry("processor_fee", payment["payment_id"], on, -_money(payment["tax"]), payout, part="tax")
    for refund in read(samples, "refunds"):
        on, amount = _day(refund["created_at"]), int(refund["amount"])
        payout = _stating(settled, on, "refund_total", amount)
        yield _entry("refund", refund["refund_id"], on, -_money(refund["amount"]), payout, references=[refund["payment_id"]])
    for adjustment in read(samples, "adjustments"):
        sign = -1 if adjustment["kind"] == "chargeback_deduction" else 1
        on, amount = _day(adjustment["created_at"]), sign * int(adjustment["amount"])
        payout = _stating(settled, on, "adjustment_total", amount)
        yield _entry(
            "dispute" if sign < 0 else "dispute_reversal", adjustment["adjustment_id"], on, sign * _money(adjustment["amount"]), payout
        )
    for on, payout in settled.items():
        identity = payout["settlement_id"]
        yield _entry("payout", identity, on, -_money(payout["net"]), identity, references=[identity, payout["utr"]])
    for line in read(samples, "bank_txns"):
        on = date.fromisoformat(line["value_date"])
        yield {
            **_entry("bank_line", line["bank_txn_id"], on, _money(line["credit_amount"]), None, text=line["narration"]),
            "connection_id": "bank", "platform": "bank_statements", "account_id": BANK,
        }  # fmt: skip


def _day(moment: str) -> date:
    return date.fromisoformat(moment[:10])


def _stating(settled: dict[date, dict[str, str]], on: date, total: str, amount: int) -> str | None:
    later = (payout for day, payout in sorted(settled.items()) if day >= on + CYCLE and int(payout[total]) == amount)
    return next((payout["settlement_id"] for payout in later), None)


def _entry(
    kind: str,
    identity: str,
    on: date,
    amount: Decimal,
    payout: str | None,
    *,
    part: str = "",
    references: list[str] | None = None,
    text: str = "",
) -> dict[str, object]:
    return {
        "entry_id": "|".join(filter(None, (kind, identity, part))), "connection_id": "processor", "platform": "razorpay",
        "record_type": kind, "source_id": identity, "account_id": BALANCE, "amount": str(amount), "on": on.isoformat(),
        "description": text or None, "refs": references or [], "group_key": payout,
    }  # fmt: skip


LEDGER = """
create schema ledger;
create table ledger.ledger_entry as
select
    entry_id, connection_id, platform, 'HQ' as facility, record_type, source_id, cast(null as varchar) as document_id, account_id,
    cast(null as varchar) as control_account_id, cast(null as varchar) as counterparty_id, cast(null as varchar) as counterparty,
    cast(amount as decimal(18, 2)) as amount, 'INR' as currency, cast("on" as date) as occurred_on, cast("on" as date) as posted_on,
    cast(null as date) as due_on, cast(null as varchar) as document_number, cast(null as varchar) as check_number,
    cast(description as varchar) as description, cast(refs as varchar[]) as reference_keys, cast(group_key as varchar) as group_key,
    cast(null as varchar) as payment_method, cast(null as decimal(18, 2)) as outstanding_amount, 'paid' as status, false as is_void,
    false as is_pending, md5(entry_id || amount) as row_hash
from entries;
create table ledger.entry_link (
    from_entry_id varchar, to_entry_id varchar, connection_id varchar, platform varchar, link_kind varchar, amount decimal(18, 2));
create table ledger.opening_entry (entry_id varchar, account_id varchar, amount decimal(18, 2), occurred_on date);
create table ledger.account as
select
    col0 as account_id, col1 as connection_id, col1 as platform, col0 as source_account_id, col0 as account_number,
    cast(null as varchar) as code, col0 as name, col2 as account_type, 'INR' as currency, true as is_active
from (values ('books:bank', 'books', 'bank'), ('bank:account', 'bank', 'bank'), ('processor:balance', 'processor', 'clearing'));
create table ledger.bank_account_link as
select
    'books:bank' as book_account_id, 'bank:account' as bank_account_id, 'HQ' as facility, 'INR' as currency, 'account_map' as link_method;
"""
MEMBERS = """
select groups.reconciliation, groups.match_id, members.side, entries.source_id, groups.status, groups.rule_id, groups.confidence
from matching.match_group as groups
inner join matching.match_member as members on groups.match_id = members.match_id
inner join ledger.ledger_entry as entries on members.entry_id = entries.entry_id
order by groups.match_id, members.side, entries.source_id
"""


# ------------------------------------------------------------------------------------------------------------------------- the engine
def run(samples: Path, settings: Settings) -> Found:
    """What the engine decides, by reconciliation. The truth stays here."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        work = replace(settings, state=folder, warehouse=folder / "payouts.duckdb", as_of=AS_OF)
        load_log.prepare(work.warehouse)
        frame = pd.DataFrame(entries(samples))
        with duckdb.connect(str(work.warehouse)) as con:
            con.register("entries", frame)
            con.execute(LEDGER)
        run_dbt(["seed", "--quiet"], work, quiet=True)
        with duckdb.connect(str(work.warehouse)) as con:
            con.execute("insert into rules.processor_descriptor values ('razorpay', '(^|[^A-Z])RAZORPAY([^A-Z]|$)')")
        chosen = ["path:models/matching", "path:models/exceptions"]
        run_dbt(["run", "--quiet", "--select", *chosen], work, quiet=True)
        with duckdb.connect(str(work.warehouse), read_only=True) as con:
            members = con.execute(MEMBERS).fetchall()
            open_items = con.execute("select reconciliation, side, source_id, reason_code from exceptions.open_item_reason").fetchall()
    reasons = {one: {(side, i): reason for of, side, i, reason in open_items if of == one} for one in RECONCILIATIONS}
    # a credit that names no processor is no payout's; the reconciliation of the bank account says what it is
    reasons["processor_payout"] = {**reasons["bank"], **reasons["processor_payout"]}
    return {one: (_matches(members, one), reasons[one]) for one in RECONCILIATIONS}


def _matches(members: list[tuple], reconciliation: str) -> list[Match]:
    sides: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"left": set(), "right": set()})
    stated: dict[str, tuple[str, str, float]] = {}
    for of, match_id, side, identity, status, rule, confidence in members:
        if of == reconciliation:
            sides[match_id][side].add(identity)
            stated[match_id] = (status, rule, float(confidence))
    return [Match(frozenset(one["left"]), frozenset(one["right"]), *stated[name]) for name, one in sorted(sides.items())]
