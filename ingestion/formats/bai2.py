"""BAI2 (US cash management) to statements: one per account and as-of date.

Own reader, so that a file reads the same whether or not its trailers are right: a strict reader with a tolerant fallback would give one
line two identities. Test groups, deletions and interim (not final) groups are passed over with a warning: only final data is booked.
Control totals must be right; record counts are often wrong where lines were wrapped, so a wrong count alone is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bai2.constants import TypeCodes, TypeCodeTransaction

from ingestion.formats import checks
from ingestion.formats.bai2_records import Detail, Record, detail, records, short_date, summaries
from ingestion.formats.iban import account_number
from ingestion.formats.numbers import minor_units
from ingestion.formats.statement import Check, Statement, StatementFile, StatementLine, UnreadableFileError
from ingestion.formats.text import decode, or_none

OPENING, CLOSING, TOTAL_CREDITS, TOTAL_DEBITS, TEXT_ONLY = "010", "015", "100", "400", "890"
_NOT_BOOKED_STATUS = {"2": "a deletion", "4": "a test"}
_INTERIM = {"1": "interim previous-day", "3": "interim same-day"}
_CHECK_CODES = range(470, 480)
CURE = "Ask the bank to send the file again; put nothing of it into the books by hand."


@dataclass
class _Account:
    header: Record
    details: list[Record] = field(default_factory=list)
    trailer: Record | None = None


@dataclass
class _Group:
    header: Record
    accounts: list[_Account] = field(default_factory=list)
    trailer: Record | None = None


@dataclass
class _File:
    header: Record
    groups: list[_Group] = field(default_factory=list)
    trailer: Record | None = None


def read_bai2(name: str, content: bytes, encoding: str | None = None) -> StatementFile:
    """``content`` as statements with their controls. Raises UnreadableFileError where it is not BAI2 at all."""
    file = _tree(records(decode(content, encoding)))
    found: list[Check] = []
    statements: list[Statement] = []
    for group in file.groups:
        try:
            statements += _group(group, found)
        except (ValueError, IndexError):
            raise UnreadableFileError("The file is BAI2, but a record in it is malformed.", CURE) from None
    found += _totals(file)
    return StatementFile(name, "bai2", tuple(statements), tuple(found))


def _tree(found: list[Record]) -> _File:
    if not found or found[0].code != "01":
        raise UnreadableFileError("The file does not start with a BAI2 file header (01).", CURE)
    file = _File(found[0])
    for record in found[1:]:
        group = file.groups[-1] if file.groups else None
        account = group.accounts[-1] if group and group.accounts else None
        if record.code == "02":
            file.groups.append(_Group(record))
        elif record.code == "99":
            file.trailer = record
        elif group is None:
            raise UnreadableFileError("A BAI2 record stands outside any group (02).", CURE)
        elif record.code == "03":
            group.accounts.append(_Account(record))
        elif record.code == "98":
            group.trailer = record
        elif account is None:
            raise UnreadableFileError("A BAI2 record stands outside any account (03).", CURE)
        elif record.code == "49":
            account.trailer = record
        else:
            account.details.append(record)
    return file


def _group(group: _Group, found: list[Check]) -> Iterator[Statement]:
    header = [*group.header.fields(), *[""] * 8]
    as_of, currency = short_date(header[3]), header[5].strip() or "USD"
    why = _NOT_BOOKED_STATUS.get(header[2].strip()) or _INTERIM.get(header[6].strip())
    if why:
        found.append(Check("final", "warning", f"a group as of {as_of} is {why} and was not booked"))
        return
    for account in group.accounts:
        yield _statement(account, as_of, currency)


def _statement(account: _Account, as_of: date, group_currency: str) -> Statement:
    fields = account.header.fields()
    number = account_number(fields[0]) or ""
    currency = (fields[1].strip() if len(fields) > 1 else "") or group_currency
    stated = {s.code: minor_units(s.amount, currency) for s in summaries(fields[2:]) if s.amount}
    lines, unknown = [], []
    for record in account.details:
        item = detail(record)
        if item.code == TEXT_ONLY or not item.amount:
            continue
        sign = _sign(item.code)
        if sign is None:
            unknown.append(item.code)
            continue
        lines.append(_line(len(lines) + 1, item, sign, as_of, currency, record.raw))
    control = [*_sums(number, stated, lines), checks.balance(number, stated.get(OPENING), stated.get(CLOSING), lines if lines else ())]
    if not lines and stated.get(OPENING) != stated.get(CLOSING):
        control[-1] = Check("balance", "warning", f"account ending {number[-4:]}: the file has totals without their lines")
    if unknown:
        control.append(Check("type_code", "failed", f"type codes {', '.join(sorted(set(unknown)))} do not say credit or debit"))
    return Statement(
        statement_id=f"{as_of:%Y%m%d}",
        account_number=number,
        iban=None,
        currency=currency.upper(),
        opening_balance=stated.get(OPENING),
        closing_balance=stated.get(CLOSING),
        starts_on=as_of,
        ends_on=as_of,
        lines=tuple(lines),
        control=tuple(control),
    )


def _line(number: int, item: Detail, sign: int, as_of: date, currency: str, raw: str) -> StatementLine:
    customer = or_none(item.customer_reference)
    is_check = int(item.code) in _CHECK_CODES and bool(customer) and str(customer).isdigit()
    return StatementLine(
        line_no=number,
        booking_date=as_of,
        value_date=item.value_date,
        amount=sign * minor_units(item.amount, currency),
        currency=currency.upper(),
        bank_code=item.code,
        bank_reference=or_none(item.bank_reference),
        customer_reference=customer,
        check_number=customer if is_check else None,
        text=item.text,
        references=(customer,) if customer and not is_check else (),
        raw=raw,
    )


def _sign(code: str) -> int | None:
    """+1 for a credit, -1 for a debit, None where neither the range nor the standard's list says."""
    if not code.isdigit():
        return None
    number = int(code)
    if 100 <= number <= 399 or 920 <= number <= 959:
        return 1
    if 400 <= number <= 699 or 960 <= number <= 999:
        return -1
    known = TypeCodes.get(code)
    return {TypeCodeTransaction.credit: 1, TypeCodeTransaction.debit: -1}.get(known.transaction) if known else None


def _sums(account: str, stated: dict[str, Decimal], lines: list[StatementLine]) -> Iterator[Check]:
    """The bank's own totals against its lines, and its totals against its balances."""
    if lines:
        for code, what, sign in ((TOTAL_CREDITS, "total credits", 1), (TOTAL_DEBITS, "total debits", -1)):
            if code in stated:
                found = sum((sign * line.amount for line in lines if sign * line.amount > 0), Decimal(0))
                yield checks.equal("totals", f"account ending {account[-4:]}: {what}", stated[code], found)
    if {OPENING, CLOSING, TOTAL_CREDITS, TOTAL_DEBITS} <= stated.keys():
        moved = stated[OPENING] + stated[TOTAL_CREDITS] - stated[TOTAL_DEBITS]
        yield checks.equal("cash", f"account ending {account[-4:]}: opening + credits - debits", stated[CLOSING], moved)


def _totals(file: _File) -> Iterator[Check]:
    """The trailers: sums of every amount as written, and counts."""
    group_totals = []
    for group in file.groups:
        account_totals = []
        for account in group.accounts:
            if account.trailer is None:
                yield Check("truncated", "failed", "an account has no trailer (49)")
                continue
            total, count = _trailer(account.trailer, 2)
            written = [s.amount for s in summaries(account.header.fields()[2:])] + [detail(r).amount for r in account.details]
            yield checks.equal("account_total", "account control total (49)", total, sum(int(w) for w in written if w))
            yield checks.equal("account_records", "records of an account (49)", count, _records(account), "warning")
            account_totals.append(total)
        if group.trailer is None:
            yield Check("truncated", "failed", "a group has no trailer (98)")
            continue
        total, accounts, count = _trailer(group.trailer, 3)
        yield checks.equal("group_total", "group control total (98)", total, sum(account_totals))
        yield checks.equal("group_accounts", "accounts of a group (98)", accounts, len(group.accounts), "warning")
        yield checks.equal("group_records", "records of a group (98)", count, _records(group), "warning")
        group_totals.append(total)
    if file.trailer is None:
        yield Check("truncated", "failed", "the file has no trailer (99): it was cut short")
        return
    total, groups, count = _trailer(file.trailer, 3)
    yield checks.equal("file_total", "file control total (99)", total, sum(group_totals))
    yield checks.equal("file_groups", "groups of the file (99)", groups, len(file.groups), "warning")
    yield checks.equal("file_records", "records of the file (99)", count, _records(file), "warning")


def _trailer(record: Record, wanted: int) -> list[int]:
    fields = record.fields()
    try:
        return [int(f or 0) for f in (*fields, *[""] * wanted)[:wanted]]
    except ValueError:
        raise UnreadableFileError(f"A BAI2 trailer ({record.code}) is malformed.", CURE) from None


def _records(part: _File | _Group | _Account) -> int:
    """Physical records, as banks count them."""
    own = part.header.count + (part.trailer.count if part.trailer else 0)
    if isinstance(part, _Account):
        return own + sum(r.count for r in part.details)
    return own + sum(_records(inner) for inner in (part.groups if isinstance(part, _File) else part.accounts))
