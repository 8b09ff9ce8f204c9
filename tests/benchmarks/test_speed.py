"""What speed is measured on is what it says, and the others get a fair chance on it. Times are no test: `tieout bench --speed`."""

from __future__ import annotations

import operator
import os

import duckdb
import pytest

from tests.benchmarks.apart import apart
from tests.benchmarks.speed import Timing, datacompy, figures, model_seconds, raw_join, timed
from tests.benchmarks.volume import KINDS, make

ROWS = 4000


@pytest.fixture(scope="module")
def volume():
    with duckdb.connect() as con:
        make(con, ROWS, 1)
        yield con


def test_kinds_happen_as_often_as_they_should(volume):
    counted = dict(volume.execute("select kind, count(*) from event group by kind").fetchall())
    assert set(counted) == set(KINDS)
    assert all(abs(counted[kind] * 100 / ROWS - share) < 2 for kind, share in KINDS.items())


def test_a_file_lacks_what_only_the_other_has(volume):
    (left,), (right,) = (volume.execute(f"select count(*) from {side}_file").fetchone() for side in ("left", "right"))
    missing = dict(volume.execute("select kind, count(*) from event where kind like 'only_%' group by kind").fetchall())
    assert (left, right) == (ROWS - missing["only_right"], ROWS - missing["only_left"])


def test_rows_lie_in_the_order_of_ids_that_tell_nothing(volume):
    pairs = volume.execute("""
        with l as (select id, row_number() over (order by id) as place from left_file),
        r as (select id, row_number() over (order by id) as place from right_file)
        select avg(case when abs(l.place - r.place) < 40 then 1.0 else 0.0 end)
        from event inner join l on event.left_id = l.id inner join r on event.right_id = r.id
    """).fetchone()[0]
    assert pairs < 0.05


def test_the_others_find_what_they_can(tmp_path):
    joined, compared = (timed(way.__name__, way, ROWS, 1, tmp_path) for way in (raw_join, datacompy))
    assert joined.recall > 0.9  # all but what arrives short
    assert compared.recall > 0.6  # what carries a reference as it is
    assert compared.precision == 1


def test_what_is_measured_in_a_process_of_its_own_leaves_no_memory_behind():
    assert apart(os.getpid) != os.getpid()
    with pytest.raises(ZeroDivisionError):
        apart(operator.truediv, 1, 0)


def test_figures_are_times_over_those_of_the_others_per_row():
    def timing(name, rows, seconds, megabytes=None):
        return Timing(name, rows, seconds, 1.0, 1.0, megabytes)

    engine, whole = timing("tieout: the cascade", 1000, 6.0, 2000), timing("tieout: with exceptions", 1000, 9.0, 2000)
    join, compared, linked = timing("", 1000, 1.0), timing("", 1000, 8.0), timing("", 100, 10.0)
    found = {figure.name: figure for figure in figures([engine, whole, join, compared, linked])}
    assert {name: figure.value for name, figure in found.items()} == {
        "time over a raw join and write": 6.0,
        "time over datacompy's": 0.75,
        "time per row over splink's": 0.06,
        "recall less datacompy's": 0.0,
        "peak memory in GB": 2.0,
    }
    assert [name for name, figure in found.items() if not figure.is_met] == ["time per row over splink's"]


def test_the_engine_is_timed_from_its_first_model_to_its_last(tmp_path):
    path = tmp_path / "run_results.json"
    path.write_text(
        """{"results": [
            {"unique_id": "seed.tieout.rules", "timing": [{"started_at": "2026-01-01T00:00:00Z", "completed_at": "2026-01-01T00:00:01Z"}]},
            {"unique_id": "model.tieout.a", "timing": [{"started_at": "2026-01-01T00:00:02Z", "completed_at": "2026-01-01T00:00:03Z"}]},
            {"unique_id": "model.tieout.b", "timing": [{"started_at": "2026-01-01T00:00:02Z", "completed_at": "2026-01-01T00:00:07.5Z"}]}
        ]}"""
    )
    assert model_seconds(path) == 5.5
    assert model_seconds(path, ["a"]) == 1
