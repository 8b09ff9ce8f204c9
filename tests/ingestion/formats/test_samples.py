"""The readers on files that banks and other projects published: what their READMEs say of them must come out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.formats import UnreadableFileError, read_statements

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="shared/samples is not part of the project")


def read(name):
    path = SAMPLES / name
    return read_statements(path.name, path.read_bytes())


@pytest.mark.parametrize(
    ("name", "statements", "lines", "failed_balances"),
    [
        ("bai2/nwb_example.bai2", 1, 5, 0),
        ("bai2/svb_us_example.bai2", 2, 2, 0),
        ("bai2/moov_sample1.bai2", 2, 17, 0),
        ("camt/camt053.v2.multi.statement.xml", 2, 2, 0),
        ("camt/camt053.v4.xml", 1, 1, 1),
        ("camt/camt053.v8.xml", 1, 1, 1),
        # The README counts 24 of 26 because the library signs RC as money in by default; signed as the standard says, all 26 balance.
        ("mt940/betterplace_sepa_mt9401.sta", 26, 97, 0),
        ("mt940/citi_mt940.sta", 1, 5, 0),
        ("mt940/jejik_abnamro.sta", 2, 10, 2),
        ("ofx/checking.ofx", 1, 3, 0),
    ],
)
def test_statements_lines_and_failed_balances_are_as_the_origin_says(name, statements, lines, failed_balances):
    file = read(name)
    assert len(file.statements) == statements
    assert sum(len(s.lines) for s in file.statements) == lines
    assert sum(c.name == "balance" for c in file.failures) == failed_balances


def test_the_worked_bai2_example_gives_its_balances_and_control_total():
    (statement,) = read("bai2/nwb_example.bai2").statements
    assert (statement.opening_balance, statement.closing_balance) == (Decimal("365.21"), Decimal("338.45"))
    assert statement.movement == Decimal("0.89") - Decimal("27.65")
    assert read("bai2/nwb_example.bai2").checks[0].status == "passed"


def test_a_word_wrapped_at_the_record_length_is_joined_again():
    (statement,) = read("bai2/nwb_example.bai2").statements
    assert statement.lines[-1].text.endswith("INTERNATIONAL-5373 CLIENT SECCY AC TFR")


def test_a_notification_is_no_statement():
    with pytest.raises(UnreadableFileError, match=r"camt\.054.*camt\.053"):
        read("camt/camt054.v4.xml")


def test_bai2_agrees_with_the_bai2_library_where_that_reads_the_file():
    from bai2 import bai2

    text = (SAMPLES / "bai2/svb_us_example.bai2").read_text()
    theirs = [t.amount for g in bai2.parse_from_string(text).children for a in g.children for t in a.children]
    ours = [abs(line.amount).scaleb(2) for s in read("bai2/svb_us_example.bai2").statements for line in s.lines]
    assert ours == theirs


def test_camt_agrees_with_pycamt():
    from pycamt.parser import Camt053Parser

    path = SAMPLES / "camt/camt053.v2.multi.statement.xml"
    theirs = [Decimal(str(t["Amount"])) for t in Camt053Parser(path.read_bytes()).get_transactions()]
    assert [abs(line.amount) for s in read("camt/camt053.v2.multi.statement.xml").statements for line in s.lines] == [
        abs(t) for t in theirs
    ]


def test_ofx_agrees_with_ofxparse():
    from ofxparse import OfxParser

    with (SAMPLES / "ofx/checking.ofx").open("rb") as file:
        account = OfxParser.parse(file).account
    (ours,) = read("ofx/checking.ofx").statements
    assert [(line.amount, line.bank_reference) for line in ours.lines] == [(t.amount, t.id) for t in account.statement.transactions]
    assert (ours.account_number, ours.closing_balance) == (account.account_id, account.statement.balance)
