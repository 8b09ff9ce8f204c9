"""The general ledger, from its report: a complete picture of each month, taken at every load, loaded where it changed.

No entity tells which month an edit or a deletion left, and payroll, tax and inventory post without any entity we read. So every month
between the first and the last transaction is asked for each time (one call a month), and its digest, kept in dlt's state, decides whether
it is loaded. A month that is loaded comes as a whole, led by a row of kind `report`: staging takes a month's rows of its latest load, so a
line that was edited or deleted away vanishes, and a month without lines left is an empty one.
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from ingestion.platforms.quickbooks_online.company import Company, Row

RESOURCE = "gl_line"
CUT_NOTICE = "Unable to display more data"  # the report ends so, with status 200, at its cap of cells
# Companies with several currencies fill the home columns, others the plain ones; a report has those of the asked that apply.
COLUMNS = "tx_date,txn_type,doc_num,name,memo,debt_amt,credit_amt,debt_home_amt,credit_home_amt"


def general_ledger(company: Company, entities: tuple[str, ...]) -> Iterator[list[Row]]:
    """Rows of every month that changed since the last load, month by month. ``entities`` are those whose dates span the ledger."""
    digests: dict[str, str] = company.ctx.state(RESOURCE).setdefault("digests", {})
    asked = [m.isoformat() for m in _months(company, entities)]
    for start in sorted({*asked, *digests}):
        lines = _month(company, date.fromisoformat(start)) if start in asked else []
        digest = hashlib.sha256(json.dumps(lines, default=str, sort_keys=True).encode()).hexdigest()
        if digests.get(start) != digest:
            digests[start] = digest
            yield _rows(start, lines)


def _months(company: Company, entities: tuple[str, ...]) -> Iterator[date]:
    """First days of the months from the first transaction to the last, by the books' own dates rather than by any clock."""
    days = [day for entity in entities for direction in ("asc", "desc") if (day := _edge(company, entity, direction))]
    if not days:
        return
    month, last = min(days).replace(day=1), max(days)
    while month <= last:
        yield month
        month = _end(month) + timedelta(days=1)


def _edge(company: Company, entity: str, direction: str) -> date | None:
    rows = company.query(RESOURCE, entity, f"select Id, TxnDate from {entity} orderby TxnDate {direction} maxresults 1")  # noqa: S608 no SQL
    try:
        return date.fromisoformat(rows[0]["TxnDate"])
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def _end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _month(company: Company, month: date) -> list[Row]:
    return list(_read(company, month, _end(month)))


def _read(company: Company, start: date, end: date) -> Iterator[Row]:
    """The lines from ``start`` to ``end``, in halves where the report is cut short. Raises SourceError where one day is too long for it."""
    params = {"start_date": start.isoformat(), "end_date": end.isoformat(), "accounting_method": "Accrual", "columns": COLUMNS}
    report = company.get(RESOURCE, "reports/GeneralLedger", **params)
    lines = list(lines_of(report))
    if not any(CUT_NOTICE in str(line["tx_date"]) for line in lines):
        yield from lines
        return
    if start == end:
        what = f"the general ledger of {start} is longer than a report can be."
        raise company.ctx.error(RESOURCE, what, "Ask Intuit to raise the report limit for this company.")
    middle = start + (end - start) // 2
    yield from _read(company, start, middle)
    yield from _read(company, middle + timedelta(days=1), end)


def lines_of(report: Row) -> Iterator[Row]:
    """The transaction lines of a GeneralLedger report, by the keys of its columns: titles are localised, order is not promised."""
    keys = [_key(column) for column in report["Columns"]["Column"]]
    currency = report["Header"].get("Currency")
    for account, cells in _data_rows(report.get("Rows", {}).get("Row", []), {}):
        values = {key: cell.get("value", "") for key, cell in zip(keys, cells, strict=False)}
        kind = dict(zip(keys, cells, strict=False)).get("txn_type", {})
        is_cut = any(CUT_NOTICE in str(cell.get("value", "")) for cell in cells)
        if not kind.get("id") and not is_cut:
            continue  # the balance brought forward
        yield {
            "currency": currency,
            "account_id": account.get("id"),
            "account_name": account.get("value"),
            "txn_type": kind.get("value"),
            "txn_id": kind.get("id"),
            "tx_date": CUT_NOTICE if is_cut else values.get("tx_date"),
            "doc_num": values.get("doc_num") or None,
            "name": values.get("name") or None,
            "memo": values.get("memo") or None,
            "amount": _amount(values),
        }


def _key(column: Row) -> str:
    return next((m["Value"] for m in column.get("MetaData", []) if m.get("Name") == "ColKey"), column.get("ColType", ""))


def _data_rows(rows: list[Row], account: Row) -> Iterator[tuple[Row, list[Row]]]:
    """Data rows with the account whose section holds them. Sections nest: a sub-account's lies within its parent's."""
    for row in rows:
        header = row.get("Header", {}).get("ColData") or [{}]
        if "Rows" in row:
            yield from _data_rows(row["Rows"].get("Row", []), header[0] if header[0].get("id") else account)
        elif row.get("ColData"):
            yield account, row["ColData"]


def _amount(values: Row) -> Any:
    """Debit less credit. What is no number is passed on as it is, to be quarantined with its line; so is a line without an amount."""
    debit = values.get("debt_home_amt") or values.get("debt_amt")
    credit = values.get("credit_home_amt") or values.get("credit_amt")
    if not debit and not credit:
        return None
    try:
        return Decimal(str(debit or 0)) - Decimal(str(credit or 0))
    except InvalidOperation:
        return str(debit or credit)


def _rows(start: str, lines: list[Row]) -> list[Row]:
    head = {"period_start": start, "line_key": "(report)", "row_kind": "report", "line_count": len(lines), "amount": Decimal("0.00")}
    numbers: Counter[tuple[Any, ...]] = Counter()
    found = [head]
    for line in lines:
        place = (line["txn_type"], line["txn_id"], line["account_id"])
        numbers[place] += 1
        key = "/".join([*map(str, place), str(numbers[place])])
        found.append({"period_start": start, "line_key": key, "row_kind": "line", "line_number": numbers[place], **line})
    return found
