"""The sandbox as a child process that dies with its parent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingestion.errors import TieoutError
from ingestion.settings import ROOT

PATIENCE = 1800.0  # seconds; a large company takes minutes to make


@dataclass(frozen=True, slots=True)
class CompanyOptions:
    """Which sample company: the same options give the same company."""

    days: int = 92
    scale: float = 1.0
    seed: int = 7
    ended_on: str = "2026-09-30"
    platforms: str = ""

    def arguments(self) -> list[str]:
        found = ["--days", str(self.days), "--scale", str(self.scale), "--seed", str(self.seed), "--ended-on", self.ended_on]
        return [*found, "--platforms", self.platforms] if self.platforms else found


@contextmanager
def sandbox(options: CompanyOptions, truth: Path) -> Iterator[str]:
    """The URL of a running sandbox, which stops with the block (or with this process, whatever kills it)."""
    with TemporaryDirectory() as folder:
        ready = Path(folder) / "ready"
        truth.parent.mkdir(parents=True, exist_ok=True)
        arguments = [*options.arguments(), "--port", "0", "--ready-file", str(ready), "--truth-file", str(truth), "--until-stdin-closes"]
        child = subprocess.Popen(  # noqa: S603 our own module
            [sys.executable, "-m", "ingestion.sandbox.server", *arguments], cwd=ROOT, stdin=subprocess.PIPE, env=os.environ.copy()
        )
        try:
            yield _wait(child, ready)
        finally:
            child.terminate()
            child.wait(timeout=20)


def _wait(child: subprocess.Popen, ready: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if ready.exists():
            return ready.read_text().strip()
        if child.poll() is not None:
            raise TieoutError("The sandbox stopped before it was ready.", "See its output above.")
        time.sleep(0.1)
    raise TieoutError(f"The sandbox was not ready after {PATIENCE:.0f} s.", "Try a smaller --scale.")


def connections_of(url: str) -> dict[str, Any]:
    """{"connections": [...], "secrets": {...}} as the sandbox offers them."""
    with urllib.request.urlopen(f"{url}/_sandbox/connections", timeout=120) as answer:  # noqa: S310 loopback
        return json.load(answer)
