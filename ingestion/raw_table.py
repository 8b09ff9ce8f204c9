"""The raw tables of a platform: one per resource, and two that every platform has. Their names, keys and types, once for dlt and Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
from dlt.common.json import json
from dlt.common.normalizers.naming.snake_case import NamingConvention

from ingestion.catalog import COMMON_TABLES, Column, Platform, Resource

NAMING = NamingConvention()
ARROW_TYPES = {
    "text": pa.string(),
    "bigint": pa.int64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "json": pa.string(),
}


@dataclass(frozen=True)
class RawTable:
    """A table of ``raw_<platform>``. ``key`` and ``columns`` carry native names, as rows do; the table has them in snake_case."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]

    @classmethod
    def of(cls, resource: Resource) -> RawTable:
        """The table of ``resource``: its columns, whose connection delivered them, and what nobody declared."""
        columns = {"connection_id": Column(data_type="text"), **resource.columns, "undeclared": Column(data_type="text")}
        return cls(resource.name, ("connection_id", *resource.primary_key), columns)

    @cached_property
    def native(self) -> dict[str, str]:
        """Native names by the names they have in the table."""
        return {NAMING.normalize_identifier(name): name for name in self.columns}

    @cached_property
    def key_columns(self) -> list[str]:
        """The key as the table names it."""
        return [NAMING.normalize_identifier(name) for name in self.key]

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        return pa.schema([(name, _arrow_type(self.columns[native])) for name, native in self.native.items()])

    @cached_property
    def hints(self) -> dict[str, dict[str, Any]]:
        """dlt's column hints. Only the connection may never be null in the warehouse: rows were checked before."""
        return {name: _hint(column, nullable=name != "connection_id") for name, column in self.columns.items()}

    def to_arrow(self, rows: list[dict[str, Any]]) -> pa.Table:
        """``rows`` as a table. Lists and objects become JSON text, in which decimals are strings. Raises ValueError, TypeError or
        ArrowException where a value cannot be written at all (half a surrogate pair, an integer of more than 64 bits inside JSON).
        """
        arrays = [self._array(rows, native, kind) for native, kind in zip(self.native.values(), self.arrow_schema.types, strict=True)]
        return pa.Table.from_arrays(arrays, schema=self.arrow_schema)

    def _array(self, rows: list[dict[str, Any]], native: str, kind: pa.DataType) -> pa.Array:
        values = (row.get(native) for row in rows)
        if self.columns[native].data_type == "json":
            values = (None if value is None else json.dumps(value) for value in values)
        return pa.array(list(values), type=kind)


def _arrow_type(column: Column) -> pa.DataType:
    return pa.decimal128(column.precision, column.scale) if column.data_type == "decimal" else ARROW_TYPES[column.data_type]


def _hint(column: Column, *, nullable: bool) -> dict[str, Any]:
    hint: dict[str, Any] = {"data_type": column.data_type, "nullable": nullable}
    if column.data_type == "decimal":
        hint |= {"precision": column.precision, "scale": column.scale}
    return hint


def _table(name: str, key: tuple[str, ...], texts: Iterable[str], **others: str) -> RawTable:
    types = dict.fromkeys(("connection_id", *texts), "text") | others
    return RawTable(name, ("connection_id", *key), {column: Column(data_type=kind) for column, kind in types.items()})  # type: ignore[arg-type]


DELETED_RECORD = _table("deleted_record", ("resource", "source_id"), ("resource", "source_id", "detected_by"), deleted_at="timestamp")
QUARANTINE = _table("quarantine", ("quarantine_id",), ("quarantine_id", "resource", "source_id", "field", "reason", "payload"))
COMMON = {table.name: table for table in (DELETED_RECORD, QUARANTINE)}
assert set(COMMON) == set(COMMON_TABLES)


def raw_tables(platform: Platform) -> dict[str, RawTable]:
    """Every raw table of ``platform``, by name."""
    return {resource.name: RawTable.of(resource) for resource in platform.resources} | COMMON
