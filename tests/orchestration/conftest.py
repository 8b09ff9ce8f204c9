"""What orchestration tests share: the definitions as Dagster sees them, and the command on the demo's published marts."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ingestion.settings import ROOT
from tests.end_to_end.installation import Ended


@pytest.fixture(scope="session")
def definitions(demo):
    """See :mod:`tests.orchestration.describe`. The demo's state is used, where the dbt project is parsed already."""
    command = [sys.executable, "-m", "tests.orchestration.describe"]
    done = subprocess.run(command, cwd=ROOT, env=demo.installation.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture
def tieout(demo, monkeypatch, capfd):
    """``tieout ...`` in this process on what the demo published: code, standard output and standard error."""
    return _command(demo.installation.environment(), monkeypatch, capfd)


@pytest.fixture
def tieout_nowhere(tmp_path, monkeypatch, capfd):
    """The same where nothing was ever run."""
    return _command({"TIEOUT_STATE": str(tmp_path / "state"), "TIEOUT_CONNECTIONS": str(tmp_path / "connections.yml")}, monkeypatch, capfd)


def _command(environment, monkeypatch, capfd):
    from orchestration.cli import main

    def run(*arguments: str, given: str = "") -> Ended:
        import io

        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("COLUMNS", "200")  # a table is as wide as the terminal
        monkeypatch.setattr(sys, "argv", ["tieout", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        capfd.readouterr()
        try:
            main()
            code = 0
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else int(bool(ending.code))
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return run
