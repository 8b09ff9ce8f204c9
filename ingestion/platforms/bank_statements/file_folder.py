"""A folder of files anywhere fsspec reaches: local, object store, SFTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

import fsspec

from ingestion.context import SourceContext
from ingestion.platforms.bank_statements.booking import Arrived

RESOURCE = "statement_file"
UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".crdownload")
_CHANGED = ("mtime", "LastModified", "last_modified", "modified", "updated", "created")


class FileFolder:
    """The files directly in a folder (or one file). Hidden ones and unfinished uploads are left for the next load."""

    def __init__(self, ctx: SourceContext, location: str) -> None:
        self._ctx, self._location = ctx, location
        options: dict[str, Any] = dict(ctx.config("options") or {})
        if location.startswith(("sftp://", "ssh://", "ftp://")):
            options |= {"username": ctx.secret("username"), "password": ctx.secret("password")}
        self._infos: dict[str, dict[str, Any]] = {}
        with self._explained():
            self._fs, self._path = fsspec.core.url_to_fs(location, **options)

    def listing(self) -> Iterator[tuple[str, str]]:
        """(name, mark) of each file; its size and time of change are the mark."""
        with self._explained():
            infos = self._fs.ls(self._path, detail=True)
        for info in infos:
            name = PurePosixPath(info["name"]).name
            if info["type"] == "file" and not name.startswith(".") and not name.lower().endswith(UNFINISHED):
                self._infos[name] = info
                yield name, f"{info.get('size')}/{_changed(info)}"

    def fetch(self, name: str, mark: str) -> Arrived:
        info = self._infos[name]
        with self._explained():
            content = self._fs.cat_file(info["name"])
        self._ctx.session.calls[RESOURCE] += 1
        return Arrived(name, mark, content, _changed(info) or datetime.now(UTC))

    def _explained(self) -> _Explained:
        return _Explained(self._ctx, self._location)


class _Explained:
    """Turns what a file system raises into an error that names the connection and the cure; the cause's text may hold secrets."""

    def __init__(self, ctx: SourceContext, location: str) -> None:
        self._ctx, self._location = ctx, location.split("?", 1)[0].rsplit("@", 1)[-1]

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or not isinstance(error, Exception):
            return
        name = self._ctx.connection.name
        if isinstance(error, FileNotFoundError):
            raise self._ctx.error(RESOURCE, f"There is nothing at {self._location}.", f"Correct config.location of {name}.") from None
        if isinstance(error, PermissionError):
            raise self._ctx.error(
                RESOURCE, f"{self._location} refuses access.", f"Renew the secrets of {name}, or grant it access."
            ) from None
        if isinstance(error, (ImportError, ValueError)):
            cure = f"Check config.location of {name}; object stores and SFTP need their fsspec package installed."
            raise self._ctx.error(RESOURCE, f"{self._location} cannot be opened ({type(error).__name__}).", cure) from None
        if isinstance(error, OSError):
            cure = "Nothing was lost; the next run continues. Check that the server is up."
            raise self._ctx.error(RESOURCE, f"{self._location} could not be read ({type(error).__name__}).", cure) from None


def _changed(info: dict[str, Any]) -> datetime | None:
    """When the file was last written, UTC; None where the file system does not say."""
    value = next((info[k] for k in _CHANGED if info.get(k) is not None), None)
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return None
