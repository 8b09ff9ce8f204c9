"""A run that was killed leaves nothing that a later run has to wait for."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus  # noqa: TID251

from ingestion.settings import Settings
from orchestration.liveness import alive, is_dead, prove_alive, release_abandoned

POOL = "warehouse_writer"
PROVING = """
import sys, time
from datetime import date
from pathlib import Path
from ingestion.settings import Settings
from orchestration.liveness import prove_alive
folder = Path(sys.argv[1])
prove_alive(sys.argv[2], Settings(folder, folder / "w", folder / "p", folder / "c", date(2026, 9, 30)))
print("alive", flush=True)
time.sleep(600)
"""


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path, tmp_path / "w", tmp_path / "p", tmp_path / "c", date(2026, 9, 30))


@pytest.fixture
def instance(tmp_path):
    (tmp_path / "home").mkdir()
    with DagsterInstance.local_temp(str(tmp_path / "home"), overrides={"telemetry": {"enabled": False}}) as found:
        found.event_log_storage.set_concurrency_slots(POOL, 1)
        yield found


def started(instance, run_id, status=DagsterRunStatus.STARTED):
    instance.add_run(DagsterRun(job_name="refresh", run_id=run_id, status=status))
    instance.event_log_storage.claim_concurrency_slot(POOL, run_id, "build")


def in_pool(instance):
    return {slot.run_id for slot in instance.event_log_storage.get_concurrency_info(POOL).claimed_slots}


def test_a_killed_run_leaves_the_pool_and_counts_as_failed(instance, settings, tmp_path):
    started(instance, "killed")
    with subprocess.Popen([sys.executable, "-c", PROVING, str(tmp_path), "killed"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "alive\n"
        assert release_abandoned(instance, settings) == []
        assert in_pool(instance) == {"killed"}
        process.kill()
    assert release_abandoned(instance, settings) == ["killed"]
    assert in_pool(instance) == set()
    assert instance.get_run_by_id("killed").status == DagsterRunStatus.FAILURE
    assert release_abandoned(instance, settings) == []


def test_a_run_of_which_nothing_is_known_is_left_alone(instance, settings):
    started(instance, "unknown")
    assert release_abandoned(instance, settings) == []
    assert in_pool(instance) == {"unknown"}


def test_a_finished_run_holds_no_place(instance, settings):
    started(instance, "done", DagsterRunStatus.SUCCESS)
    assert release_abandoned(instance, settings) == []
    assert in_pool(instance) == set()


def test_a_run_that_ends_leaves_no_file(settings):
    with alive("here", settings):
        prove_alive("here", settings)  # each step says so again
        assert not is_dead("here", settings)
        assert list(settings.state.rglob("here.lock"))
    assert not list(settings.state.rglob("here.lock"))
    assert not is_dead("here", settings)
