"""A small company over real HTTP, whose clock a test moves, and installations that are connected to some of its systems."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from ingestion.connections import read_connections
from ingestion.load import LoadResult, load
from ingestion.sandbox.company.generator import generate
from ingestion.secret import variable_name
from orchestration.commands.demo import write_connections
from orchestration.sandbox_process import CompanyOptions, sandbox
from tests.end_to_end.installation import KEY, MODELS_ONLY, Installation
from tests.sandbox_client import Sandbox

# Three facilities with all that is theirs, so that every platform is connected and money can be followed from the books to the bank.
CONNECTIONS = (
    "northside_quickbooks", "northside_stripe", "first_harbor_plaid",
    "kingsmead_xero", "kingsmead_stripe", "midland_county_mt940",
    "val_de_loire_odoo", "val_de_loire_paypal", "banque_atlantique_camt053",
)  # fmt: skip
COMPANY = CompanyOptions(seed=24, days=24, scale=0.3)
# Days before the last on which an installation loads. Between them this company edits, voids and deletes what was loaded, and posts late.
STEPS = (15, 12, 6, 1, 0)


@dataclass(frozen=True)
class ConnectedCompany:
    """The running sandbox, and one installation that is connected to it.

    The installation stays in one folder (``live``): in another, dbt would parse its whole project anew. What a test looks at later is kept
    as a copy, from which another course of events can begin.
    """

    source: Sandbox
    folder: Path

    @property
    def last_day(self) -> date:
        return self.source.company.ended_on

    def day(self, before_the_last: int) -> date:
        return self.last_day - timedelta(days=before_the_last)

    def turn_to(self, day: date) -> None:
        """The sources show what they showed at the end of ``day``."""
        self.source.set_clock(datetime.combine(day, time(23, 59, 59), UTC))

    def begin(self, kept: Installation | None = None) -> Installation:
        """The installation as in ``kept``, or connected and never run. Sources stand at the last day and forget the tokens they issued,
        as does the installation: as if every connection were consented anew."""
        self.source.reset()
        live = self.folder / "live"
        parsed = live / "dbt_target"
        if kept is None:
            live.mkdir(exist_ok=True)
            for path in live.iterdir():
                if path != parsed:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            write_connections(live / "connections.yml", [c for c in self.source.connections() if c["name"] in CONNECTIONS])
        else:
            shutil.rmtree(live)
            kept.kept(live)
            shutil.rmtree(live / "tokens", ignore_errors=True)
        return Installation(live, self._variables(live))

    def keep(self, installation: Installation, name: str) -> Installation:
        return installation.kept(self.folder / name)

    def load(self, installation: Installation, day: date) -> tuple[LoadResult, ...]:
        """Only the loading of a run, in this process."""
        with _environment(installation.variables):
            return load(read_connections(installation.connections), installation.settings(day))

    def _variables(self, state: Path) -> dict[str, str]:
        secrets = {
            variable_name(connection, key): value
            for connection, held in self.source.secrets.items()
            for key, value in held.items()
            if connection in CONNECTIONS
        }
        return {
            "TIEOUT_CONNECTIONS": str(state / "connections.yml"),
            "TIEOUT_AS_OF": self.last_day.isoformat(),
            "TIEOUT_KEY": KEY,
            "TIEOUT_RETRY_SECONDS": "0.001",
            **MODELS_ONLY,
            **secrets,
        }


@contextmanager
def connected_company(folder: Path) -> Iterator[ConnectedCompany]:
    """The sandbox as a process of its own while the block runs."""
    company = generate(seed=COMPANY.seed, days=COMPANY.days, scale=COMPANY.scale, ended_on=date.fromisoformat(COMPANY.ended_on))
    with sandbox(COMPANY, folder / "truth.json") as url:
        yield ConnectedCompany(Sandbox(url, company), folder)


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
