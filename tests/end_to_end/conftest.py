"""What end-to-end tests share. Each run costs half a minute, so one run serves many tests: what it ended in is kept, nobody changes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.end_to_end.connected_company import STEPS, connected_company
from tests.end_to_end.installation import MODELS_ONLY


@pytest.fixture(scope="session")
def second_demo(demo):
    """The demo run once more over what it left: (installation, how the command ended)."""
    from tests.end_to_end.demo_run import ARGUMENTS

    again = replace(demo.ran_in, variables={**demo.ran_in.variables, **MODELS_ONLY})
    return again, again.tieout(*ARGUMENTS)


@pytest.fixture(scope="session")
def connected(tmp_path_factory):
    """The connected company, for the session."""
    with connected_company(tmp_path_factory.mktemp("company")) as company:
        yield company


@pytest.fixture(scope="session")
def at_once(connected):
    """An installation that saw the company only once, on its last day: (installation, how the command ended)."""
    live = connected.begin()
    ended = live.tieout("run")
    return connected.keep(live, "at_once"), ended


@pytest.fixture(scope="session")
def yesterday(connected):
    """An installation that loaded on each of ``STEPS`` but the last, and published on the day before the company's last."""
    live = connected.begin()
    *earlier, last_but_one, _ = map(connected.day, STEPS)
    for day in earlier:
        connected.turn_to(day)
        assert [result.error for result in connected.load(live, day) if result.error] == []
    connected.turn_to(last_but_one)
    ended = replace(live, variables={**live.variables, "TIEOUT_AS_OF": last_but_one.isoformat()}).tieout("run")
    assert ended.code == 0, ended.err
    return connected.keep(live, "yesterday")


@pytest.fixture(scope="session")
def today(connected, yesterday):
    """Yesterday's installation after the run of the last day, which matched only what changed: (installation, how the command ended)."""
    live = connected.begin(yesterday)
    ended = replace(live, variables={**live.variables, "TIEOUT_REMATCH_FROM": "1"}).tieout("run")
    return connected.keep(live, "today"), ended
