"""Everything an installation has written, as text: what a thief of the folder could read."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import duckdb

WORD = re.compile(r"[^\W\d_]+")
LONG = re.compile(r"[\w.+@-]{8,}")


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """(where, text) of every file below ``folder``; of a DuckDB file also every value of every table, since it may be stored compressed."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        where = str(path.relative_to(folder))
        content = path.read_bytes()
        yield where, content.decode("utf-8", "replace")
        if path.suffix == ".gz":
            yield f"{where} (unpacked)", gzip.decompress(content).decode("utf-8", "replace")
        if path.suffix == ".duckdb":
            yield from _tables(path, where)


def _tables(path: Path, where: str) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as con:
        for schema, table in con.execute("select schema_name, table_name from duckdb_tables()").fetchall():
            rows = con.execute(f'select * from "{schema}"."{table}"').fetchall()
            yield f"{where} {schema}.{table}", "\n".join(map(str, rows))


def names_in(text: str, names: Iterable[str]) -> set[str]:
    """Which of ``names`` (given name and surname) stand in ``text``, in any case, with anything but letters between their parts."""
    words = [word.casefold() for word in WORD.findall(text)]
    pairs = set(pairwise(words))
    return {name for name in names if tuple(part.casefold() for part in WORD.findall(name))[:2] in pairs}


def strings_in(text: str, wanted: Iterable[str]) -> set[str]:
    """Which of ``wanted`` (e-mail addresses, secrets) stand in ``text``, alone or inside something longer."""
    lower = text.casefold()
    return {value for value in wanted if value.casefold() in lower}
