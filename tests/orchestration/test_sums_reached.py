"""Of the units that a sum is looked for, those are matched again to which some of their candidates could add up."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.increment.sums import could_add_up


class Amounts:
    """What stands in for the units that were read."""

    def __init__(self, con, amounts):
        self.con, self.amounts = con, amounts

    def read_amounts_of(self, units):
        rows = ", ".join(f"('{unit}', {amount}::decimal(18, 2))" for unit, amount in self.amounts.items())
        self.con.execute(f"""
            create or replace table amount_of_unit as
            select *, date '2026-01-01' as unit_on from (values {rows}) as rows (unit_id, amount) semi join {units} using (unit_id)
        """)


def matched_again(amounts, before, now, touched=("touched",)):
    """Which of the left units are; before, now: pairs of a left and a right unit of the candidates kept and found now."""
    con = duckdb.connect()
    con.execute("create schema kept; create table sum_rule as select 'sum' as rule_id; create table touched_unit (unit_id varchar)")
    con.executemany("insert into touched_unit values (?)", [[unit] for unit in touched])
    for schema, pairs in (("kept", before), ("main", now)):
        con.execute(f"""
            create table {schema}.candidate_near (
                rule_id varchar, left_unit_id varchar, right_unit_id varchar, left_on date, right_on date, difference decimal(18, 2))
        """)
        for left, right in pairs:
            con.execute(
                f"insert into {schema}.candidate_near values ('sum', ?, ?, '2026-01-01', '2026-01-01', ?)",
                [left, right, amounts[left] - amounts[right]],
            )
    asked = " union all ".join(f"select '{unit}' as unit_id" for unit in amounts)
    return {unit for (unit,) in con.execute(could_add_up(con, "kept", Amounts(con, amounts), asked)).fetchall()}


def test_who_is_too_large_for_all_candidates_together_is_not_matched_again():
    amounts = {"large": 5000, "one": 995, "other": 20}
    assert matched_again(amounts, [("large", "one")], [("large", "other")]) == set()


@pytest.mark.parametrize(("third", "expected"), [(30, {"sum"}), (31, set())])
def test_who_some_candidates_old_and_new_add_up_to_is_matched_again(third, expected):
    amounts = {"sum": 100, "one": 70, "other": 45, "third": third}
    assert matched_again(amounts, [("sum", "one"), ("sum", "other")], [("sum", "third")]) == expected


def test_what_is_larger_or_of_the_other_sign_adds_up_to_nothing():
    amounts = {"sum": -100, "one": -70, "refund": 30, "larger": -130}
    assert matched_again(amounts, [("sum", "one"), ("sum", "refund")], [("sum", "larger")]) == set()


def test_who_is_touched_already_is_not_asked():
    amounts = {"touched": 100, "one": 70, "other": 30}
    assert matched_again(amounts, [("touched", "one")], [("touched", "other")]) == set()
