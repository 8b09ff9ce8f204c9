"""Where things are. Every path can be moved by one environment variable; nothing else decides locations."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths of one installation.

    state: local state (TIEOUT_STATE, default data/local); warehouse: the one-writer DuckDB file (TIEOUT_WAREHOUSE); published: the read
    copy (TIEOUT_PUBLISHED); connections: connections.yml (TIEOUT_CONNECTIONS); as_of: the business date that ages and windows count from
    (TIEOUT_AS_OF, default today).
    """

    state: Path
    warehouse: Path
    published: Path
    connections: Path
    as_of: date

    @property
    def pipelines(self) -> Path:
        """dlt's working directory: pending packages only, completed ones are deleted."""
        return self.state / "dlt"

    @property
    def tokens(self) -> Path:
        """Rotating tokens, encrypted."""
        return self.state / "tokens"


def settings() -> Settings:
    """Settings from the environment, read anew at each call so that tests and commands may set them."""
    state = Path(os.environ.get("TIEOUT_STATE", ROOT / "data" / "local"))
    return Settings(
        state=state,
        warehouse=Path(os.environ.get("TIEOUT_WAREHOUSE", state / "warehouse.duckdb")),
        published=Path(os.environ.get("TIEOUT_PUBLISHED", state / "published.duckdb")),
        connections=Path(os.environ.get("TIEOUT_CONNECTIONS", ROOT / "connections.yml")),
        as_of=date.fromisoformat(os.environ["TIEOUT_AS_OF"]) if os.environ.get("TIEOUT_AS_OF") else date.today(),
    )
