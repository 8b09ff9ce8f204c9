"""The one demo that tests of several folders look at (fixture ``demo``, one run for the session)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ingestion.sandbox.company.generator import generate
from ingestion.sandbox.company.model import Company
from tests.end_to_end.installation import Ended, Installation

SEED, DAYS, SCALE = 7, 30, 0.2
ARGUMENTS = ("demo", "--days", str(DAYS), "--scale", str(SCALE), "--seed", str(SEED), "--json")
KEY = hashlib.sha256(f"harbor care group {SEED}".encode()).hexdigest()  # the demo's own, which is public


@dataclass(frozen=True)
class Demo:
    """What `tieout demo` left, what the command said, and where it ran (there it can be run again)."""

    installation: Installation
    ended: Ended
    company: Company
    ran_in: Installation


def demo_run(folder: Path) -> Demo:
    """`tieout demo` in ``folder``."""
    installation = Installation(folder / "state", {"TIEOUT_AS_OF": "2026-09-30", "TIEOUT_RETRY_SECONDS": "0.05"})
    ended = installation.tieout(*ARGUMENTS)
    return Demo(installation.kept(folder / "kept"), ended, generate(seed=SEED, days=DAYS, scale=SCALE), installation)
