"""Equal lines stay as many as they are; the same line is the same in every file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ingestion.formats.identity import line_ids, statement_key
from ingestion.formats.statement import Statement, StatementLine

DAY = date(2026, 9, 7)


def statement(*texts, starts_on=DAY, account="1"):
    lines = tuple(StatementLine(n, DAY, None, Decimal("-15.00"), "USD", text=text) for n, text in enumerate(texts, 1))
    return Statement("s", account, None, "USD", Decimal(0), sum((i.amount for i in lines), Decimal(0)), starts_on, DAY, lines)


def ids(*statements):
    return [found.line_id for found in line_ids(statements)]


@given(st.integers(1, 9))
def test_n_equal_lines_are_n_lines(n):
    assert len(set(ids(statement(*["FEE"] * n)))) == n


@given(st.lists(st.sampled_from(["FEE", "RENT", "CARD"]), min_size=1, max_size=8), st.permutations(range(8)))
def test_a_file_that_shows_the_lines_again_in_any_order_adds_none(texts, order):
    again = [texts[i] for i in order if i < len(texts)]
    assert sorted(ids(statement(*texts))) == sorted(ids(statement(*again, starts_on=date(2026, 9, 1))))


def test_wrapping_and_case_do_not_make_another_line_but_account_and_amount_do():
    assert ids(statement("Fee  September")) == ids(statement("FEE SEPTEMBER"))
    assert ids(statement("FEE")) != ids(statement("FEE", account="2"))
    other = statement("FEE")
    other = replace(other, lines=(replace(other.lines[0], amount=Decimal("-15.01")),))
    assert ids(statement("FEE")) != ids(other)


def test_a_statement_repeated_in_its_file_counts_once():
    assert ids(statement("FEE", "FEE"), statement("FEE", "FEE")) == ids(statement("FEE", "FEE"))


def test_a_statement_is_the_same_whatever_the_bank_numbers_it():
    assert statement_key(statement("FEE")) == statement_key(replace(statement("FEE"), statement_id="7"))
    assert statement_key(statement("FEE")) != statement_key(replace(statement("FEE"), closing_balance=Decimal(1)))
