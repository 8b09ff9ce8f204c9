"""What every row goes through before it is written: cast, tokenise, keep the unknown, quarantine the unfit."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ingestion.catalog import Column, Platform, Resource
from ingestion.phi import Transform, at_path
from ingestion.sealed import Seal

Row = dict[str, Any]
QUARANTINE = "quarantine"
FLOAT_NOISE = Decimal("0.000001")
LARGEST = Decimal(2**63 - 1)


class UnfitError(ValueError):
    """A value that does not fit its declared type."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason


@dataclass
class Tally:
    """What happened to one resource's rows in one load."""

    rows: int = 0
    quarantined: int = 0
    undeclared: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Conditioner:
    """Turns native rows of one resource of one connection into rows fit to be written."""

    platform: Platform
    resource: Resource
    connection: str
    token: Transform
    seal: Seal
    tally: Tally

    def __call__(self, row: Row) -> tuple[str, Row]:
        """The table that takes the row, and the row: conditioned for its own table, or sealed for quarantine."""
        try:
            conditioned = self._condition(row)
        except UnfitError as unfit:
            self.tally.quarantined += 1
            return QUARANTINE, self._quarantined(row, unfit)
        self.tally.rows += 1
        return self.resource.name, conditioned

    def set_aside(self, conditioned: Row) -> Row:
        """The quarantine row of a row that was conditioned and then could not be written (its PHI stays tokenised)."""
        self.tally.rows -= 1
        self.tally.quarantined += 1
        return self._quarantined(conditioned, UnfitError("(row)", "holds text or a number that cannot be stored"))

    def _condition(self, row: Row) -> Row:
        conditioned: Row = {"connection_id": self.connection}
        for name, column in self.resource.columns.items():
            value = row.get(name)
            if value is False and self.platform.false_is_null and column.data_type != "bool":
                value = None
            if value is None:
                if not column.nullable:
                    raise UnfitError(name, "is missing")
                conditioned[name] = None
                continue
            conditioned[name] = self._protected(column, cast(name, column, value))
        undeclared = {k: v for k, v in row.items() if k not in self.resource.columns}
        self.tally.undeclared.update(undeclared)
        conditioned["undeclared"] = self.seal.close(undeclared) if undeclared else None
        return conditioned

    def _protected(self, column: Column, value: Any) -> Any:
        if column.phi is True:
            return self.token(value)
        for path in column.phi or ():
            value = [at_path(v, path, self.token) for v in value] if isinstance(value, list) else at_path(value, path, self.token)
        return value

    def _quarantined(self, row: Row, unfit: UnfitError) -> Row:
        source_id = "/".join(str(row[k]) for k in self.resource.primary_key if row.get(k) is not None) or None
        content = json.dumps(row, default=str, sort_keys=True)
        key = f"{self.connection}/{self.resource.name}/{source_id or content}"
        return {
            "connection_id": self.connection,
            "quarantine_id": hashlib.sha256(key.encode()).hexdigest()[:32],
            "resource": self.resource.name,
            "source_id": source_id,
            "field": unfit.name,
            "reason": f"{unfit.name} {unfit.reason}",
            "payload": self.seal.close(row),
        }


def cast(name: str, column: Column, value: Any) -> Any:
    """``value`` as its declared type. Raises UnfitError, whose reason never repeats the value (it may be PHI)."""
    fitted = CASTS[column.data_type](name, value)
    if isinstance(fitted, Decimal):
        fitted = _rounded(name, fitted, column)
    if column.pattern and not re.search(column.pattern, str(fitted)):
        raise UnfitError(name, f"does not look like {column.pattern}")
    for path, kind in column.check.items():
        _check_nested(name, {name: fitted}, path, kind)
    return fitted


def _text(name: str, value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise UnfitError(name, f"is {_kind(value)}, not text")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _decimal(name: str, value: Any) -> Decimal:
    if isinstance(value, (bool, dict, list)):
        raise UnfitError(name, f"is {_kind(value)}, not a decimal number")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise UnfitError(name, "is not a decimal number") from None
    if not number.is_finite():
        raise UnfitError(name, "is not a finite number")
    return number


def _rounded(name: str, number: Decimal, column: Column) -> Decimal:
    """``number`` at its declared scale. Float noise (1979.9999999) is rounded away; real digits beyond the scale are not."""
    if number.adjusted() >= column.precision - column.scale:
        raise UnfitError(name, f"has more than {column.precision - column.scale} digits before the point")
    rounded = number.quantize(Decimal(1).scaleb(-column.scale))
    if abs(number - rounded) > FLOAT_NOISE:
        raise UnfitError(name, f"has more than {column.scale} decimals")
    return rounded


def _bigint(name: str, value: Any) -> int:
    number = _decimal(name, value)
    if number != number.to_integral_value():
        raise UnfitError(name, "is not a whole number")
    if number.copy_abs() > LARGEST:
        raise UnfitError(name, "has more than 64 bits")
    return int(number)


def _bool(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise UnfitError(name, f"is {_kind(value)}, not true or false")


def _date(name: str, value: Any) -> date:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise UnfitError(name, "is not a date (YYYY-MM-DD)") from None


def _timestamp(name: str, value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise UnfitError(name, "is not an ISO 8601 time") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _json(name: str, value: Any) -> Any:
    if not isinstance(value, (dict, list)):
        raise UnfitError(name, f"is {_kind(value)}, not an object or a list")
    return value


CASTS: dict[str, Callable[[str, Any], Any]] = {
    "text": _text,
    "decimal": _decimal,
    "bigint": _bigint,
    "bool": _bool,
    "date": _date,
    "timestamp": _timestamp,
    "json": _json,
}


def _check_nested(name: str, value: Any, path: str, kind: str) -> None:
    for found in _walk(value, path.split(".")):
        if found is not None:
            CASTS[kind](f"{name} ({path})", found)


def _walk(value: Any, parts: list[str]) -> Iterator[Any]:
    if not parts:
        yield value
        return
    part, rest = parts[0], parts[1:]
    inner = value.get(part.removesuffix("[]")) if isinstance(value, dict) else None
    for item in inner if part.endswith("[]") and isinstance(inner, list) else [inner]:
        yield from _walk(item, rest)


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "text", bool: "true or false"}.get(type(value), "a number")
