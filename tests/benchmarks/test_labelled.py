"""Other people's labelled files are matched at the level aimed at, and nothing undecidable is decided."""

from __future__ import annotations

from datetime import date

import pytest

from ingestion.settings import Settings
from tests.benchmarks.labelled import SAMPLES, measure, payout_figures, stated, transfer_figures
from tests.benchmarks.labelled_payouts import PAYOUTS, cases, entries
from tests.benchmarks.labelled_transfers import TRANSFERS, case, held_back
from tests.benchmarks.quality import BASELINES, ENGINE

pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="shared/samples is not part of the project")


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("labelled")
    return measure(Settings(folder, folder / "w.duckdb", folder / "p.duckdb", folder / "c.yml", date(2026, 9, 30)))


def test_transfers_without_a_reference_are_found_although_a_fee_or_an_exchange_changed_them(measured):
    below = [figure for figure in transfer_figures(measured[TRANSFERS][ENGINE]) if figure.value < figure.floor]
    assert below == []


def test_an_amount_that_a_fee_or_an_exchange_changed_is_never_confirmed_by_its_text_alone(measured):
    rules = measured[TRANSFERS][ENGINE].precision_by_rule
    assert rules["files_rare_words (suggested)"].all > 0
    assert "files_rare_words (confirmed)" not in rules


@pytest.mark.parametrize("baseline", BASELINES)
def test_more_transfers_are_found_than_by_a_baseline_and_fewer_of_them_are_wrong(measured, baseline):
    ours, theirs = measured[TRANSFERS][ENGINE], measured[TRANSFERS][baseline]
    assert ours.recall.value > theirs.recall_confirmed.value
    assert stated(ours).value >= theirs.precision.value


def test_no_payout_is_matched_with_a_credit_that_is_not_its_own(measured):
    found = measured[PAYOUTS][ENGINE]
    assert found.wrong == []
    assert found.suggested.right == found.suggested.all


def test_what_nothing_decides_or_nobody_paid_stays_open_with_the_right_reason(measured):
    found = measured[PAYOUTS][ENGINE]
    assert found.reported_as["AMOUNT_COLLISION"] == {"ambiguous": 4}
    below = [figure for figure in payout_figures(found) if figure.value < figure.floor]
    assert below == []


def test_a_credit_that_the_bank_took_back_pays_no_payout_and_the_one_sent_again_does(measured):
    found = measured[PAYOUTS][ENGINE]
    assert found.recall_by_kind["DUPLICATE_UTR"].value == 1
    reversals = found.precision_by_rule["payout_reversal (confirmed)"]
    assert (reversals.right, reversals.all) == (2, 2)


# ------------------------------------------------------------------------------------------------------------- the files themselves
def test_half_of_the_transfers_is_held_back_and_every_row_is_there_to_be_matched():
    whole = case(SAMPLES)
    assert len(held_back(whole).groups) * 2 == len(whole.groups) == 2000
    assert held_back(whole).rows == whole.rows


def test_every_record_of_the_processor_reaches_the_ledger_once_and_carries_its_payout():
    rows = list(entries(SAMPLES))
    assert len({row["entry_id"] for row in rows}) == len(rows)
    assert [row["entry_id"] for row in rows if row["record_type"] != "bank_line" and row["group_key"] is None] == []


def test_the_answer_key_names_every_payout_and_every_credit_once():
    found = cases(SAMPLES)["processor_payout"]
    named = [row for group in found.groups for row in group.lefts | group.rights] + [row for alone in found.alone for row in alone.among]
    assert sorted(named) == sorted(row.id for row in found.rows)
