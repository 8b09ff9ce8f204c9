"""The published copy of the marts: where it is, and a connection that reads exactly the file now at that path.

The file is attached to a private in-memory instance. A plain ``duckdb.connect(path)`` would share one instance per path in a process and so
keep answering from the old file for as long as any reader is open after an atomic replacement.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
CATALOG = "published"


class NothingPublishedError(Exception):
    """There is no readable published file yet. The text says what to do."""


def published_path() -> Path:
    """TIEOUT_PUBLISHED, else published.duckdb in TIEOUT_STATE (default data/local)."""
    state = Path(os.environ.get("TIEOUT_STATE", ROOT / "data" / "local"))
    return Path(os.environ.get("TIEOUT_PUBLISHED", state / "published.duckdb"))


@contextmanager
def open_published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection whose default schema is ``marts``. All queries inside the block see one and the same publication.

    The connection can reach no other file and no network. Raises NothingPublishedError when there is no file or it holds no marts.
    """
    if not path.exists():
        raise NothingPublishedError(f"There is nothing at {path}. Run: make demo")
    db = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    try:
        _attach(db, path)
        yield db
    finally:
        db.close()


def published_at(path: Path) -> datetime | None:
    """When the file was put in place, UTC; None when there is none. Changes with each publication."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    except FileNotFoundError:
        return None


def _attach(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    quoted = str(path).replace("'", "''")
    try:
        db.execute(f"attach '{quoted}' as {CATALOG} (read_only)")
        db.execute(f"use {CATALOG}.marts")
    except duckdb.Error as error:
        raise NothingPublishedError(f"{path} holds no readable marts ({str(error).splitlines()[0]}). Run: make demo") from error
    db.execute("set enable_external_access = false")
    db.execute("set lock_configuration = true")
