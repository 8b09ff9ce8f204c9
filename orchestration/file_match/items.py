"""Rows of a file as items that can be matched."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd

from ingestion.errors import ConfigError
from orchestration.file_match.columns import plain, recognise

CHECK = re.compile(r"\b(?:CHECK|CHEQUE|CHQ|CHK|CK)\.?\s*(?:NO\.?|NUMBER|NR\.?|#)?\s*#?(?P<number>\d{3,})\b", re.IGNORECASE)
DATE_FORMATS = (
    "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y%m%d", "%d-%m-%Y", "%d %b %Y", "%b %d, %Y", "%m/%d/%y", "%d/%m/%y", "%y%m%d",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One row. ``amount`` is signed; ``extra`` carries the columns nobody asked for."""

    side: str
    id: str
    on: date
    amount: Decimal
    currency: str
    account: str
    counterparty: str
    references: tuple[str, ...]
    check_number: str
    description: str
    extra: tuple[tuple[str, str], ...]


def read_items(path: Path, side: str, given: Mapping[str, str] | None = None) -> list[Item]:
    """The items of any table or bank file. Raises ConfigError that names the file, the row and the cure."""
    statement_items = None if given else _bank_items(path, side)
    return statement_items if statement_items is not None else _table_items(path, side, given)


def in_one_currency(items: Sequence[Item]) -> list[Item]:
    """``items`` with the currency filled in where a file states none and the other file states exactly one: nothing else can be meant."""
    stated = {side: {item.currency for item in items if item.side == side} - {""} for side in ("left", "right")}
    for side, other in (("left", "right"), ("right", "left")):
        if not stated[side] and len(stated[other]) == 1:
            (currency,) = stated[other]
            return [replace(item, currency=currency) if item.side == side else item for item in items]
    return list(items)


def _bank_items(path: Path, side: str) -> list[Item] | None:
    """Items of a bank file; None where it is none. A generic CSV is a table, not a statement."""
    from ingestion.formats import UnreadableFileError, read_statements
    from ingestion.formats.detect import detect

    content = path.read_bytes()
    if path.suffix.lower() in (".csv", ".xlsx", ".parquet", ".tsv") or detect(content) in (None, "csv"):
        return None
    try:
        file = read_statements(path.name, content)
    except UnreadableFileError as error:
        raise ConfigError(f"{path.name} cannot be read: {error}.", "Ask the bank for the file again, or export it as CSV.") from None
    seen: Counter[str] = Counter()
    found = []
    for statement in file.statements:
        for line in statement.lines:
            references = tuple(r for r in (line.customer_reference, line.end_to_end_id, line.bank_reference) if r)
            base = line.bank_reference or _content_id(line.booking_date, line.amount, line.text)
            seen[base] += 1
            found.append(
                Item(
                    side=side,
                    id=base if seen[base] == 1 else f"{base}#{seen[base]}",
                    on=line.booking_date,
                    amount=line.amount,
                    currency=line.currency or statement.currency or "",
                    account=statement.account_number or "",
                    counterparty=line.counterparty or "",
                    references=references,
                    check_number=line.check_number or "",
                    description=line.text or "",
                    extra=(),
                )
            )
    return found


def _table_items(path: Path, side: str, given: Mapping[str, str] | None) -> list[Item]:
    from ingestion.formats import UnreadableFileError, read_table

    try:
        frame = read_table(path)
    except UnreadableFileError as error:
        raise ConfigError(str(error), "Check the file.") from None
    columns = recognise(frame.columns, given, path.name)
    columns.setdefault("id", _unique_id_column(frame, set(columns.values())))
    day_first = _day_first(frame[columns["date"]])
    seen: Counter[str] = Counter()
    found = []
    for number, row in enumerate(frame.to_dict("records"), start=2):

        def value(meaning: str, row: dict = row) -> str:
            return str(row.get(columns.get(meaning, ""), "") or "").strip()

        amount = _amount(value("amount"), value("debit"), value("credit"), f"{path.name} row {number}")
        on = _date(value("date"), day_first, f"{path.name} row {number}")
        base = value("id") or _content_id(on, amount, "|".join(map(str, row.values())))
        seen[base] += 1
        found.append(
            Item(
                side=side,
                id=base if seen[base] == 1 else f"{base}#{seen[base]}",
                on=on,
                amount=amount,
                currency=value("currency").upper(),
                account=value("account"),
                counterparty=value("counterparty"),
                references=tuple(r for r in (value("reference"),) if r),
                check_number=value("check_number") or _check_number(value("description")),
                description=value("description"),
                extra=tuple((k, str(v)) for k, v in row.items() if k not in columns.values()),
            )
        )
    return found


def _check_number(text: str) -> str:
    """The number in ``CHECK 0001234``, ``CHK #1234`` or ``CHEQUE NO. 1234``; empty where the text names no check."""
    found = CHECK.search(text)
    return found["number"] if found else ""


def _unique_id_column(frame: pd.DataFrame, used: set[str]) -> str:
    """The first column called something with id (origin_id, Entry ID) whose values are all there and all different; else none."""
    for header in frame.columns:
        values = frame[header].astype(str).str.strip()
        if header not in used and plain(header).endswith("id") and (values != "").all() and values.is_unique:
            return header
    return ""


def _content_id(on: date, amount: Decimal, text: str) -> str:
    return hashlib.sha256(f"{on}|{amount}|{text}".encode()).hexdigest()[:16]


def _amount(amount: str, debit: str, credit: str, where: str) -> Decimal:
    if amount:
        return _number(amount, where)
    return (_number(credit, where) if credit else Decimal(0)) - (abs(_number(debit, where)) if debit else Decimal(0))


def _number(text: str, where: str) -> Decimal:
    """``1,234.50``, ``1.234,50``, ``(12.00)``, ``12.00-``, ``$ 12`` and ``12.00 DR`` are numbers."""
    cleaned = text.upper().replace("\u00a0", "").replace(" ", "").replace("'", "").strip("$€£")
    negative = cleaned.startswith("(") or cleaned.endswith(("-", "DR"))
    cleaned = cleaned.strip("()").removesuffix("DR").removesuffix("CR").removesuffix("-").strip("$€£")
    if "," in cleaned and (cleaned.rfind(",") > cleaned.rfind(".")) and len(cleaned) - cleaned.rfind(",") <= 3:
        cleaned = cleaned.replace(".", "").replace(",", ".")
    cleaned = cleaned.replace(",", "")
    try:
        number = Decimal(cleaned)
    except InvalidOperation:
        raise ConfigError(f"{where}: '{text}' is no amount.", "Correct the row, or name the amount column in a map file.") from None
    return -number if negative else number


def _day_first(values: pd.Series) -> bool:
    """Whether dates with slashes put the day first: so where some first part is above 12."""
    firsts = values.astype(str).str.extract(r"^(\d{1,2})[/.]")[0].dropna()
    return bool(len(firsts)) and bool((firsts.astype(int) > 12).any())


def _date(text: str, day_first: bool, where: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    formats = [f for f in DATE_FORMATS if not (day_first and f.startswith("%m/"))]
    for pattern in formats:
        try:
            return datetime.strptime(text[:11].strip() if "%b" in pattern else text[:10], pattern).date()
        except ValueError:
            continue
    raise ConfigError(f"{where}: '{text}' is no date.", "Write dates as YYYY-MM-DD, or name the date column in a map file.") from None
