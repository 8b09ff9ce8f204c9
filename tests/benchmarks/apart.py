"""Calls in processes of their own, whose memory goes back to the machine with them: what one leaves behind must not weigh on the next.

``python -m tests.benchmarks.apart ASKED ANSWERED`` is such a process: a program, as what multiprocessing starts counts as interactive for
DuckDB, which then draws bars of its progress into the report. What is asked and answered is pickled, as multiprocessing does it: both ends
are this code, and the files lie in a folder that was made for this one call and that nobody else may open.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

from ingestion.settings import ROOT

P = ParamSpec("P")
T = TypeVar("T")


def apart(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``call``, a function of a module, returns or raises. Its process has the environment as it is now."""
    with TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "asked", Path(folder) / "answered"
        asked.write_bytes(pickle.dumps((call, args, kwargs)))
        subprocess.run([sys.executable, "-m", __name__, str(asked), str(answered)], cwd=ROOT, check=True)
        value, error = pickle.loads(answered.read_bytes())  # noqa: S301 written by the other end, in a folder of ours alone
    if error is not None:
        raise error
    return value


def _answer(asked: Path, answered: Path) -> None:
    call, args, kwargs = pickle.loads(asked.read_bytes())  # noqa: S301 written by the other end, in a folder of ours alone
    value = error = None
    try:
        value = call(*args, **kwargs)
    except Exception as raised:
        error = raised
    answered.write_bytes(pickle.dumps((value, error)))


if __name__ == "__main__":
    _answer(*map(Path, sys.argv[1:]))
