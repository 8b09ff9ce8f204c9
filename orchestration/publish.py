"""The published copy: the marts alone, in a file of their own that is replaced in one step.

Readers never open the warehouse (its one writer would lock them out) and never see half a refresh. PHI and raw rows stay behind.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

SCHEMA = "marts"


def publish(warehouse: Path, published: Path) -> dict[str, int]:
    """Copies every mart with its comments to ``published`` atomically. Returns rows per mart. Raises nothing a reader could notice."""
    published.parent.mkdir(parents=True, exist_ok=True)
    half = published.with_name(f".{published.name}.half")
    half.unlink(missing_ok=True)
    counts: dict[str, int] = {}
    with duckdb.connect(str(warehouse)) as con:
        con.execute(f"attach '{_quoted(half)}' as copy")
        con.execute(f"create schema copy.{SCHEMA}")
        for table, comment in con.execute(_TABLES, [SCHEMA]).fetchall():
            con.execute(f'create table copy.{SCHEMA}."{table}" as from {SCHEMA}."{table}"')
            if comment:
                con.execute(f"comment on table copy.{SCHEMA}.\"{table}\" is '{_escaped(comment)}'")
            for column, text in con.execute(_COLUMNS, [SCHEMA, table]).fetchall():
                con.execute(f'comment on column copy.{SCHEMA}."{table}"."{column}" is \'{_escaped(text)}\'')
            counts[table] = con.execute(f'select count(*) from {SCHEMA}."{table}"').fetchone()[0]  # noqa: S608 names from the catalog
        con.execute("detach copy")
    half.replace(published)
    return counts


_TABLES = """
    select table_name, comment from duckdb_tables() where schema_name = ? and database_name = current_database()
    order by table_name
"""
_COLUMNS = """
    select column_name, comment from duckdb_columns()
    where schema_name = ? and table_name = ? and database_name = current_database() and comment is not null
    order by column_index
"""


def _escaped(text: str) -> str:
    return text.replace("'", "''")


def _quoted(path: Path) -> str:
    return _escaped(str(path))
