"""Which runs are alive. A run holds a lock on a file of its own until its process ends, however it ends.

Dagster's pool of one writer remembers who is in it. A process that is killed never leaves, and every later run would wait for it: whoever
starts a run first releases what dead ones hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from ingestion.settings import Settings

if TYPE_CHECKING:
    from dagster import DagsterInstance  # noqa: TID251 whose runs these are

_held: dict[str, FileLock] = {}


def prove_alive(run_id: str, settings: Settings) -> None:
    """From now until this process ends, ``run_id`` counts as alive."""
    if run_id not in _held:
        _held[run_id] = _lock(run_id, settings)
        _held[run_id].acquire(timeout=0)


@contextmanager
def alive(run_id: str, settings: Settings) -> Iterator[None]:
    """``run_id`` counts as alive while the block runs."""
    prove_alive(run_id, settings)
    try:
        yield
    finally:
        _held.pop(run_id).release()
        _path(run_id, settings).unlink(missing_ok=True)


def is_dead(run_id: str, settings: Settings) -> bool:
    """Whether the process that proved ``run_id`` alive is gone. False for a run that never proved it: nothing is known of it."""
    if not _path(run_id, settings).exists():
        return False
    try:
        with _lock(run_id, settings).acquire(timeout=0):
            return True
    except Timeout:
        return False


def release_abandoned(instance: DagsterInstance, settings: Settings) -> list[str]:
    """Frees the places that dead or finished runs hold in a pool, marks the dead ones failed, and returns their ids."""
    from dagster import DagsterRunStatus, RunsFilter  # noqa: TID251 whose runs these are

    unfinished = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
    abandoned = [run for run in instance.get_runs(RunsFilter(statuses=unfinished)) if is_dead(run.run_id, settings)]
    for run in abandoned:
        instance.report_run_failed(run, "Its process was killed. What it had not finished, the next run does.")
        _path(run.run_id, settings).unlink(missing_ok=True)
    for run_id in instance.event_log_storage.get_concurrency_run_ids():
        run = instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            instance.event_log_storage.free_concurrency_slots_for_run(run_id)
    return [run.run_id for run in abandoned]


def _lock(run_id: str, settings: Settings) -> FileLock:
    path = _path(run_id, settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path, is_singleton=False)


def _path(run_id: str, settings: Settings) -> Path:
    return settings.state / "dagster" / "alive" / f"{run_id}.lock"
