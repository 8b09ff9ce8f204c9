"""The published copy: found, opened for reading, replaced under open readers, absent."""

from __future__ import annotations

import duckdb
import pytest

from dashboards.published import NothingPublishedError, open_published, published_path
from dashboards.queries import run


def write(path, number):
    with duckdb.connect(str(path)) as db:
        db.execute("create schema marts")
        db.execute(f"create table marts.as_of as select date '2026-01-01' + {number} as as_of_on")
    return path


def test_the_path_comes_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("TIEOUT_STATE", str(tmp_path))
    monkeypatch.delenv("TIEOUT_PUBLISHED", raising=False)
    assert published_path() == tmp_path / "published.duckdb"
    monkeypatch.setenv("TIEOUT_PUBLISHED", str(tmp_path / "elsewhere.duckdb"))
    assert published_path() == tmp_path / "elsewhere.duckdb"


def test_a_replacement_is_seen_at_once_while_an_older_reader_keeps_its_own(tmp_path):
    path = write(tmp_path / "p.duckdb", 1)
    with open_published(path) as older:
        assert run(older, "as_of")["as_of_on"].iloc[0].day == 2
        write(tmp_path / "next.duckdb", 7).replace(path)
        with open_published(path) as newer:
            assert run(newer, "as_of")["as_of_on"].iloc[0].day == 8
        assert run(older, "as_of")["as_of_on"].iloc[0].day == 2


@pytest.mark.parametrize(
    "sql",
    [
        "create table marts.x as select 1",
        "delete from as_of",
        "copy as_of to '/tmp/out.csv'",
        "from read_csv('/etc/hostname')",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_a_reader_can_neither_write_nor_reach_outside(published, sql):
    with open_published(published) as db, pytest.raises(duckdb.Error):
        db.execute(sql)


def test_nothing_published_says_what_to_run(tmp_path):
    with pytest.raises(NothingPublishedError, match="make demo"), open_published(tmp_path / "none.duckdb"):
        pass


def test_a_file_that_is_no_database_says_so(tmp_path):
    path = tmp_path / "broken.duckdb"
    path.write_text("not a database")
    with pytest.raises(NothingPublishedError, match="no readable marts"), open_published(path):
        pass


def test_a_publication_without_a_mart_names_it(tmp_path):
    with (
        open_published(write(tmp_path / "p.duckdb", 1)) as db,
        pytest.raises(NothingPublishedError, match=r"cash_position.*reconciliation_statement"),
    ):
        run(db, "cash_position")
