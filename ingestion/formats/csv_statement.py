"""CSV exports of banks to statements: one per account, proved line by line against the running balance where there is one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from ingestion.formats import checks
from ingestion.formats.csv_profile import CsvProfile, find_columns, is_header, profile_from
from ingestion.formats.iban import account_number, account_number_of, as_iban
from ingestion.formats.numbers import amount, date_order_of, decimal_sign_of, written_date
from ingestion.formats.statement import Check, Statement, StatementFile, StatementLine, UnreadableFileError
from ingestion.formats.table import delimiter_of
from ingestion.formats.text import decode, or_none, squeezed

PROFILE = "State it in the connection's profile (ingestion/formats/csv_profile.py lists the keys)."


@dataclass(frozen=True, slots=True)
class _Row:
    account: str
    currency: str
    line: StatementLine
    balance: Decimal | None


def read_csv(name: str, content: bytes, stated: Mapping[str, object] | None = None) -> StatementFile:
    """``content`` as statements with their controls. Raises UnreadableFileError where columns, dates or amounts are in doubt."""
    profile = profile_from(stated)
    text = decode(content, profile.encoding)
    header, body = _body(text, profile)
    columns = find_columns(header, profile)
    if "booking_date" not in columns or not {"amount", "debit", "credit"} & columns.keys():
        raise UnreadableFileError("The file has no column of dates or none of amounts.", PROFILE)
    cell = partial(_cell, columns)
    whole, body = body, [row for row in body if cell(row, "booking_date") and any(cell(row, c) for c in ("amount", "debit", "credit"))]
    rows = _rows(body, cell, profile, has_mark="mark" in columns)
    accounts = dict.fromkeys((row.account, row.currency) for row in rows)
    statements = [_statement([r for r in rows if (r.account, r.currency) == key], profile) for key in accounts]
    found = [] if rows else [Check("lines", "warning", "the file holds no lines")]
    if len(whole) > len(body):  # opening balances, totals, remarks
        found.append(Check("rows", "warning", f"{len(whole) - len(body)} rows have no date or no amount and were passed over"))
    return StatementFile(name, "csv", tuple(statements), tuple(found))


def _body(text: str, profile: CsvProfile) -> tuple[list[str], list[list[str]]]:
    """The header row and the rows under it. What stands above the header (titles, account holder) is passed over."""
    delimiter = profile.delimiter or delimiter_of(text)
    table = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(c.strip() for c in row)]
    if not profile.header:
        return [], table
    at = next((n for n, row in enumerate(table[:50]) if is_header(row, profile)), None)
    if at is None:
        raise UnreadableFileError("The file has no header row that names a date and an amount.", PROFILE)
    return table[at], table[at + 1 :]


def _cell(columns: Mapping[str, Sequence[int]], row: list[str], name: str) -> str:
    """The cell (or cells, joined) of ``name``; empty where the file has no such column."""
    return squeezed(" ".join(row[i] for i in columns.get(name, ()) if i < len(row)))


def _rows(body: list[list[str]], cell: partial[str], profile: CsvProfile, *, has_mark: bool) -> list[_Row]:
    money = [v for row in body for c in ("amount", "debit", "credit", "balance") if (v := cell(row, c))]
    try:
        decimal_sign = profile.decimal or decimal_sign_of(money)
        order = profile.date_order or date_order_of(cell(row, "booking_date") for row in body)
    except ValueError as error:
        raise UnreadableFileError(f"The file leaves a doubt: {error}.", PROFILE) from None
    found = []
    for number, row in enumerate(body, 1):
        try:
            found.append(_row(number, row, cell, profile, decimal_sign, order, has_mark))
        except (ValueError, KeyError):
            raise UnreadableFileError(f"Line {number} of the file has a date or an amount that cannot be read.", PROFILE) from None
    return found


def _row(number: int, row: list[str], cell: partial[str], profile: CsvProfile, decimal_sign: str, order: str, has_mark: bool) -> _Row:
    read = partial(amount, decimal_sign=decimal_sign)  # type: ignore[arg-type]
    moved = _moved(row, cell, profile, read, has_mark)
    check, reference = or_none(cell(row, "check_number")), or_none(cell(row, "customer_reference"))
    currency = (cell(row, "currency") or profile.currency or "").upper()
    if not currency:
        raise UnreadableFileError("The file does not say its currency.", PROFILE)
    value = cell(row, "value_date")
    line = StatementLine(
        line_no=number,
        booking_date=written_date(cell(row, "booking_date"), order),  # type: ignore[arg-type]
        value_date=written_date(value, order) if value else None,  # type: ignore[arg-type]
        amount=moved,
        currency=currency,
        bank_code=or_none(cell(row, "bank_code")),
        bank_reference=or_none(cell(row, "bank_reference")),
        customer_reference=reference,
        check_number=check.lstrip("#") if check and any(c != "0" for c in check) else None,
        counterparty=or_none(cell(row, "counterparty")),
        counterparty_account=or_none(cell(row, "counterparty_account")),
        text=cell(row, "text"),
        references=(reference,) if reference else (),
        raw="\t".join(row),
    )
    balance = cell(row, "balance")
    account = cell(row, "account") or profile.account or ""
    if not account:
        raise UnreadableFileError("The file does not say which account it is of.", PROFILE)
    return _Row(account, currency, line, read(balance) if balance else None)


def _moved(row: list[str], cell: partial[str], profile: CsvProfile, read: partial[Decimal], has_mark: bool) -> Decimal:
    """The signed amount of a row: one signed column, an amount with a debit or credit mark, or two columns."""
    single = cell(row, "amount")
    if single:
        found = read(single)
        if has_mark:
            found = -abs(found) if cell(row, "mark").lower() in profile.debit_marks else abs(found)
    else:
        debit, credit = cell(row, "debit"), cell(row, "credit")
        found = (read(credit) if credit else Decimal(0)) - (abs(read(debit)) if debit else Decimal(0))
    return -found if profile.sign == "inverted" else found


def _statement(rows: list[_Row], profile: CsvProfile) -> Statement:
    rows = _oldest_first(rows, profile)
    lines = tuple(row.line for row in rows)
    iban = as_iban(rows[0].account)
    number = account_number_of(iban) if iban else account_number(rows[0].account)
    proved = rows[0].balance is not None and rows[-1].balance is not None
    opening = rows[0].balance - rows[0].line.amount if proved else None  # type: ignore[operator]
    closing = rows[-1].balance if proved else None
    days = [line.booking_date for line in lines]
    return Statement(
        statement_id=f"{min(days):%Y%m%d}-{max(days):%Y%m%d}",
        account_number=number,
        iban=iban,
        currency=rows[0].currency,
        opening_balance=opening,
        closing_balance=closing,
        starts_on=min(days),
        ends_on=max(days),
        lines=lines,
        control=(_running(number or "", rows), checks.balance(number or "", opening, closing, lines)),
    )


def _oldest_first(rows: list[_Row], profile: CsvProfile) -> list[_Row]:
    """As the profile says; else as the dates say; else (one day only) whichever way the running balance adds up."""
    if profile.order:
        return rows if profile.order == "ascending" else rows[::-1]
    first, last = rows[0].line.booking_date, rows[-1].line.booking_date
    if first != last:
        return rows if first < last else rows[::-1]
    return rows[::-1] if _breaks(rows) and not _breaks(rows[::-1]) else rows


def _breaks(rows: Iterable[_Row]) -> list[int]:
    """Line numbers whose running balance is not the one before plus the amount: a row is missing, doubled, changed or out of place."""
    broken, before = [], None
    for row in rows:
        if row.balance is None:
            continue
        if before is not None and before + row.line.amount != row.balance:
            broken.append(row.line.line_no)
        before = row.balance
    return broken


def _running(account: str, rows: list[_Row]) -> Check:
    if all(row.balance is None for row in rows):
        return Check("running_balance", "warning", f"account ending {account[-4:]}: the file has no running balance")
    if any(row.balance is None for row in rows):
        return Check("running_balance", "failed", f"account ending {account[-4:]}: some lines have no running balance")
    broken = _breaks(rows)
    if not broken:
        return Check("running_balance", "passed")
    return Check("running_balance", "failed", f"account ending {account[-4:]}: the running balance breaks at line {broken[0]} of the file")
