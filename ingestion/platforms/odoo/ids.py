"""Sets of database ids, kept small: Odoo's ids are consecutive, so a set is a few ranges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def packed(ids: Iterable[int]) -> str:
    """``{1, 2, 3, 7}`` -> ``"1-3,7"``. The same set gives the same text."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in _ranges(sorted(set(ids))))


def unpacked(text: str) -> set[int]:
    """The set that :func:`packed` wrote."""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def _ranges(ids: list[int]) -> Iterator[tuple[int, int]]:
    first = previous = None
    for number in ids:
        if previous is not None and number != previous + 1:
            yield first, previous  # type: ignore[misc]
            first = number
        first, previous = (number if first is None else first), number
    if first is not None:
        yield first, previous  # type: ignore[misc]
