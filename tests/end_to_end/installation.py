"""An installation of its own in a folder: commands as a user types them, marts as a reader sees them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from ingestion.settings import ROOT, Settings

# dbt's own switch. The data tests and unit tests of the models run once, in the demo; here only what the models make is compared.
MODELS_ONLY = {"DBT_EXCLUDE_RESOURCE_TYPES": "test unit_test"}
KEY = "a key for tests"
PATIENCE = 900


@dataclass(frozen=True)
class Ended:
    """A command that ran to its end."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Running:
    """A command that was started, as the leader of a process group of its own; what it says goes to two files."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    def ended(self) -> Ended:
        """Waits until it is done."""
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        return Ended(self.process.returncode, self.out.read_text(), self.err.read_text())

    def until(self, condition: Callable[[], bool], interval: float = 0.01) -> Running:
        """Returns when ``condition`` holds. Fails where the command ends first."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert self.process.poll() is None, f"it ended first: {self.err.read_text()[-3000:]}"
            assert time.monotonic() < deadline
            time.sleep(interval)
        return self

    def until_it_says(self, words: str) -> Running:
        return self.until(lambda: words in self.err.read_text())

    def kill(self) -> None:
        """SIGKILL to the whole process group, and wait until it is gone. Nobody gets to clean up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)


@dataclass(frozen=True)
class Installation:
    """``state`` holds everything; ``variables`` are its environment besides the paths (key, secrets, business date)."""

    state: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def published(self) -> Path:
        return self.state / "published.duckdb"

    @property
    def warehouse(self) -> Path:
        return self.state / "warehouse.duckdb"

    @property
    def connections(self) -> Path:
        return self.state / "connections.yml"

    def settings(self, as_of: date) -> Settings:
        return Settings(self.state, self.warehouse, self.published, self.connections, as_of)

    def environment(self) -> dict[str, str]:
        """Nothing of the caller's TIEOUT settings: only this installation's."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TIEOUT_", "DBT_", "DAGSTER_"))}
        return {**inherited, "TIEOUT_STATE": str(self.state), "PYTHONUNBUFFERED": "1", **self.variables}

    def start(self, *arguments: str) -> Running:
        """``tieout ...`` in the background."""
        out, err = self.state.parent / f"{self.state.name}.out", self.state.parent / f"{self.state.name}.err"
        with out.open("wb") as out_file, err.open("wb") as err_file:
            process = subprocess.Popen(
                [sys.executable, "-m", "orchestration.cli", *arguments],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=out_file,
                stderr=err_file,
                start_new_session=True,
            )
        return Running(process, out, err)

    def tieout(self, *arguments: str) -> Ended:
        """``tieout ...`` to its end."""
        return self.start(*arguments).ended()

    def kept(self, state: Path) -> Installation:
        """A copy to look at later, whatever happens here."""
        shutil.copytree(self.state, state)
        return Installation(state, self.variables)

    def rows(self, query: str) -> list[tuple]:
        """What a reader of the published copy sees."""
        with duckdb.connect(str(self.published), read_only=True) as con:
            return con.execute(query).fetchall()

    def marts(self) -> dict[str, Counter[str]]:
        """Every published table, each row as text with its count: rows have no order."""
        with duckdb.connect(str(self.published), read_only=True) as con:
            tables = [name for (name,) in con.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()]
            return {name: Counter(map(repr, con.execute(f'select * from marts."{name}"').fetchall())) for name in sorted(tables)}


def differences(left: dict[str, Counter[str]], right: dict[str, Counter[str]], *, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Tables that differ, with rows that only one of them has (five each, as evidence)."""
    found: dict[str, Any] = {}
    for table in sorted(({*left, *right}) - {*leave_out}):
        one, other = left.get(table, Counter()), right.get(table, Counter())
        only_left, only_right = one - other, other - one
        if only_left or only_right:
            found[table] = {
                "counts": (only_left.total(), only_right.total()),
                "only left": sorted(only_left)[:5],
                "only right": sorted(only_right)[:5],
            }
    return found
