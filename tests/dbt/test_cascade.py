"""The cascade: the order of the rules, bundles and their parts, sums, and that nothing is consumed twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_project.solvers import board, cascade
from dbt_project.solvers.cascade import decide
from dbt_project.solvers.sums import SumResult

FIRST = date(2026, 9, 1)


class Table:
    """Units and candidate pairs, written down as briefly as a test wants to read them."""

    def __init__(self) -> None:
        self.units: list[dict] = []
        self.items: list[tuple[str, str]] = []
        self.edges: list[dict] = []
        self.whole = True

    def unit(self, name: str, cents: int, *, day: int = 0, party: str | None = None, parts: tuple[str, ...] = ()) -> Table:
        """A unit called l... or r...; with ``parts`` it is a bundle of units added before."""
        self.units.append(
            {
                "unit_id": name, "reconciliation": "bank", "side": "left" if name.startswith("l") else "right", "scope": "account",
                "cents": cents, "unit_on": FIRST + timedelta(days=day), "counterparty_key": party, "text_key": None, "check_number": None,
                "is_whole": True, "is_bundle": bool(parts),
            }
        )  # fmt: skip
        self.items += [(name, part) for part in parts] or [(name, name)]
        for unit in self.units:
            unit["is_whole"] = unit["is_whole"] and unit["unit_id"] not in parts
        return self

    def rule(self, name: str, predicate: str, *pairs: tuple, priority: int = 10, state: str = "confirmed") -> Table:
        for left, right, *cost in pairs:
            self.edges.append(
                {
                    "rule_id": name, "priority": priority, "predicate": predicate, "state": state, "left_unit_id": left,
                    "right_unit_id": right, "cost": cost[0] if cost else 0, "shared_reference": None,
                }
            )  # fmt: skip
        return self

    def __repr__(self) -> str:
        units = ", ".join(f"{u['unit_id']}={u['cents']}@{u['unit_on'].day}" for u in self.units)
        parts = ", ".join(f"{unit}<{item}" for unit, item in self.items if unit != item)
        edges = ", ".join(f"{e['predicate']} {e['left_unit_id']}-{e['right_unit_id']}:{e['cost']}" for e in self.edges)
        return f"units {units}; parts {parts}; candidates {edges}"

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        return pd.DataFrame(self.units), pd.DataFrame(self.items, columns=["unit_id", "item_id"]), pd.DataFrame(self.edges)

    def decide(self, taken: list[str] | None = None) -> pd.DataFrame:
        return decide(*self.frames(), None if taken is None else pd.DataFrame({"item_id": taken})).to_pandas()


def groups(decided: pd.DataFrame, verdict: str = "matched") -> set[tuple[str, frozenset[str]]]:
    part = decided[decided.verdict == verdict]
    return {(str(rule), frozenset(rows.unit_id)) for (_, rule), rows in part.groupby(["group_id", "rule_id"])}


# ------------------------------------------------------------------------------------------------------------------ order of the rules
def test_the_more_specific_rule_decides_first_and_the_next_sees_what_is_left():
    table = Table().unit("l1", 500).unit("l2", 500).unit("r1", 500).unit("r2", 500)
    table.rule("reference", "shared_reference", ("l1", "r2"), priority=30)
    table.rule("unique", "amount_unique", ("l1", "r1"), ("l1", "r2"), ("l2", "r1"), ("l2", "r2"), priority=80)
    assert groups(table.decide()) == {("reference", frozenset({"l1", "r2"})), ("unique", frozenset({"l2", "r1"}))}


def test_an_ambiguous_unit_is_not_guessed_by_a_later_rule():
    table = Table().unit("l1", 500).unit("r1", 500, day=1).unit("r2", 500, day=1, party="other")
    table.rule("party", "counterparty", ("l1", "r1", 10), ("l1", "r2", 10), priority=50)
    table.rule("unique", "amount_unique", ("l1", "r1", 10), priority=80)
    decided = table.decide()
    assert groups(decided) == set()
    assert groups(decided, "ambiguous") == {("party", frozenset({"l1", "r1", "r2"}))}


def test_a_rule_that_may_only_suggest_does_not_block_with_an_ambiguity():
    table = Table().unit("l1", 500).unit("r1", 500, day=1).unit("r2", 500, day=1, party="other")
    table.rule("amount", "amount", ("l1", "r1", 10), ("l1", "r2", 10), state="suggested")
    assert groups(table.decide(), "ambiguous") == set()


def test_what_was_taken_before_is_not_taken_again():
    table = Table().unit("l1", 500).unit("l2", 200).unit("l3", 300).unit("lB", 500, parts=("l2", "l3")).unit("r1", 500).unit("r2", 500)
    table.rule("reference", "shared_reference", ("l1", "r1"), ("lB", "r2"))
    assert groups(table.decide(taken=["l2"])) == {("reference", frozenset({"l1", "r1"}))}


def test_no_candidates_decide_nothing():
    decided = Table().unit("l1", 500).unit("r1", 500).rule("reference", "shared_reference", ("l9", "r9")).decide()
    assert list(decided.columns) == board.COLUMNS.names
    assert decided.empty


# ------------------------------------------------------------------------------------------------------------------------- amount_unique
def test_an_amount_that_occurs_twice_is_not_unique():
    table = Table().unit("l1", 500).unit("r1", 500).unit("r2", 500).rule("unique", "amount_unique", ("l1", "r1"), ("l1", "r2"))
    assert table.decide().empty


def test_bundles_go_before_their_parts():
    table = Table().unit("l1", 200).unit("l2", 300).unit("lB", 500, parts=("l1", "l2")).unit("r1", 500).unit("r2", 200)
    table.rule("unique", "amount_unique", ("lB", "r1"), ("l1", "r2"))
    assert groups(table.decide()) == {("unique", frozenset({"lB", "r1"}))}


@pytest.mark.parametrize("predicate", ["amount_unique", "shared_reference", "counterparty"])
def test_a_bundle_and_its_parts_are_consumed_once(predicate):
    table = Table().unit("l1", 200).unit("l2", 300).unit("lB", 500, parts=("l1", "l2")).unit("r1", 500).unit("r2", 200).unit("r3", 300)
    table.rule("rule", predicate, ("lB", "r1"), ("l1", "r2"), ("l2", "r3"))
    assert groups(table.decide()) == {("rule", frozenset({"lB", "r1"}))}


def test_a_bundle_and_its_part_are_not_matched_by_one_assignment():
    table = (
        Table()
        .unit("l0", 300)
        .unit("l1", -100)
        .unit("lB", 200, parts=("l0", "l1"))
        .unit("r0", 300)
        .unit("r1", -110)
        .unit("rB", 190, parts=("r0", "r1"))
    )
    table.rule("near", "counterparty_within_tolerance", ("l0", "rB"), ("lB", "r0"), ("l0", "r0", 5000))
    decided = table.decide()
    assert len(groups(decided)) < 2


def test_parts_are_matched_where_their_bundle_finds_nothing():
    table = Table().unit("l1", 200).unit("l2", 300).unit("lB", 500, parts=("l1", "l2")).unit("r2", 200).unit("r3", 300)
    table.rule("rule", "counterparty", ("l1", "r2"), ("l2", "r3"))
    assert groups(table.decide()) == {("rule", frozenset({"l1", "r2"})), ("rule", frozenset({"l2", "r3"}))}


# ------------------------------------------------------------------------------------------------------------------------- references
def test_equal_payments_of_one_party_with_one_reference_are_interchangeable_whatever_their_dates():
    table = Table().unit("l1", 500, day=0, party="a").unit("l2", 500, day=3, party="a").unit("r1", 500, day=1).unit("r2", 500, day=4)
    table.rule("reference", "shared_reference", ("l1", "r1", 10), ("l1", "r2", 160), ("l2", "r1", 40), ("l2", "r2", 10))
    matched = groups(table.decide())
    assert {unit for _, members in matched for unit in members} == {"l1", "l2", "r1", "r2"}


def test_credits_that_share_a_reference_and_add_up_are_one_match():
    table = Table().unit("l1", 500).unit("r1", 200).unit("r2", 300).rule("merged", "reference_sum", ("l1", "r1"), ("l1", "r2"))
    assert groups(table.decide()) == {("merged", frozenset({"l1", "r1", "r2"}))}


def test_credits_that_share_a_reference_and_do_not_add_up_are_no_match():
    table = Table().unit("l1", 500).unit("r1", 200).unit("r2", 299).rule("merged", "reference_sum", ("l1", "r1"), ("l1", "r2"))
    assert table.decide().empty


def test_a_bundle_among_credits_that_share_a_reference_is_not_counted_beside_its_parts():
    table = Table().unit("l1", 600).unit("r1", 200).unit("r2", 300).unit("rB", 500, parts=("r1", "r2")).unit("r3", 100)
    table.rule("merged", "reference_sum", ("l1", "r1"), ("l1", "r2"), ("l1", "rB"), ("l1", "r3"))
    matched = groups(table.decide())
    assert matched in ({("merged", frozenset({"l1", "rB", "r3"}))}, {("merged", frozenset({"l1", "r1", "r2", "r3"}))})


def test_a_bundle_and_a_part_of_it_that_share_a_reference_do_not_add_up_by_counting_the_part_twice():
    # -300 (the bundle) + 100 (its part) is no -200
    table = Table().unit("l1", -200).unit("r1", -400).unit("r2", 100).unit("rB", -300, parts=("r1", "r2"))
    table.rule("merged", "reference_sum", ("l1", "r2"), ("l1", "rB"))
    assert groups(table.decide()) == set()


# ------------------------------------------------------------------------------------------------------------------------------- sums
def test_payments_that_add_up_to_one_line_are_one_match():
    table = Table().unit("l1", 200).unit("l2", 300).unit("l3", 450).unit("r1", 500)
    table.rule("sum", "sum", ("l1", "r1"), ("l2", "r1"), ("l3", "r1"))
    assert groups(table.decide()) == {("sum", frozenset({"l1", "l2", "r1"}))}


def test_a_sum_with_a_second_solution_is_not_taken():
    table = Table().unit("l1", 200).unit("l2", 300).unit("l3", 100).unit("l4", 400).unit("r1", 500)
    table.rule("sum", "sum", *((left, "r1") for left in ("l1", "l2", "l3", "l4")))
    assert groups(table.decide()) == set()


def test_a_sum_with_a_second_solution_is_a_verdict_that_a_person_sees():
    table = Table().unit("l1", 200).unit("l2", 300).unit("l3", 100).unit("l4", 400).unit("r1", 500)
    table.rule("sum", "sum", *((left, "r1") for left in ("l1", "l2", "l3", "l4")))
    decided = table.decide()
    assert groups(decided, "ambiguous") == {("sum", frozenset({"r1"}))}
    # its members stay free; whoever matches on top of this has to know what it could be made of
    [(rule, wanted)] = groups(decided, "wanted")
    assert (rule, len(wanted), "r1" in wanted) == ("sum", 3, True)


def test_a_search_for_sums_that_ran_out_of_budget_is_a_verdict_that_a_person_sees(monkeypatch):
    monkeypatch.setattr(cascade, "subset_with_sum", lambda *_, **__: SumResult((), "budget_exhausted", 1))
    table = Table().unit("l1", 200).unit("l2", 300).unit("r1", 500).rule("sum", "sum", ("l1", "r1"), ("l2", "r1"))
    assert set(table.decide().verdict) == {"budget_exhausted"}


def test_a_sum_of_which_another_window_is_too_large_to_search_is_not_suggested():
    table = Table().unit("r1", 100_000, day=5).unit("l1", 40_000, day=0).unit("l2", 60_000, day=1)
    crowd = [f"l_{i}" for i in range(cascade.LARGEST_POOL + 1)]
    for name in crowd:
        table.unit(name, 12_500, day=9)
    table.rule("sum", "sum", *((left, "r1") for left in ("l1", "l2", *crowd)), state="suggested")
    assert groups(table.decide()) == set()


def test_a_payment_wanted_by_two_sums_is_given_to_neither():
    table = Table().unit("l1", 200).unit("l2", 300).unit("l3", 400).unit("r1", 500).unit("r2", 600)
    table.rule("sum", "sum", ("l1", "r1"), ("l2", "r1"), ("l1", "r2"), ("l3", "r2"))
    assert groups(table.decide()) == set()


def test_payments_far_apart_in_time_do_not_make_a_sum():
    table = Table().unit("l1", 200).unit("l2", 300, day=cascade.LONGEST_SPREAD + 1).unit("r1", 500)
    table.rule("sum", "sum", ("l1", "r1"), ("l2", "r1"))
    assert table.decide().empty


def test_a_sum_does_not_count_a_bundle_beside_its_parts():
    # 300 (the bundle) + 100 (its part) is no 400: the part would be used twice
    table = Table().unit("l1", 100).unit("l2", 200).unit("lB", 300, parts=("l1", "l2")).unit("r1", 400)
    table.rule("sum", "sum", ("l1", "r1"), ("l2", "r1"), ("lB", "r1"))
    assert groups(table.decide()) == set()


# ------------------------------------------------------------------------------------------------- what a source ties together itself
def test_payments_and_invoices_that_the_books_tie_together_are_one_group():
    table = Table().unit("l1", 500).unit("l2", 300).unit("r1", 700).unit("r2", 100)
    table.rule("applied", "application", ("l1", "r1"), ("l2", "r1"), ("l2", "r2"))
    assert groups(table.decide()) == {("applied", frozenset({"l1", "l2", "r1", "r2"}))}


def test_a_document_that_cancels_out_is_a_group_of_its_own():
    table = Table().unit("l1", 500).unit("l2", -500).unit("lB", 0, parts=("l1", "l2")).rule("void", "self_balancing", ("lB", "lB"))
    assert groups(table.decide()) == {("void", frozenset({"lB"}))}


def test_a_reversal_pairs_two_units_of_one_side():
    table = Table().unit("r1", -500).unit("r2", 500).rule("reversal", "reversal", ("r1", "r2"))
    assert groups(table.decide()) == {("reversal", frozenset({"r1", "r2"}))}


def test_a_line_that_may_take_back_either_of_two_lines_is_ambiguous():
    table = Table().unit("r1", -500, day=0).unit("r2", -500, day=0, party="other").unit("r3", 500, day=1)
    table.rule("reversal", "reversal", ("r1", "r3", 10), ("r2", "r3", 10))
    assert groups(table.decide()) == set()


# --------------------------------------------------------------------------------------------------------------------- properties
PREDICATES = ["shared_reference", "counterparty", "amount_unique", "sum", "reference_sum", "counterparty_within_tolerance"]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A few items a side, some of them bundled, and rules over pairs that truly have the amounts the predicate asks for."""
    table = Table()
    for side in ("l", "r"):
        names = [f"{side}{i}" for i in range(draw(st.integers(1, 5)))]
        for name in names:
            cents, day, party = draw(
                st.tuples(st.sampled_from([-200, 100, 200, 300, 500]), st.integers(0, 2), st.sampled_from([None, "a"]))
            )
            table.unit(name, cents, day=day, party=party)
        size = draw(st.integers(0, len(names)))
        if size > 1:
            parts = tuple(names[:size])
            cents = sum(u["cents"] for u in table.units if u["unit_id"] in parts)
            if cents:
                table.unit(f"{side}B", cents, parts=parts)
    cents_of = {u["unit_id"]: u["cents"] for u in table.units}
    lefts, rights = [u for u in cents_of if u[0] == "l"], [u for u in cents_of if u[0] == "r"]
    for number in range(draw(st.integers(1, 3))):
        predicate = draw(st.sampled_from(PREDICATES))
        is_exact = predicate in ("shared_reference", "counterparty", "amount_unique")
        possible = [(a, b) for a in lefts for b in rights if (cents_of[a] == cents_of[b]) == is_exact]
        chosen = [p for p in possible if draw(st.booleans())]
        table.rule(f"rule{number}", predicate, *((a, b, draw(st.sampled_from([0, 10, 400]))) for a, b in chosen), priority=number)
    return table


@settings(max_examples=150, deadline=None)
@given(tables())
def test_no_item_is_ever_consumed_twice(table):
    if not table.edges:
        return
    items_of: dict[str, list[str]] = {}
    for unit, item in table.items:
        items_of.setdefault(unit, []).append(item)
    decided = table.decide()
    used = Counter(item for unit in decided.unit_id[decided.verdict == "matched"] for item in items_of[unit])
    assert not [item for item, uses in used.items() if uses > 1]


@settings(max_examples=150, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_result_does_not_depend_on_the_order_of_rows(table, random):
    if not table.edges:
        return
    expected = table.decide()
    for rows in (table.units, table.items, table.edges):
        random.shuffle(rows)
    pd.testing.assert_frame_equal(expected, table.decide())


@settings(max_examples=150, deadline=None)
@given(tables())
def test_what_is_matched_is_a_candidate_of_its_rule(table):
    if not table.edges:
        return
    candidates = {(e["rule_id"], e["left_unit_id"], e["right_unit_id"]) for e in table.edges}
    for rule, members in groups(table.decide()):
        lefts, rights = [m for m in members if m[0] == "l"], [m for m in members if m[0] == "r"]
        if len(lefts) == len(rights) == 1:
            assert (rule, lefts[0], rights[0]) in candidates
        for unit in members:
            assert any(rule == r and unit in (a, b) for r, a, b in candidates)


@settings(max_examples=150, deadline=None)
@given(tables())
def test_a_match_of_an_exact_rule_or_a_sum_balances(table):
    if not table.edges:
        return
    cents_of = {u["unit_id"]: u["cents"] for u in table.units}
    predicate_of = {e["rule_id"]: e["predicate"] for e in table.edges}
    for rule, members in groups(table.decide()):
        if predicate_of[rule] != "counterparty_within_tolerance":
            assert sum(cents_of[m] * (1 if m[0] == "l" else -1) for m in members) == 0
