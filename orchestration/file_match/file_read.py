"""What was read from a file: its rows as items, what had to be decided to read them, and the rows that could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """One row. ``amount`` is signed, to the cent, in ``currency`` (empty where nothing states one); ``on`` is None without dates.

    ``row`` counts the rows of the file that are not blank, from 1; ``has_own_id`` is False where ``id`` was made from the row's content.
    ``extra`` carries the columns nobody asked for.
    """

    side: str
    id: str
    on: date | None
    amount: Decimal
    currency: str
    account: str
    counterparty: str
    references: tuple[str, ...]
    check_number: str
    description: str
    extra: tuple[tuple[str, str], ...]
    row: int = 0
    has_own_id: bool = True

    @property
    def label(self) -> str:
        """What people know the row by: its id, else its place in the file."""
        return self.id if self.has_own_id else f"row {self.row}"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was decided to read a file, as a sentence. ``override`` is the setting that decides otherwise, '' where there is none.

    ``is_doubtful``: the file allows another reading, so a person should look.
    """

    text: str
    override: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that takes no part, and why. ``cells`` is what it says."""

    row: int
    why: str
    cells: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file. ``columns``: meaning to header; ``date_orders``: the orders of day and month in which its dates can be read."""

    name: str
    side: str
    items: tuple[Item, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    date_orders: tuple[str, ...] = ()

    @property
    def has_dates(self) -> bool:
        return any(item.on for item in self.items)
