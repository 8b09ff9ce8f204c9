"""The GeneralLedger report: sections of accounts, columns by request, amounts as text, cut short without an error at the cell cap."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ingestion.sandbox.quickbooks_online.view import POSTINGS, Realm, pacific

CELL_CAP = 400_000
CUT_NOTICE = "Unable to display more data. Please reduce the date range."
COLUMNS = {
    "tx_date": ("Date", "Date"),
    "txn_type": ("Transaction Type", "String"),
    "doc_num": ("Num", "String"),
    "name": ("Name", "String"),
    "memo": ("Memo/Description", "String"),
    "split_acc": ("Split", "String"),
    "debt_amt": ("Debit", "Money"),
    "credit_amt": ("Credit", "Money"),
    "subt_nat_amount": ("Amount", "Money"),
    "rbal_nat_amount": ("Balance", "Money"),
}
DEFAULT_COLUMNS = ("tx_date", "txn_type", "doc_num", "name", "memo", "split_acc", "subt_nat_amount", "rbal_nat_amount")
CREDIT_NATURE = {"Liability", "Equity", "Revenue"}
ZERO = Decimal("0.00")
Cell = dict[str, str]


def general_ledger(realm: Realm, start: date, end: date, columns: tuple[str, ...], now: datetime) -> dict[str, Any]:
    """The report as JSON. Unknown columns are left out, as QuickBooks does."""
    wanted = tuple(c for c in columns if c in COLUMNS) or DEFAULT_COLUMNS
    sections, cells = [], 0
    opening, lines = _by_account(realm, start, end, now)
    for account in realm.store.current("Account", now):
        rows, credit = lines.get(account.native_id, []), account.row["Classification"] in CREDIT_NATURE  # type: ignore[index]
        balance = opening.get(account.native_id, ZERO)
        if not rows and not balance:
            continue
        name = account.row["Name"]  # type: ignore[index]
        data = []
        if balance:
            data.append(_opening(wanted, -balance if credit else balance))
        total = ZERO
        for row in rows:
            balance, total = balance + row["amount"], total + row["amount"]
            sign = -1 if credit else 1
            data.append({"ColData": [_cell(c, row, sign * row["amount"], sign * balance) for c in wanted], "type": "Data"})
        cells += len(data) * len(wanted)
        if cells > CELL_CAP:
            keep = max(0, len(data) - (cells - CELL_CAP) // len(wanted) - 1)
            notice = {"ColData": [{"value": CUT_NOTICE}, *({"value": ""} for _ in wanted[1:])], "type": "Data"}
            sections.append(_section(name, account.native_id, [*data[:keep], notice], wanted, total))
            break
        sections.append(_section(name, account.native_id, data, wanted, -total if credit else total))
    return {
        "Header": {
            "Time": pacific(now),
            "ReportName": "GeneralLedger",
            "ReportBasis": "Accrual",
            "StartPeriod": start.isoformat(),
            "EndPeriod": end.isoformat(),
            "Currency": realm.chart.facility.currency,
            "Option": [{"Name": "NoReportData", "Value": str(not sections).lower()}],
        },
        "Columns": {
            "Column": [{"ColTitle": COLUMNS[c][0], "ColType": COLUMNS[c][1], "MetaData": [{"Name": "ColKey", "Value": c}]} for c in wanted]
        },
        "Rows": {"Row": sections} if sections else {},
    }


def _by_account(realm: Realm, start: date, end: date, now: datetime) -> tuple[dict[str, Decimal], dict[str, list[dict[str, Any]]]]:
    """Balances before ``start`` and lines from ``start`` to ``end``, by account id."""
    opening: dict[str, Decimal] = defaultdict(lambda: ZERO)
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    first, last = start.isoformat(), end.isoformat()
    accounts = {v.native_id: v.row["Name"] for v in realm.store.current("Account", now)}  # type: ignore[index]
    for version in realm.store.current(POSTINGS, now):
        document: dict[str, Any] = version.row  # type: ignore[assignment]
        if document["date"] > last:
            continue
        if document["date"] < first:
            for line in document["lines"]:
                opening[line["account"]] += line["amount"]
            continue
        for line in document["lines"]:
            others = {x["account"] for x in document["lines"]} - {line["account"]}
            split = accounts[next(iter(others))] if len(others) == 1 else "-Split-"
            lines[line["account"]].append({**line, **{k: document[k] for k in ("id", "label", "date", "num")}, "split": split})
    for rows in lines.values():
        rows.sort(key=lambda row: (row["date"], int(row["id"])))
    return opening, lines


def _cell(column: str, row: dict[str, Any], natural: Decimal, balance: Decimal) -> Cell:
    match column:
        case "tx_date":
            return {"value": row["date"]}
        case "txn_type":
            return {"value": row["label"], "id": row["id"]}
        case "doc_num":
            return {"value": row["num"]}
        case "name":
            return {"value": row["name"]}
        case "memo":
            return {"value": row["memo"]}
        case "split_acc":
            return {"value": row["split"]}
        case "debt_amt":
            return {"value": str(row["amount"]) if row["amount"] >= 0 else ""}
        case "credit_amt":
            return {"value": str(-row["amount"]) if row["amount"] < 0 else ""}
        case "subt_nat_amount":
            return {"value": str(natural)}
        case _:
            return {"value": str(balance)}


def _opening(columns: tuple[str, ...], balance: Decimal) -> dict[str, Any]:
    texts = {columns[0]: "Beginning Balance", "rbal_nat_amount": str(balance)}
    return {"ColData": [{"value": texts.get(c, "")} for c in columns], "type": "Data"}


def _section(name: str, account: str, rows: list[dict[str, Any]], columns: tuple[str, ...], total: Decimal) -> dict[str, Any]:
    blank = [{"value": ""} for _ in columns[1:]]
    sums = [{"value": str(total) if c == "subt_nat_amount" else ""} for c in columns[1:]]
    return {
        "Header": {"ColData": [{"value": name, "id": account}, *blank]},
        "Rows": {"Row": rows},
        "Summary": {"ColData": [{"value": f"Total for {name}"}, *sums]},
        "type": "Section",
    }
