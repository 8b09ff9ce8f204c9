"""Lists a connection's files, fetches the new and changed ones, and gives their rows to the three tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import dlt
from dlt.extract import DltResource

from ingestion.context import SourceContext
from ingestion.errors import ConfigError
from ingestion.platforms.bank_statements.booking import Booked, Memory, book
from ingestion.platforms.bank_statements.file_folder import FileFolder
from ingestion.platforms.bank_statements.web_folder import WebFolder

STATE = "statement_file"


def build_resources(ctx: SourceContext) -> list[DltResource]:
    """The files are read once, by whichever table is asked first."""
    booked = cache(lambda: _booked(ctx))

    def table(name: str, rows: Callable[[Booked], dict[str, Any]]) -> DltResource:
        def read() -> Iterator[list[Any]]:
            yield list(rows(booked()).values())

        return dlt.resource(read, name=name)

    return [
        table("statement_file", lambda b: b.files),
        table("statement", lambda b: b.statements),
        table("statement_line", lambda b: b.lines),
    ]


def _booked(ctx: SourceContext) -> Booked:
    location = str(ctx.config("location") or "")
    if not location:
        raise ConfigError(f"Connection {ctx.connection.name} has no 'location'.", "Add config.location to it in connections.yml.")
    folder = WebFolder(ctx, location) if location.startswith(("http://", "https://")) else FileFolder(ctx, location)
    memory = Memory.of(ctx.state(STATE))
    wanted = [(name, mark) for name, mark in folder.listing() if not mark or not memory.knows(name, mark)]
    arrived = [folder.fetch(name, mark) for name, mark in wanted]
    return book(arrived, memory, str(ctx.config("format") or "auto"), ctx.config("profile"))
