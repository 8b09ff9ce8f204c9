"""The ORM's search language over rows in memory: domains in Polish notation, order, limit, offset, fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ingestion.sandbox.versions import Row

Test = Callable[[Row], bool]


class OdooError(Exception):
    """An exception of the server, by its Python name."""

    def __init__(self, name: str, message: str, status: int = 500) -> None:
        super().__init__(message)
        self.name = name
        self.message = message
        self.status = status


def _comparable(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str) else value


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """An empty value (false) is never before or after anything, as null in SQL."""
    return lambda found, wanted: found is not False and compare(found, wanted)


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda found, wanted: found == wanted,
    "!=": lambda found, wanted: found != wanted,
    ">": _ordered(lambda found, wanted: found > wanted),
    ">=": _ordered(lambda found, wanted: found >= wanted),
    "<": _ordered(lambda found, wanted: found < wanted),
    "<=": _ordered(lambda found, wanted: found <= wanted),
}


def compile_domain(domain: list[Any], fields: dict[str, str], model: str) -> Test:
    """``domain`` as a test of a row. Raises OdooError where it is malformed or names an unknown field."""
    tests: list[Test] = []
    for term in reversed(domain):
        if term in ("&", "|"):
            if len(tests) < 2:
                raise OdooError("builtins.ValueError", f"Domain {domain} is malformed")
            left, right = tests.pop(), tests.pop()
            tests.append(_both(left, right) if term == "&" else _either(left, right))
        elif term == "!":
            inner = tests.pop()
            tests.append(lambda row, inner=inner: not inner(row))
        else:
            tests.append(_leaf(term, fields, model))
    return lambda row: all(test(row) for test in tests)


def _both(left: Test, right: Test) -> Test:
    return lambda row: left(row) and right(row)


def _either(left: Test, right: Test) -> Test:
    return lambda row: left(row) or right(row)


def _leaf(term: Any, fields: dict[str, str], model: str) -> Test:
    if not isinstance(term, list) or len(term) != 3:
        raise OdooError("builtins.ValueError", f"Invalid leaf {term!r}")
    name, operator, wanted = term
    if name not in fields:
        raise OdooError("builtins.ValueError", f"Invalid field {model}.{name} in condition {tuple(term)!r}")
    if operator in ("in", "not in"):
        among = frozenset(wanted)
        return lambda row: (_comparable(row[name]) in among) == (operator == "in")
    if operator not in OPERATORS:
        raise OdooError("builtins.ValueError", f"Invalid operator {operator!r} in domain term {term!r}")
    compare = OPERATORS[operator]
    return lambda row: compare(_comparable(row[name]), wanted)


def ordered(rows: list[Row], order: str | None, fields: dict[str, str], model: str) -> list[Row]:
    """``rows`` (given by id) in ``order``, for example "write_date asc, id desc"."""
    for part in reversed([p.split() for p in (order or "id").split(",")]):
        name, direction = part[0], (part[1].lower() if len(part) > 1 else "asc")
        if name not in fields or direction not in ("asc", "desc"):
            raise OdooError("builtins.ValueError", f"Invalid field '{name}' on model '{model}'")
        if (name, direction) != ("id", "asc"):
            rows = sorted(rows, key=lambda row: (row[name] is False, row[name]), reverse=direction == "desc")
    return rows


def projected(row: Row, names: list[str], fields: dict[str, str], model: str) -> Row:
    """The asked fields, ``id`` always among them. Times lose their microseconds on the way out."""
    unknown = [n for n in names if n not in fields]
    if unknown:
        raise OdooError("builtins.ValueError", f"Invalid field '{unknown[0]}' on model '{model}'")
    found = {"id": row["id"]}
    for name in names or row:
        found[name] = row[name][:19] if fields.get(name) == "datetime" and row[name] else row[name]
    return found
