"""Policies of loading several connections of a platform at once: read side by side, written together, each on its own."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest

from ingestion import load as loading
from ingestion import writing
from ingestion.load import load
from tests.ingestion.toy import connection, installation, payment, rows, toy_platform

HELD = "select connection_id, id from raw_toybank.payment order by all"
LOGGED = "select connection_id, resource, status, rows from raw_tieout.load_log order by started_at, connection_id, resource"


@pytest.fixture
def servers(tmp_path, monkeypatch):
    with toy_platform(tmp_path, monkeypatch, "east", "west") as found:
        for server in found:
            server.rows["payments"] = [payment("p1", "1.00", "2026-02-01")]
        yield found


@pytest.fixture
def settings(tmp_path):
    return installation(tmp_path)


@pytest.fixture
def both(servers):
    """The connections east and west."""
    return [connection(name, server) for name, server in zip(("east", "west"), servers, strict=True)]


def down(handler):
    handler.answer(503, "{}")
    return True


def test_the_same_id_at_two_connections_is_two_records(both, settings):
    assert [result.connection for result in load(both, settings)] == ["east", "west"]
    assert rows(settings, HELD) == [("east", "p1"), ("west", "p1")]
    load(both, settings)
    assert rows(settings, HELD) == [("east", "p1"), ("west", "p1")]


def test_each_connection_has_its_own_rows_calls_and_times_in_the_load_log(servers, both, settings):
    servers[0].rows["payments"].append(payment("p2", "2.00", "2026-02-02"))
    servers[1].faults = [down]
    load(both, settings)
    query = "select connection_id, resource, status, rows, api_calls, retries, ended_at > started_at from raw_tieout.load_log order by all"
    calls = rows(settings, query)
    assert [row[:4] for row in calls] == [
        ("east", "account", "loaded", 1),
        ("east", "payment", "loaded", 2),
        ("west", "account", "loaded", 1),
        ("west", "payment", "loaded", 1),
    ]
    assert sum(row[5] for row in calls if row[0] == "east") == 0
    assert sum(row[5] for row in calls if row[0] == "west") == 1
    assert all(row[6] for row in calls)


def test_connections_are_read_at_the_same_time(servers, both, settings):
    meeting = threading.Barrier(2)

    def meet(handler):
        try:
            meeting.wait(30)
        except threading.BrokenBarrierError:
            handler.answer(403, "{}")
            return True
        return False

    for server in servers:
        server.faults = [meet]
    assert all(result.ok for result in load(both, settings))


def test_wrong_credentials_are_named_with_their_cure_and_do_not_stop_the_others(both, settings, monkeypatch):
    monkeypatch.setenv("TIEOUT_SECRET__EAST__API_KEY", "wrong")
    east, west = load(both, settings)
    assert "east / " in east.error.error
    assert "credentials are wrong or expired" in east.error.error
    assert "TIEOUT_SECRET__EAST__" in east.error.cure
    assert "wrong" not in east.error.error.replace("are wrong", "")
    assert west.ok
    assert rows(settings, HELD) == [("west", "p1")]


def test_a_failing_connection_keeps_its_rows_and_its_cursor_while_the_others_go_on(servers, both, settings):
    load(both, settings)
    for server in servers:
        server.rows["payments"].append(payment("p2", "2.00", "2026-02-02"))
    servers[0].faults = [down] * 50
    east, west = load(both, settings)
    assert (east.ok, west.ok) == (False, True)
    assert rows(settings, HELD) == [("east", "p1"), ("west", "p1"), ("west", "p2")]
    for server in servers:
        server.faults, server.requests = [], []
    assert all(result.ok for result in load(both, settings))
    assert rows(settings, HELD) == [("east", "p1"), ("east", "p2"), ("west", "p1"), ("west", "p2")]
    assert [
        any(f"since={day}" in request for request in server.requests)
        for server, day in zip(servers, ("2026-02-01", "2026-02-02"), strict=True)
    ]


def test_a_connection_that_cannot_be_written_is_left_out_and_the_others_load(both, settings, monkeypatch):
    write = writing._batches

    def refuse(table, readings):
        if any(reading.connection.name == "east" for reading in readings):
            raise OSError("a row that no file takes")
        return write(table, readings)

    monkeypatch.setattr(writing, "_batches", refuse)
    east, west = load(both, settings)
    assert (east.ok, west.ok) == (False, True)
    assert "the data is as it was" in east.error.cure
    assert "takes" not in east.error.error
    assert rows(settings, HELD) == [("west", "p1")]
    monkeypatch.setattr(writing, "_batches", write)
    assert load(both[:1], settings)[0].ok
    assert rows(settings, HELD) == [("east", "p1"), ("west", "p1")]


def test_only_the_chosen_connection_is_asked_and_the_other_ones_cursor_stays(servers, both, settings):
    load(both, settings)
    for server in servers:
        server.requests = []
    load(both[:1], settings)
    assert servers[0].requests
    assert servers[1].requests == []
    load(both, settings)
    assert any("since=2026-02-01" in request for request in servers[1].requests)


def test_a_full_refresh_of_one_connection_forgets_and_marks_nothing_of_the_other(servers, both, settings):
    load(both, settings)
    for server in servers:
        server.rows["payments"], server.requests = [], []
    load(both[:1], settings, full_refresh=True)
    assert any("since=2026-01-01" in request for request in servers[0].requests)
    assert rows(settings, "select connection_id, source_id from raw_toybank.deleted_record") == [("east", "p1")]
    load(both, settings)
    assert any("since=2026-02-01" in request for request in servers[1].requests)
    assert rows(settings, "select connection_id, source_id from raw_toybank.deleted_record") == [("east", "p1")]


@pytest.mark.parametrize("step", ["extract", "normalize", "load"])
def test_a_load_that_is_killed_before_a_step_is_repeated_whole_and_adds_nothing_twice(both, settings, monkeypatch, step):
    load(both[:1], settings)
    with monkeypatch.context() as patched:
        patched.setattr(f"dlt.Pipeline.{step}", killed)
        with pytest.raises(KeyboardInterrupt):
            load(both, settings)
    assert rows(settings, HELD) == [("east", "p1")]
    assert all(result.ok for result in load(both, settings))
    assert rows(settings, HELD) == [("east", "p1"), ("west", "p1")]
    assert {status for _, _, status, _ in rows(settings, LOGGED)} == {"loaded", "interrupted"}


def test_a_load_that_is_killed_with_its_rows_in_place_forgets_its_cursor_and_merges_again(servers, both, settings, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("dlt.destinations.impl.duckdb.duck.DuckDbClient.complete_load", killed)
        with pytest.raises(KeyboardInterrupt):
            load(both, settings)
    assert rows(settings, HELD) == [("east", "p1"), ("west", "p1")]
    for server in servers:
        server.requests = []
    assert all(result.ok for result in load(both, settings))
    assert all(any("since=2026-01-01" in request for request in server.requests) for server in servers)
    assert rows(settings, HELD) == [("east", "p1"), ("west", "p1")]


def killed(*arguments, **options):
    raise KeyboardInterrupt


def test_what_is_read_does_not_wait_for_a_slow_connection():
    quick, slow = Future(), Future()
    quick.set_result("quick")
    lists = loading.together([slow, quick], patience=0)
    assert next(lists) == ["quick"]
    slow.set_result("slow")
    assert list(lists) == [["slow"]]


def test_what_is_read_soon_after_one_another_is_written_together():
    first, second = Future(), Future()
    first.set_result("first")
    threading.Timer(0.01, second.set_result, ["second"]).start()
    assert list(loading.together([first, second], patience=30)) == [["first", "second"]]
