"""Rows in quarantine are tried again as platform.yml declares them now; nothing newer is overwritten and nothing is lost."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from ingestion.errors import TieoutError
from ingestion.load import load
from ingestion.replay import replay
from tests.ingestion.toy import PLATFORM_YML, connection, installation, payment, rows, toy_platform, write_platform

DECLARED = "      id: {data_type: text, nullable: false}\n      amount"
JAN, FEB, MARCH = "2026-01-05", "2026-02-01", "2026-03-01"
NARROW = PLATFORM_YML.replace(
    DECLARED, "      id: {data_type: text, nullable: false}\n      method: {data_type: text, pattern: '^card$'}\n      amount"
)
assert NARROW != PLATFORM_YML
WIDE = NARROW.replace("^card$", "^(card|check)$")


@pytest.fixture
def toy(tmp_path, monkeypatch):
    with toy_platform(tmp_path, monkeypatch, "toy") as (server,):
        write_platform(tmp_path / "platforms", NARROW)
        yield server


@pytest.fixture
def settings(tmp_path):
    return installation(tmp_path)


@pytest.fixture
def widen(tmp_path):
    """platform.yml corrected: checks are a payment method, too."""
    return lambda: write_platform(tmp_path / "platforms", WIDE)


def amounts(settings):
    return dict(rows(settings, "select id, amount from raw_toybank.payment order by id"))


def test_a_row_that_fits_by_now_goes_to_its_table_and_leaves_quarantine(toy, settings, widen):
    toy.rows["payments"] = [payment("p1", "10.00", JAN), payment("p2", "12.00", JAN, method="check", payer={"name": "Ann Doe"})]
    load([connection("toy", toy)], settings)
    assert amounts(settings) == {"p1": Decimal("10.00")}
    widen()
    (result,) = replay([connection("toy", toy)], settings)
    assert (result.resource, result.replayed, result.superseded, result.still_unfit) == ("payment", 1, 0, 0)
    assert set(amounts(settings)) == {"p1", "p2"}
    assert rows(settings, "select count(*) from raw_toybank.quarantine") == [(0,)]
    ((payer,),) = rows(settings, "select payer from raw_toybank.payment where id = 'p2'")
    assert "Ann Doe" not in payer, "PHI is tokenised as in any load"
    assert replay([connection("toy", toy)], settings) == ()


def test_a_row_that_still_does_not_fit_stays_with_its_reason(toy, settings):
    toy.rows["payments"] = [payment("p1", '"many"', JAN)]
    load([connection("toy", toy)], settings)
    before = rows(settings, "select * from raw_toybank.quarantine")
    (result,) = replay([connection("toy", toy)], settings)
    assert (result.replayed, result.still_unfit, result.reasons) == (0, 1, {"amount is not a decimal number"})
    assert rows(settings, "select * from raw_toybank.quarantine") == before


def test_a_version_loaded_later_is_not_overwritten(toy, settings, widen):
    toy.rows["payments"] = [payment("p1", "1.00", FEB, method="check")]
    load([connection("toy", toy)], settings)
    toy.rows["payments"] = [payment("p1", "99.00", MARCH, method="card")]
    load([connection("toy", toy)], settings)
    widen()
    (result,) = replay([connection("toy", toy)], settings)
    assert (result.replayed, result.superseded) == (0, 1)
    assert amounts(settings) == {"p1": Decimal("99.00")}
    assert rows(settings, "select count(*) from raw_toybank.quarantine") == [(0,)]


def test_an_edit_that_was_quarantined_replaces_the_version_before_it(toy, settings, widen):
    toy.rows["payments"] = [payment("p1", "5.00", FEB)]
    load([connection("toy", toy)], settings)
    toy.rows["payments"] = [payment("p1", "7.00", MARCH, method="check")]
    load([connection("toy", toy)], settings)
    widen()
    replay([connection("toy", toy)], settings)
    assert amounts(settings) == {"p1": Decimal("7.00")}


def test_the_next_load_goes_on_where_the_last_one_ended(toy, settings):
    toy.rows["payments"] = [payment("p1", '"many"', JAN), payment("p2", "5.00", FEB)]
    load([connection("toy", toy)], settings)
    replay([connection("toy", toy)], settings)
    toy.requests.clear()
    load([connection("toy", toy)], settings)
    assert any("since=2026-02-01" in request for request in toy.requests)


def test_rows_sealed_with_another_key_are_named_with_the_cure_and_stay(toy, settings, monkeypatch):
    toy.rows["payments"] = [payment("p1", '"many"', JAN)]
    load([connection("toy", toy)], settings)
    monkeypatch.setenv("TIEOUT_KEY", "another key")
    with pytest.raises(TieoutError, match=r"sealed with another key.*TIEOUT_KEY"):
        replay([connection("toy", toy)], settings)
    assert rows(settings, "select count(*) from raw_toybank.quarantine") == [(1,)]


def test_the_payload_is_nowhere_in_clear(toy, settings):
    toy.rows["payments"] = [payment("p1", '"many"', JAN, payer={"name": "Ann Doe"})]
    load([connection("toy", toy)], settings)
    (result,) = replay([connection("toy", toy)], settings)
    assert "Ann Doe" not in json.dumps([*result.reasons])
