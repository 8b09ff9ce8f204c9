"""The books as Odoo keeps them: reconciliations, drafts, cancellations, deletions, and ledger names."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from ingestion.sandbox.company.posting import post
from ingestion.sandbox.odoo.identities import identities
from ingestion.sandbox.odoo.view import Database
from tests.ingestion.platforms.odoo.company import BILL, CHECKED, CREDIT, EDITED, TWIN, UNPOSTED, VOIDED, at, company

MARCH_END = at(31)


@pytest.fixture
def database(databases: dict[str, Database]) -> Database:
    return databases["19"]


def rows(database: Database, model: str, now: datetime = MARCH_END) -> dict[int, dict[str, Any]]:
    return {v.row["id"]: v.row for v in database.store.current(model, now)}


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def test_every_posted_entry_balances(database: Database) -> None:
    sums: Counter[int] = Counter()
    for line in rows(database, "account.move.line").values():
        sums[line["move_id"][0]] += cents(line["balance"])
        assert cents(line["debit"]) - cents(line["credit"]) == cents(line["balance"])
    assert set(sums) == set(rows(database, "account.move"))
    assert not any(sums.values())


def test_the_ledger_holds_what_the_records_post(database: Database) -> None:
    last = {s.record.key: s for s in database.company.timelines[database.connection]}
    expected: Counter[str] = Counter()
    for key, snapshot in last.items():
        if not snapshot.deleted and key != UNPOSTED.key:
            for posting in post(snapshot.record):
                expected[database.chart.accounts[posting.account].code] += posting.amount
    found: Counter[str] = Counter()
    for line in rows(database, "account.move.line").values():
        if line["parent_state"] == "posted":
            found[line["account_id"][1].split()[0]] += cents(line["balance"])
    assert {k: v for k, v in found.items() if v} == {k: v for k, v in expected.items() if v}


def test_a_document_that_never_reached_the_ledger_is_posted_but_its_lines_are_not(database: Database) -> None:
    move = rows(database, "account.move")[database.books.ids.move(UNPOSTED.key)]
    assert move["state"] == "posted"
    assert {rows(database, "account.move.line")[i]["parent_state"] for i in move["line_ids"]} == {"draft"}


def test_residuals_follow_the_reconciliations_in_force(database: Database) -> None:
    ids = database.books.ids

    def residual(key: str, day: int) -> Decimal:
        return cents(rows(database, "account.move", at(day, 23))[ids.move(key)]["amount_residual"])

    assert [residual(CHECKED.key, d) for d in (5, 6)] == [Decimal("1980.00"), Decimal("0.00")]
    assert [residual(EDITED.key, d) for d in (7, 8, 11)] == [Decimal("500.00"), Decimal("600.00"), Decimal("550.00")]
    assert [residual(CREDIT.key, d) for d in (11, 12)] == [Decimal("30.00"), Decimal("0.00")]
    assert [residual(BILL.key, d) for d in (12, 13, 18)] == [Decimal("640.00"), Decimal("0.00"), Decimal("640.00")]


def test_payment_states_of_documents(database: Database) -> None:
    ids = database.books.ids
    now = rows(database, "account.move")
    assert now[ids.move(CHECKED.key)]["payment_state"] == "paid"
    assert now[ids.move(EDITED.key)]["payment_state"] == "partial"
    assert now[ids.move(BILL.key)]["payment_state"] == "not_paid"
    assert (now[ids.move(VOIDED.key)]["state"], now[ids.move(VOIDED.key)]["payment_state"]) == ("cancel", "not_paid")


def test_an_edit_goes_through_draft_and_keeps_its_number(database: Database) -> None:
    move = database.books.ids.move(EDITED.key)
    states = [
        (v.row["state"], v.row["name"]) for v in database.books.versions if v.entity == "account.move" and v.row and v.row["id"] == move
    ]
    assert [s for s, _ in states][:3] == ["posted", "draft", "posted"]
    assert {name for _, name in states} == {EDITED.number}


def test_a_deleted_payment_takes_its_entry_with_it_and_leaves_no_trace(database: Database) -> None:
    ids = database.books.ids
    before, after = rows(database, "account.payment", at(8)), rows(database, "account.payment", at(8, 15))
    assert set(before) - set(after) == {ids.payment(TWIN.key)}
    assert ids.move(TWIN.key) not in rows(database, "account.move", at(8, 15))
    assert not [x for x in rows(database, "account.move.line", at(8, 15)).values() if x["move_id"][0] == ids.move(TWIN.key)]


def test_a_cancelled_payment_loses_its_reconciliation(database: Database) -> None:
    assert len(rows(database, "account.partial.reconcile", at(13))) - len(rows(database, "account.partial.reconcile", at(18))) == 1


def test_the_payment_of_a_cancelled_invoice_still_names_it(database: Database) -> None:
    ids = database.books.ids
    payment = rows(database, "account.payment")[ids.payment("r-void")]
    assert payment["invoice_ids"] == [ids.move(VOIDED.key)]
    assert payment["reconciled_invoice_ids"] == []


def test_a_received_check_is_matched_only_once_it_is_deposited(database: Database) -> None:
    payment = database.books.ids.payment("r-check")
    assert [rows(database, "account.payment", at(d))[payment]["state"] for d in (8, 10)] == ["in_process", "paid"]


def test_every_row_is_written_when_it_changes(database: Database) -> None:
    """What a cursor relies on: a new state never carries an old write_date."""
    last: dict[tuple[str, int], str] = {}
    for version in database.books.versions:
        if version.row:
            place = (version.entity, version.row["id"])
            assert version.row["write_date"] > last.get(place, "")
            assert version.row["write_date"][:19] == version.at.strftime("%Y-%m-%d %H:%M:%S")
            last[place] = version.row["write_date"]


def test_every_ledger_name_is_given_once_and_a_payout_deposit_names_its_clearing_line_too(database: Database) -> None:
    found = list(identities(database))
    assert len({(i.record_type, i.source_id) for i in found}) == len(found)
    by_entry: dict[str, list[str]] = {}
    for i in found:
        by_entry.setdefault(i.entry, []).append(i.record_type)
    assert {k: sorted(by_entry[k]) for k in ("d-check", "d-check:1", "d-payout", "fee", "t:from", "t:to", "j:1")} == {
        "d-check": ["deposit"], "d-check:1": ["deposit_line"], "d-payout": ["deposit", "deposit_line"], "fee": ["bank_spend"],
        "t:from": ["transfer"], "t:to": ["transfer"], "j:1": ["journal_line"],
    }  # fmt: skip
    assert {k for k, names in by_entry.items() if len(names) > 1} == {"d-payout"}
    assert "d-payout:2" not in by_entry  # a fee line is no entry
    assert "j:2" not in by_entry  # nor is a line on another account


def test_the_same_company_gives_the_same_rows_and_ids_say_nothing() -> None:
    one, two = Database(company(), "north_odoo", 19), Database(company(), "north_odoo", 19)
    assert one.books.versions == two.books.versions
    text = repr([v.row for v in one.books.versions])
    assert not [key for key in ("i-check", "r-twin", "d-payout", "i-void") if key in text]
