"""The sandbox speaks QuickBooks: its auth, queries, change data capture and report."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.sandbox.quickbooks_online import api, ledger_report
from tests.ingestion.platforms.quickbooks_online.company import BEFORE_EDITS
from tests.ingestion.platforms.quickbooks_online.conftest import Books

SCHEMA = Path(__file__).parents[5] / "shared/specs/quickbooks_online/qbo_v3_entities.schema.json"


@pytest.mark.parametrize("entity", [e for e in (*api.TRANSACTIONS, *api.LISTS) if e != "PaymentMethod"])
def test_every_row_fits_the_vendor_schema(books: Books, entity: str) -> None:
    if not SCHEMA.exists():
        pytest.skip("the vendor's schema is not part of the project (shared/ is absent)")
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text())
    rows = books.all(entity)
    assert rows, f"no {entity} to check"
    known = set(schema["$defs"][entity]["properties"]) | {"CheckPayment", "CreditCardPayment"}
    validator = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{entity}", "$defs": schema["$defs"]})
    for row in rows:
        validator.validate(row)
        assert set(row) <= known, set(row) - known


def test_a_refresh_gives_a_new_refresh_token_and_the_old_one_is_refused(books: Books) -> None:
    first = books.refresh().json()
    assert first["refresh_token"] != books.secrets["refresh_token"]
    again = books.refresh()
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert books.refresh(first["refresh_token"]).status_code == 200


def test_a_wrong_client_secret_is_refused(books: Books) -> None:
    answer = books.refresh(secret="guessed")
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


def test_a_wrong_access_token_meets_the_vendors_fault(books: Books) -> None:
    books.client.headers["authorization"] = "Bearer guessed"
    answer = books.get("query", query="select * from Invoice")
    assert answer.status_code == 401
    assert answer.json()["fault"]["type"] == "AUTHENTICATION"


def test_a_token_opens_its_own_company_only(books: Books) -> None:
    books.all("Invoice")
    assert books.client.get("/v3/company/1/query", params={"query": "select * from Invoice"}).status_code == 403


def test_positions_page_through_all_rows_once_and_an_empty_page_has_no_entity(books: Books) -> None:
    seen = []
    for start in range(1, 20, 5):
        page = books.query(f"select * from Account where Active in (true, false) orderby Name startposition {start} maxresults 5")
        seen += [row["Name"] for row in page["Account"]]
    assert seen == sorted(seen)
    assert len(set(seen)) == len(seen) == books.query("select count(*) from Account")["totalCount"]
    assert books.query("select * from Account startposition 500") == {}


@pytest.mark.parametrize(
    "query",
    [
        "select",
        "select * from Invoice maxresults 1001",
        "select * from Nonsense",
        "select * from Invoice where MetaData.LastUpdatedTime >= '2026-03-01'",
    ],
)
def test_a_query_that_breaks_the_language_is_a_validation_fault(books: Books, query: str) -> None:
    answer = books.get("query", query=query)
    assert answer.status_code == 400
    assert answer.json()["Fault"]["type"] == "ValidationFault"


def test_money_is_written_as_numbers_with_two_decimals(books: Books) -> None:
    text = books.get("query", query="select * from Bill").text
    assert '"TotalAmt":318.40' in text


def test_a_void_keeps_its_row_with_nothing_left_of_it(books: Books) -> None:
    row = books.one("Invoice", DocNumber="RHH-2208")
    assert (row["TotalAmt"], row["Balance"], row["Line"][0]["Amount"]) == (0, 0, 0)
    assert row["PrivateNote"].startswith("Voided")


def test_a_deleted_row_is_gone_from_queries_and_named_by_change_data_capture_only(books: Books) -> None:
    books.state.now = BEFORE_EDITS
    gone = books.one("Invoice", DocNumber="RHH-2209")["Id"]
    books.state.now = books.state.now.replace(day=30)
    assert gone not in {row["Id"] for row in books.all("Invoice")}
    answer = books.get("cdc", entities="Invoice,Bill", changedSince="2026-03-27T00:00:00Z").json()
    changed = answer["CDCResponse"][0]["QueryResponse"][0]["Invoice"]
    assert [(row["Id"], row["status"]) for row in changed if row.get("status")] == [(gone, "Deleted")]
    assert answer["CDCResponse"][0]["QueryResponse"][1] == {}


def test_change_data_capture_refuses_to_look_back_more_than_thirty_days(books: Books) -> None:
    assert books.get("cdc", entities="Invoice", changedSince="2026-02-01T00:00:00Z").status_code == 400


def test_change_data_capture_shares_one_cap_among_all_entities(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "CDC_CAP", 3)
    answer = books.get("cdc", entities="Invoice,Payment,Deposit", changedSince="2026-03-04T00:00:00Z").json()
    groups = answer["CDCResponse"][0]["QueryResponse"]
    assert sum(group.get("maxResults", 0) for group in groups) == 3


def test_the_general_ledger_of_a_period_balances_and_carries_ids(books: Books) -> None:
    columns = "tx_date,txn_type,debt_amt,credit_amt"
    report = books.get("reports/GeneralLedger", start_date="2026-03-01", end_date="2026-03-31", columns=columns).json()
    rows = [row["ColData"] for section in report["Rows"]["Row"] for row in section["Rows"]["Row"]]
    lines = [row for row in rows if row[0]["value"] != "Beginning Balance"]
    assert sum(Decimal(row[2]["value"] or 0) - Decimal(row[3]["value"] or 0) for row in lines) == 0
    assert all(row[1]["id"] for row in lines)
    assert any(row[0]["value"] == "Beginning Balance" for row in rows)


def test_a_report_beyond_the_cell_cap_is_cut_without_an_error(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_report, "CELL_CAP", 40)
    answer = books.get("reports/GeneralLedger", start_date="2026-03-01", end_date="2026-03-31")
    assert answer.status_code == 200
    assert ledger_report.CUT_NOTICE in answer.text


def test_a_credit_is_linked_to_what_it_settles_by_a_payment_of_nothing(books: Books) -> None:
    memo = books.one("CreditMemo", DocNumber="CN-9")
    assert (memo["TotalAmt"], memo["RemainingCredit"]) == (200, 0)
    links = [row for row in books.all("Payment") if row["TotalAmt"] == 0]
    kinds = sorted(sorted(line["LinkedTxn"][0]["TxnType"] for line in row["Line"]) for row in links)
    assert kinds == [["Check", "CreditMemo"], ["CreditMemo", "Invoice"]]


def test_ids_are_numbers_as_quickbooks_gives_them(books: Books) -> None:
    for entity in api.TRANSACTIONS:
        for row in books.all(entity):
            assert row["Id"].isdigit()
            assert int(row["Id"]) > 1000
