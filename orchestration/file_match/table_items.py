"""Rows of a table nobody described, as items, with a note on everything that was decided about its columns, numbers, dates and signs."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from dashboards.labels import plural
from ingestion.errors import ConfigError
from orchestration.file_match import cells
from orchestration.file_match.choices import Choices
from orchestration.file_match.columns import currency_in, has_amount, named_columns, plain, recognise
from orchestration.file_match.file_read import FileRead, Item, Note, SetAside

CHECK = re.compile(r"\b(?:CHECK|CHEQUE|CHQ|CHK|CK)\.?\s*(?:NO\.?|NUMBER|NR\.?|#)?\s*#?(?P<number>\d{3,})\b", re.IGNORECASE)
SEARCHED_FOR_HEADER = 50
MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their headers. ``first_row`` is the number of the first of them among the rows of the file that are not blank, from 1."""

    headers: list[str]
    rows: list[list[str]]
    first_row: int

    def column(self, header: str) -> list[str]:
        at = self.headers.index(header)
        return [row[at].strip() for row in self.rows]


def table_items(path: Path, side: str, choices: Choices) -> FileRead:
    """The items of a CSV, Excel or Parquet file. Raises ConfigError that names the file, the row and the cure."""
    from ingestion.formats import UnreadableFileError, read_table

    try:
        frame = read_table(path)
    except UnreadableFileError as error:
        raise ConfigError(f"{path.name}: {error.reason}", error.cure) from None
    notes: list[Note] = []
    table = _under_header(frame, choices, path.name, notes)
    columns = _columns(table, choices, path.name, notes)
    return _read(table, columns, choices, FileRead(path.name, side, (), columns), notes)


def _under_header(frame: pd.DataFrame, choices: Choices, label: str, notes: list[Note]) -> Table:
    """The table under the first row that holds all stated headers, or that names an amount and a date; else as it stands."""
    rows = [list(map(str, frame.columns)), *frame.to_numpy().tolist()]
    width = len(rows[0])
    if choices.header is not None:
        if choices.header > len(rows):
            raise ConfigError(f"{label} has no row {choices.header}.", f"It has {len(rows)} rows that are not blank.")
        headers = _names(rows[choices.header - 1]) if choices.header else [f"column_{n}" for n in range(1, width + 1)]
        return Table(headers, rows[choices.header :], choices.header + 1)
    stated = set(choices.columns.values())
    at = next((n for n, row in enumerate(rows[:SEARCHED_FOR_HEADER]) if stated <= set(_names(row)) and (stated or _is_header(row))), None)
    if at == 0 or (at is None and stated):
        return Table(rows[0], rows[1:], 2)
    if at:
        notes.append(
            Note(f"The headers are in row {at + 1} (blank rows not counted); what stands above them was passed over.", "header=ROW")
        )
        return Table(_names(rows[at]), rows[at + 1 :], at + 2)
    if any(cells.is_day(cell) for cell in rows[0]):
        notes.append(
            Note("The first row holds data and no headers, so columns are known by their numbers.", "header=ROW", is_doubtful=True)
        )
        return Table([f"column_{n}" for n in range(1, width + 1)], rows, 1)
    return Table(rows[0], rows[1:], 2)


def _names(row: list[str]) -> list[str]:
    names: list[str] = []
    for n, written in enumerate(row, 1):
        name = written.strip() or f"column_{n}"
        names.append(name if name not in names else f"{name}_{n}")
    return names


def _is_header(row: list[str]) -> bool:
    found = named_columns(row)
    return "date" in found and has_amount(found)


def _columns(table: Table, choices: Choices, label: str, notes: list[Note]) -> dict[str, str]:
    """Meaning to header: as stated, by name, and where names say nothing by what the cells hold."""
    found = named_columns(table.headers, choices.columns, label)
    usable = [header for header in table.headers if header not in found.values()]
    if "date" not in found:
        dates = [header for header in usable if _share(table.column(header), cells.is_day) >= MOSTLY]
        if dates:
            found["date"] = dates[0]
            notes.append(Note(f"No header says date; '{dates[0]}' holds dates.", "date=COLUMN", is_doubtful=len(dates) > 1))
            usable.remove(dates[0])
    if not has_amount(found):
        amounts = [header for header in usable if _share(table.column(header), _is_money) >= MOSTLY]
        if len(amounts) == 1:
            found["amount"] = amounts[0]
            notes.append(Note(f"No header says amount; '{amounts[0]}' is the only column of amounts.", "amount=COLUMN", is_doubtful=True))
        else:
            recognise(table.headers, choices.columns, label)  # says what is missing
    if "mark" not in found and "amount" in found and "amount" not in choices.columns:
        _find_mark(table, found, notes)
    if "id" not in found and (id_column := _unique_id_column(table, set(found.values()))):
        found["id"] = id_column
    return found


def _share(values: list[str], test: Callable[[str], bool]) -> float:
    """How many of the cells that are not empty pass, between 0 and 1; a sample is enough."""
    filled = [value for value in values if value][:500]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _is_money(text: str) -> bool:
    """Whether ``text`` is an amount and nothing else: decimals, brackets or a currency tell it from numbers that count or identify."""
    if not re.search(r"[.,]\d{2}\D*$|[$€£()]", text) or cells.is_day(text):
        return False
    try:
        cells.money(text, "")
    except ValueError:
        return False
    return True


def _find_mark(table: Table, found: dict[str, str], notes: list[Note]) -> None:
    """A column that says debit or credit and nothing else, next to amounts without any sign."""
    if any(re.search(r"[-\u2212(]", value) for value in table.column(found["amount"])):
        return
    for header in table.headers:
        if header not in found.values():
            marks = {value.lower() for value in table.column(header)} - {""}
            if marks & set(cells.DEBIT_MARKS) and marks <= {*cells.DEBIT_MARKS, *cells.CREDIT_MARKS}:
                found["mark"] = header
                notes.append(Note(f"'{header}' says which amounts are debits (money out).", "mark=COLUMN"))
                return


def _unique_id_column(table: Table, used: set[str]) -> str:
    """The first column called something with id (origin_id, Entry ID) whose values are all there and all different; else none."""
    for header in table.headers:
        if header not in used and plain(header).endswith("id"):
            values = table.column(header)
            if all(values) and len(set(values)) == len(values):
                return header
    return ""


@dataclass(frozen=True, slots=True)
class Ways:
    """How cells of this file are read."""

    sign: str
    order: str
    marks: tuple[str, ...]
    currency: str
    has_dates: bool


def _read(table: Table, columns: Mapping[str, str], choices: Choices, file: FileRead, notes: list[Note]) -> FileRead:
    money = [value for meaning in ("amount", "debit", "credit") if meaning in columns for value in table.column(columns[meaning]) if value]
    sign = _sign(money, choices, notes)
    orders = _orders(table, columns, choices, sign)
    ways = Ways(
        sign=sign,
        order=orders[0] if orders else "",
        marks=choices.debit_marks or cells.DEBIT_MARKS,
        currency=choices.in_currency or next((c for m in ("amount", "debit", "credit") if (c := currency_in(columns.get(m, "")))), ""),
        has_dates="date" in columns,
    )
    items, aside = _items(table, columns, ways, file.side, notes)
    if len(aside) * 2 > len(items) + len(aside) or not items:
        why = f"{file.name} row {aside[0].row}: {aside[0].why}" if aside else f"{file.name} holds no rows under its headers."
        raise ConfigError(why, "Correct the row, or say which columns are meant with a map file; write dates as YYYY-MM-DD.")
    if choices.sign == "inverted":
        notes.append(Note("All amounts were given the opposite sign, as stated."))
        items = [_inverted(item) for item in items]
    if "date" not in columns:
        notes.append(Note("No column holds dates.", "date=COLUMN", is_doubtful=True))
    if "id" not in columns:
        notes.append(Note("No column holds an id of its own for each row, so rows are known by their place in the file.", "id=COLUMN"))
    return FileRead(file.name, file.side, tuple(items), dict(columns), tuple(notes), tuple(aside), orders)


def _orders(table: Table, columns: Mapping[str, str], choices: Choices, sign: str) -> tuple[str, ...]:
    """The orders in which the dates can be read, the likelier first: who writes a decimal comma writes the day first."""
    if "date" not in columns:
        return ()
    if choices.date_order:
        return (choices.date_order,)
    orders = cells.date_orders(table.column(columns["date"]))
    return tuple(sorted(orders)) if sign == "," else orders


def _sign(money: list[str], choices: Choices, notes: list[Note]) -> str:
    if choices.decimal:
        return choices.decimal
    sign, is_doubtful = cells.decimal_sign(money)
    if is_doubtful and sign:
        thousands = "point" if sign == "," else "comma"
        notes.append(Note(f"The {thousands} in amounts was read as separating thousands.", "decimal=. or decimal=,", is_doubtful=True))
    elif is_doubtful:
        notes.append(Note("Amounts use both a decimal point and a decimal comma; each was read by itself.", "decimal=.", is_doubtful=True))
    elif sign == ",":
        notes.append(Note("Amounts are written with a decimal comma.", "decimal=."))
    return sign


def _items(table: Table, columns: Mapping[str, str], ways: Ways, side: str, notes: list[Note]) -> tuple[list[Item], list[SetAside]]:
    place = {meaning: table.headers.index(header) for meaning, header in columns.items()}
    carried = [(n, header) for n, header in enumerate(table.headers) if n not in place.values()]
    days: dict[str, date | str] = {}
    seen: Counter[str] = Counter()
    used: set[str] = set()
    items: list[Item] = []
    aside: list[SetAside] = []
    rounded = empty = unmarked = doubles = 0
    for number, row in enumerate(table.rows, start=table.first_row):

        def value(meaning: str, row: list[str] = row) -> str:
            return row[place[meaning]].strip() if meaning in place else ""

        written = [value(meaning) for meaning in ("amount", "debit", "credit")]
        if not any(written) and not value("date"):
            empty += 1
            continue
        try:
            on = _day(value("date"), ways, days) if ways.has_dates else None
            exact, is_unmarked = _moved(written, value("mark"), ways, has_mark="mark" in place)
        except ValueError as error:
            aside.append(SetAside(number, str(error), "; ".join(cell for cell in row if cell.strip())))
            continue
        unmarked += is_unmarked
        amount = cells.cents(exact)
        rounded += amount != exact
        base = value("id") or _content_id(on, amount, "|".join(row))
        doubles += bool(value("id")) and base in seen
        stated = value("currency").upper()
        items.append(
            Item(
                side=side,
                id=_own(base, seen, used),
                on=on,
                amount=amount,
                currency=stated
                or ("" if "currency" in place else ways.currency or next(filter(None, map(cells.currency_of, written)), "")),
                account=value("account"),
                counterparty=value("counterparty"),
                references=tuple(r for r in (value("reference"),) if r),
                check_number=value("check_number") or check_number(value("description")),
                description=value("description"),
                extra=tuple((header, row[n]) for n, header in carried),
                row=number,
                has_own_id=bool(value("id")),
            )
        )
    notes.extend(_counted(empty, rounded, unmarked, doubles))
    return items, aside


def _counted(empty: int, rounded: int, unmarked: int, doubles: int) -> Iterator[Note]:
    if empty:
        yield Note(f"{plural(empty, 'row')} without a date and an amount: passed over.")
    if rounded:
        yield Note(f"{plural(rounded, 'amount')} with more than two decimals: rounded to the cent.", is_doubtful=True)
    if unmarked:
        yield Note(
            f"{plural(unmarked, 'row')} with no known word for debit or credit: the amount was taken as written.",
            "debit_marks=MARK,MARK",
            is_doubtful=True,
        )
    if doubles:
        yield Note(f"{plural(doubles, 'row')} with the id of an earlier one: numbered (id#2) and kept apart.", "id=COLUMN")


def _own(base: str, seen: Counter[str], used: set[str]) -> str:
    """``base``, or ``base#2`` and so on where it is taken: equal rows stay as many as they are."""
    while True:
        seen[base] += 1
        id = base if seen[base] == 1 else f"{base}#{seen[base]}"
        if id not in used:
            used.add(id)
            return id


def _day(text: str, ways: Ways, known: dict[str, date | str]) -> date:
    if not text:
        raise ValueError("It has an amount but no date; totals look like that.")
    if text not in known:
        try:
            known[text] = cells.day(text, ways.order)
        except (ValueError, KeyError):
            known[text] = f"'{text}' is no date."
    found = known[text]
    if isinstance(found, str):
        raise ValueError(found)
    return found


def _moved(written: list[str], mark: str, ways: Ways, *, has_mark: bool) -> tuple[Decimal, bool]:
    """The signed amount (money in is positive), and whether a mark was expected and not understood."""
    amount, debit, credit = (_money(text, ways.sign) if text else None for text in written)
    if amount is None:
        if debit is None and credit is None:
            raise ValueError("It has a date but no amount; balances look like that.")
        return (credit or Decimal(0)) - abs(debit or Decimal(0)), False
    if not has_mark:
        return amount, False
    if mark.lower() in ways.marks:
        return -abs(amount), False
    if mark.lower() in cells.CREDIT_MARKS:
        return abs(amount), False
    return amount, True


def _money(text: str, sign: str) -> Decimal:
    try:
        return cells.money(text, sign)
    except ValueError:
        raise ValueError(f"'{text}' is no amount.") from None


def _inverted(item: Item) -> Item:
    return replace(item, amount=-item.amount)


def check_number(text: str) -> str:
    """The number in ``CHECK 0001234``, ``CHK #1234`` or ``CHEQUE NO. 1234``; empty where the text names no check."""
    found = CHECK.search(text)
    return found["number"] if found else ""


def _content_id(on: date | None, amount: Decimal, text: str) -> str:
    return hashlib.sha256(f"{on}|{amount}|{text}".encode()).hexdigest()[:16]
