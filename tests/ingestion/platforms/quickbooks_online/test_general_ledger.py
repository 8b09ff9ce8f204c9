"""Reading the GeneralLedger report, without a server."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ingestion.platforms.quickbooks_online.company import latest, time_of
from ingestion.platforms.quickbooks_online.general_ledger import lines_of


def report(columns: list[str], rows: list[Any]) -> dict[str, Any]:
    return {
        "Header": {"Currency": "USD"},
        "Columns": {"Column": [{"ColTitle": "Titre", "MetaData": [{"Name": "ColKey", "Value": c}]} for c in columns]},
        "Rows": {"Row": rows},
    }


def section(account: str, rows: list[Any]) -> dict[str, Any]:
    return {"Header": {"ColData": [{"value": "Checking", "id": account}]}, "Rows": {"Row": rows}, "type": "Section"}


def data(*cells: str | tuple[str, str]) -> dict[str, Any]:
    return {"ColData": [{"value": c} if isinstance(c, str) else {"value": c[0], "id": c[1]} for c in cells], "type": "Data"}


def test_columns_are_found_by_key_whatever_their_order_and_language() -> None:
    line = data("12.50", ("Facture", "1045"), "2026-03-02", "")
    (found,) = lines_of(report(["credit_amt", "txn_type", "tx_date", "debt_amt"], [section("35", [line])]))
    assert (found["account_id"], found["txn_id"], found["txn_type"], found["tx_date"]) == ("35", "1045", "Facture", "2026-03-02")
    assert found["amount"] == Decimal("-12.50")


def test_a_line_belongs_to_the_innermost_account() -> None:
    nested = section("35", [section("36", [data("2026-03-02", ("Check", "7"), "5.00")]), data("2026-03-03", ("Check", "8"), "6.00")])
    found = {line["txn_id"]: line["account_id"] for line in lines_of(report(["tx_date", "txn_type", "debt_amt"], [nested]))}
    assert found == {"7": "36", "8": "35"}


def test_the_balance_brought_forward_is_no_line() -> None:
    rows = [data("Beginning Balance", "", "100.00"), data("2026-03-02", ("Check", "7"), "5.00")]
    assert [line["txn_id"] for line in lines_of(report(["tx_date", "txn_type", "debt_amt"], [section("35", rows)]))] == ["7"]


def test_a_company_with_several_currencies_is_read_in_its_home_currency() -> None:
    line = data("2026-03-02", ("Check", "7"), "5.00", "4.10")
    (found,) = lines_of(report(["tx_date", "txn_type", "debt_amt", "debt_home_amt"], [section("35", [line])]))
    assert found["amount"] == Decimal("4.10")


def test_an_amount_that_is_no_number_is_passed_on_for_quarantine() -> None:
    (found,) = lines_of(report(["tx_date", "txn_type", "debt_amt"], [section("35", [data("2026-03-02", ("Check", "7"), "n/a")])]))
    assert found["amount"] == "n/a"


def test_a_report_without_rows_has_no_lines() -> None:
    assert list(lines_of({**report(["tx_date"], []), "Rows": {}})) == []


def test_times_compare_as_instants_across_the_end_of_summer_time() -> None:
    before, after = "2026-11-01T01:30:00-07:00", "2026-11-01T01:10:00-08:00"
    assert before > after  # as texts they sort the wrong way round
    assert latest([{"MetaData": {"T": before}}, {"MetaData": {"T": after}}, {"MetaData": None}], "T") == time_of(after)
