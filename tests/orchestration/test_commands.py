"""Questions to the published marts: read-only, exit codes that scripts can rely on, answers that name the rule and the test that failed."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.end_to_end


# sql


def test_sql_answers_as_a_table_and_as_json(tieout):
    shown = tieout("sql", "select 1 as one")
    assert (shown.code, "one" in shown.out) == (0, True)
    ended = tieout("sql", "select count(*) as n, sum(amount) as money, max(occurred_on) as day from ledger_entry", "--json")
    assert ended.code == 0
    ((row),) = ended.json
    assert row["n"] > 1000
    assert isinstance(row["money"], str)  # money is text: JSON numbers are floats
    assert row["day"].startswith("2026-09")


def test_sql_reads_its_query_from_standard_input(tieout):
    assert tieout("sql", "--json", given="select 42 as answer").json == [{"answer": 42}]


@pytest.mark.parametrize(
    "query",
    [
        "update exception set owner = 'me'",
        "delete from match",
        "create table marts.mine as select 1",
        "drop table match",
        "insert into match select * from match",
    ],
)
def test_sql_refuses_to_write_with_exit_code_2(tieout, demo, query):
    before = demo.installation.published.read_bytes()
    ended = tieout("sql", query)
    assert ended.code == 2
    assert "read-only" in ended.err
    assert demo.installation.published.read_bytes() == before


def test_sql_that_is_wrong_is_wrong_usage(tieout):
    ended = tieout("sql", "select nothing from nowhere")
    assert ended.code == 2
    assert "nowhere" in ended.err
    assert "Traceback" not in ended.err


# status


def test_status_lists_every_connection_with_its_last_load(tieout, demo):
    ended = tieout("status", "--json")
    assert ended.code == 0
    assert {row["connection"] for row in ended.json} == {name for _, name in demo.company.connections()}
    assert all(row["last_load"] and row["failed"] == 0 and row["error"] is None for row in ended.json)


def test_status_in_words_shows_open_exceptions(tieout):
    ended = tieout("status")
    assert ended.code == 0
    assert "bank" in ended.out
    assert "severity" in ended.out


# explain


def one(demo, query):
    return demo.installation.rows(query)[0]


def test_explain_a_matched_entry_tells_rule_members_and_certificate(tieout, demo):
    entry, match, rule = one(
        demo,
        """
        select member.entry_id, match.match_id, match.rule_id from marts.match inner join marts.match_member as member using (match_id)
        where match.reconciliation = 'bank' and match.status = 'confirmed' and match.kind = '1-1' order by 1 limit 1
        """,
    )
    ended = tieout("explain", entry)
    assert ended.code == 0
    assert f"by rule {rule}" in ended.out
    assert match in ended.out
    (explained,) = tieout("explain", entry, "--json").json
    bank = next(found for found in explained["matches"] if found["match_id"] == match)
    certificate = json.loads(bank["certificate"])
    assert len(certificate["inputs"]) == 2
    assert {part["side"] for part in certificate["inputs"]} == {"left", "right"}


def test_explain_a_match_tells_all_its_members(tieout, demo):
    match, members = one(demo, "select match_id, count(*) from marts.match_member group by match_id having count(*) = 3 order by 1 limit 1")
    assert len(tieout("explain", match, "--json").json) == members


def test_explain_an_open_entry_tells_reason_owner_and_nearest_candidates_with_the_test_they_failed(tieout, demo):
    exception, entry, reason = one(
        demo, "select exception_id, entry_id, reason_code from marts.exception where candidates <> '[]' order by exception_id limit 1"
    )
    for known_by in (exception, entry):
        ended = tieout("explain", known_by)
        assert ended.code == 0
        assert f"({reason})" in ended.out
        assert "open " in ended.out
        assert "nearest: " in ended.out
    (explained,) = tieout("explain", entry, "--json").json
    candidates = [c for found in explained["exceptions"] for c in json.loads(found["candidates"])]
    assert candidates
    assert all(candidate["failed_test"] for candidate in candidates)


def test_a_document_number_finds_the_entry_too(tieout, demo):
    number, entry = one(
        demo,
        """
        select document_number, min(entry_id) from marts.ledger_entry where record_type = 'invoice'
        group by document_number having count(*) = 1 order by 1 limit 1
        """,
    )
    assert entry in {found["entry_id"] for found in tieout("explain", number, "--json").json}


@pytest.mark.parametrize("command", ["explain", "trace"])
def test_an_unknown_id_is_a_problem_not_a_trace_back(tieout, command):
    ended = tieout(command, "nobody-knows-this")
    assert ended.code == 1
    assert "nobody-knows-this" in ended.out + ended.err
    assert "Traceback" not in ended.err


# trace


def test_trace_follows_a_charge_to_its_payout_and_the_bank_line(tieout, demo):
    (charge,) = one(
        demo,
        """
        select charge.entry_id
        from marts.ledger_entry as charge
        inner join marts.ledger_entry as payout
            on charge.group_key = payout.source_id and payout.record_type = 'payout' and charge.connection_id = payout.connection_id
        inner join marts.match_member as sent on payout.entry_id = sent.entry_id and sent.reconciliation = 'processor_payout'
        where charge.record_type = 'charge' and sent.status = 'confirmed' order by 1 limit 1
        """,
    )
    found = types(tieout("trace", charge, "--json").json)
    assert {"charge", "payout", "bank_line"} <= found
    shown = tieout("trace", charge)
    assert shown.code == 0
    for name in ("charge", "payout", "bank_line", " by "):
        assert name in shown.out


def test_trace_follows_an_invoice_to_its_payment_and_the_bank_line(tieout, demo):
    invoices = demo.installation.rows("""
        select invoice.entry_id
        from marts.ledger_entry as invoice
        inner join marts.money_trail as link on invoice.entry_id in (link.from_entry_id, link.to_entry_id)
        inner join marts.ledger_entry as payment on payment.entry_id in (link.from_entry_id, link.to_entry_id)
        inner join marts.match_member as sent on payment.entry_id = sent.entry_id and sent.reconciliation = 'bank'
        where invoice.record_type = 'invoice' and payment.record_type = 'customer_payment' and sent.status = 'confirmed' order by 1 limit 1
    """)
    assert {"invoice", "customer_payment", "bank_line"} <= types(tieout("trace", invoices[0][0], "--json").json)


def types(trail):
    return {trail["record_type"]}.union(*(types(link) for link in trail["links"]))


# wrong usage


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("sql", "--nonsense"),
        ("explain",),
        ("demo", "--days", "1"),
        ("demo", "--scale", "much"),
        ("run", "--connection", "nobody"),
        ("connect", "nobank"),
        ("match", "no.csv", "nothing.csv", "--out", "out"),
    ],
)
def test_wrong_usage_ends_with_code_2_and_says_why_without_a_trace(tieout_nowhere, arguments):
    ended = tieout_nowhere(*arguments)
    assert ended.code == 2
    assert ended.err.strip()
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("arguments", [("sql", "select 1"), ("status",), ("explain", "x"), ("trace", "x")])
def test_asking_before_anything_was_published_says_what_to_run_first(tieout_nowhere, arguments):
    ended = tieout_nowhere(*arguments)
    assert ended.code == 2
    assert "Cure: Run `make demo` or `tieout run` first." in ended.err
