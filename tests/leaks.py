"""Everything an installation has written, as bytes: what a thief of the folder could read."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

BETWEEN = 3  # given name and surname may be parted by a few signs: a slash, a comma and a space, a tag


def texts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """(where, content in lower case) of every file below ``folder``; of a DuckDB file also every value of every table, since it may be
    stored compressed."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        where, content = str(path.relative_to(folder)), path.read_bytes()
        yield where, content.lower()
        if path.suffix == ".gz":
            yield f"{where} (unpacked)", gzip.decompress(content).lower()
        if path.suffix == ".duckdb":
            yield from _tables(path, where)


def _tables(path: Path, where: str) -> Iterator[tuple[str, bytes]]:
    with duckdb.connect(str(path), read_only=True) as con:
        for schema, table in con.execute("select schema_name, table_name from duckdb_tables()").fetchall():
            rows = con.execute(f'select * from "{schema}"."{table}"').fetchall()
            yield f"{where} {schema}.{table}", "\n".join(map(str, rows)).lower().encode()


def names_in(content: bytes, names: Iterable[str]) -> set[str]:
    """Which of ``names`` (given name, surname) stand in ``content`` in either order, with at most a few signs between their parts."""
    return {name for name in names if _stands(content, name)}


def _stands(content: bytes, name: str) -> bool:
    given, surname = (part.encode() for part in name.lower().split(" ", 1))
    return _follows(content, given, surname) or _follows(content, surname, given)


def _follows(content: bytes, first: bytes, second: bytes) -> bool:
    at = content.find(first)
    while at >= 0:
        after = at + len(first)
        between, found, _ = content[after : after + BETWEEN + len(second)].partition(second)
        if found and not any(chr(byte).isalpha() for byte in between):
            return True
        at = content.find(first, after)
    return False


def strings_in(content: bytes, wanted: Iterable[str]) -> set[str]:
    """Which of ``wanted`` (e-mail addresses, secrets) stand in ``content``, alone or inside something longer."""
    return {value for value in wanted if value.lower().encode() in content}
