"""The published copy: the marts alone, replaced in one step."""

from __future__ import annotations

import threading

import duckdb
import pytest

from orchestration.publish import publish


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create schema marts; create schema raw_stripe")
        con.execute("create table marts.match as select range as n, 0 as version from range(20000)")
        con.execute("create table marts.exception as select range as n, 0 as version from range(20000)")
        con.execute("comment on table marts.match is 'One row per match group; it''s whole'")
        con.execute("comment on column marts.match.n is 'Its number'")
        con.execute("create table raw_stripe.charge as select 'Ann Doe' as payer")
    return path


def change(warehouse, version):
    with duckdb.connect(str(warehouse)) as con:
        con.execute("update marts.match set version = ?", [version])
        con.execute("update marts.exception set version = ?", [version])


def test_marts_are_copied_with_their_comments_and_nothing_else_is(warehouse, tmp_path):
    counts = publish(warehouse, tmp_path / "published.duckdb")
    assert counts == {"exception": 20000, "match": 20000}
    with duckdb.connect(str(tmp_path / "published.duckdb"), read_only=True) as con:
        tables = con.execute("select schema_name, table_name, comment from duckdb_tables() order by table_name").fetchall()
        assert tables == [("marts", "exception", None), ("marts", "match", "One row per match group; it's whole")]
        comments = con.execute("select comment from duckdb_columns() where column_name = 'n' and table_name = 'match'").fetchall()
        assert comments == [("Its number",)]
    assert b"Ann Doe" not in (tmp_path / "published.duckdb").read_bytes()


def test_a_reader_sees_the_old_marts_or_the_new_ones_never_nothing_and_never_a_mixture(warehouse, tmp_path):
    published = tmp_path / "published.duckdb"
    publish(warehouse, published)
    seen, errors, stop = [], [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                with duckdb.connect(str(published), read_only=True) as con:
                    query = "select min(version), max(version), count(*) from (from marts.match union all from marts.exception)"
                    seen.append(con.execute(query).fetchone())
            except duckdb.Error as error:
                errors.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for version in range(1, 9):
            change(warehouse, version)
            publish(warehouse, published)
    finally:
        stop.set()
        reader.join(30)
    assert errors == []
    assert len({low for low, _, _ in seen}) > 1
    assert {high - low for low, high, _ in seen} == {0}
    assert {count for _, _, count in seen} == {40000}
    assert [low for low, _, _ in seen] == sorted(low for low, _, _ in seen)


def test_a_reader_that_has_the_old_copy_open_keeps_it(warehouse, tmp_path):
    published = tmp_path / "published.duckdb"
    publish(warehouse, published)
    with duckdb.connect(str(published), read_only=True) as con:
        change(warehouse, 1)
        publish(warehouse, published)
        assert con.execute("select distinct version from marts.match").fetchall() == [(0,)]


def test_publishing_that_fails_leaves_the_old_copy_and_what_a_dead_one_left_is_no_obstacle(warehouse, tmp_path):
    published = tmp_path / "published.duckdb"
    publish(warehouse, published)
    (tmp_path / ".published.duckdb.half").write_bytes(b"what a killed process left")
    with pytest.raises(duckdb.Error):
        publish(tmp_path / "no_folder" / "warehouse.duckdb", published)
    with duckdb.connect(str(published), read_only=True) as con:
        assert con.execute("select distinct version from marts.match").fetchall() == [(0,)]
    change(warehouse, 1)
    publish(warehouse, published)
    with duckdb.connect(str(published), read_only=True) as con:
        assert con.execute("select distinct version from marts.match").fetchall() == [(1,)]
    assert not (tmp_path / ".published.duckdb.half").exists()
