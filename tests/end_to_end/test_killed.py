"""Killed at any point and started again, a run ends where an undisturbed one does; readers notice nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb
import pytest

from tests.end_to_end.installation import Ended, Installation, differences
from tests.leaks import names_in, strings_in, texts

pytestmark = pytest.mark.end_to_end


class Reader(threading.Thread):
    """A dashboard that asks the published copy all the time."""

    def __init__(self, published) -> None:
        super().__init__(daemon=True)
        self.published = published
        self.seen: list[tuple[date, int]] = []
        self.errors: list[str] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.05):
            try:
                with duckdb.connect(str(self.published), read_only=True) as con:
                    query = "select as_of_on, (select count(*) from marts.match_member) from marts.as_of"
                    self.seen += con.execute(query).fetchall()
            except duckdb.Error as error:
                self.errors.append(str(error))


@contextmanager
def reading(published) -> Iterator[Reader]:
    reader = Reader(published)
    reader.start()
    try:
        yield reader
    finally:
        reader.stopped.set()
        reader.join(30)


@dataclass(frozen=True)
class Survivor:
    """``left_lying``: what the process that was killed while it read had on disk."""

    installation: Installation
    reader: Reader
    ended: Ended
    left_lying: dict[str, bytes]


@pytest.fixture(scope="module")
def survivor(connected, yesterday):
    """Yesterday's installation whose run of today was killed five times, then left in peace."""
    live = connected.begin(yesterday)
    half = live.state / f".{live.published.name}.half"
    with reading(live.published) as reader:
        live.start("run").until_it_says("bank_statements [1/").kill()  # between loads

        connected.source.fault("stripe", "status", status=429, retry_after=100, path_contains="/v1/payouts")
        live.start("run").until(lambda: connected.source.armed() == 0).kill()  # in the middle of one, which stripe asked to wait
        left_lying = dict(texts(live.state / "dlt"))

        live.start("run").until_it_says("dbt build").kill()  # before the first model

        live.start("run").until_it_says("dbt: ").kill()  # between models

        live.start("run").until(half.exists, 0.001).kill()  # while the marts are copied for readers
        assert half.exists(), "publishing was over before the kill: nothing would be proved"

        ended = live.tieout("run")
    return Survivor(connected.keep(live, "survivor"), reader, ended, left_lying)


def test_the_run_after_the_kills_succeeds(survivor):
    assert survivor.ended.code == 0, survivor.ended.err


def test_it_ends_in_the_same_marts_as_an_undisturbed_run(survivor, today):
    assert differences(today[0].marts(), survivor.installation.marts(), leave_out=("load_log",)) == {}


def test_the_load_that_died_is_marked_interrupted(survivor):
    interrupted = survivor.installation.rows("select distinct connection_id from marts.load_log where status = 'interrupted'")
    assert any(connection.endswith("_stripe") for (connection,) in interrupted)
    assert survivor.installation.rows("select count(*) from marts.load_log where status = 'running'") == [(0,)]


def test_the_published_copy_was_readable_all_the_time_and_whole(survivor, connected):
    """A reader saw yesterday's marts, then today's; never an error, never a mixture."""
    reader = survivor.reader
    assert reader.errors == []
    assert len(reader.seen) > 100
    assert [day for day, _ in sorted(set(reader.seen))] == [connected.day(1), connected.last_day]
    assert [day for day, _ in reader.seen] == sorted(day for day, _ in reader.seen)


def test_nothing_half_is_left_behind(survivor):
    assert not list(survivor.installation.state.glob(".*.half"))


def test_what_a_killed_load_leaves_lying_names_no_person(survivor, connected):
    charges = [s.record for timeline in connected.source.company.timelines.values() for s in timeline if hasattr(s.record, "payer_name")]
    assert survivor.left_lying
    for content in survivor.left_lying.values():
        assert names_in(content, {charge.payer_name for charge in charges}) == set()
        assert strings_in(content, {charge.payer_email for charge in charges}) == set()
