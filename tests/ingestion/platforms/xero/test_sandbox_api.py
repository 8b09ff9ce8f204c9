"""The sandbox speaks the Accounting API as Xero does: auth, tenants, paging, filters, errors, headers."""

from __future__ import annotations

from datetime import timedelta

from tests.ingestion.platforms.xero.company import CONNECTION, at
from tests.ingestion.platforms.xero.conftest import XeroClient


def test_refresh_token_works_once(xero: XeroClient) -> None:
    used = xero.platform.secrets[CONNECTION]["refresh_token"]
    answer = xero.refresh(used)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})
    assert xero.refresh(xero.tokens["refresh_token"]).status_code == 200


def test_wrong_client_secret_gets_no_token(xero: XeroClient) -> None:
    answer = xero.refresh(xero.tokens["refresh_token"], client_secret="wrong")
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


def test_access_token_lasts_thirty_minutes(xero: XeroClient) -> None:
    assert xero.tokens["expires_in"] == 1800


def test_unknown_token_is_refused_as_xero_refuses_it(xero: XeroClient) -> None:
    answer = xero.get("Invoices", headers={"Authorization": "Bearer old"})
    assert answer.status_code == 401
    assert answer.json()["Title"] == "Unauthorized"
    assert answer.json()["Detail"].startswith("TokenExpired")


def test_foreign_tenant_is_forbidden(xero: XeroClient) -> None:
    answer = xero.get("Invoices", headers={"xero-tenant-id": "00000000-0000-4000-a000-000000000000"})
    assert (answer.status_code, answer.json()["Detail"]) == (403, "AuthenticationUnsuccessful")


def test_connections_list_the_tenant_that_consented(xero: XeroClient) -> None:
    (tenant,) = xero.http.get("connections", headers=xero.headers).json()
    assert tenant["tenantId"] == xero.platform.connection_config[CONNECTION]["tenant_id"]
    assert tenant["tenantType"] == "ORGANISATION"


def test_pages_say_how_many_rows_there_are(xero: XeroClient) -> None:
    first = xero.get("Payments", page=1, pageSize=4).json()
    count = first["pagination"]["itemCount"]
    pages = first["pagination"]["pageCount"]
    rows = [row for n in range(1, pages + 1) for row in xero.rows("Payments", page=n, pageSize=4)]
    assert len({row["PaymentID"] for row in rows}) == count > 4
    assert xero.rows("Payments", page=pages + 1, pageSize=4) == []


def test_list_without_page_has_no_line_items(xero: XeroClient) -> None:
    assert all("LineItems" not in row for row in xero.rows("Invoices"))
    assert all(row["LineItems"] for row in xero.rows("Invoices", page=1))


def test_only_rows_changed_since_are_given_and_none_is_304(xero: XeroClient) -> None:
    since = {"If-Modified-Since": f"{at(10):%Y-%m-%dT%H:%M:%S}"}
    changed = xero.get("Payments", headers=since, page=1).json()["Payments"]
    assert [row["Status"] for row in changed] == ["DELETED"]
    later = {"If-Modified-Since": f"{at(11) + timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}"}
    answer = xero.get("Payments", headers=later, page=1)
    assert (answer.status_code, answer.content) == (304, b"")


def test_archived_contacts_are_given_on_request_only(xero: XeroClient) -> None:
    everyone = xero.rows("Contacts", page=1, includeArchived="true")
    shown = xero.rows("Contacts", page=1)
    assert [c for c in everyone if c["ContactStatus"] == "ACTIVE"] == shown
    assert {c["Name"] for c in everyone} == {"Northside Aged Care Trust", "Coastal Supplies Pty Ltd"}


def test_journals_go_on_after_the_last_number_and_end_with_an_empty_list(xero: XeroClient) -> None:
    numbers = [row["JournalNumber"] for row in xero.rows("Journals")]
    assert numbers == sorted(set(numbers))
    assert [row["JournalNumber"] for row in xero.rows("Journals", offset=numbers[2])] == numbers[3:]
    assert xero.rows("Journals", offset=numbers[-1]) == []


def test_clock_hides_what_is_still_to_come(xero: XeroClient) -> None:
    before = {row["InvoiceID"]: row["Status"] for row in xero.rows("Invoices", page=1)}
    xero.state.now = at(3)
    then = {row["InvoiceID"]: row["Status"] for row in xero.rows("Invoices", page=1)}
    assert "PAID" in before.values()
    assert set(then.values()) == {"AUTHORISED"}
    assert xero.rows("Payments", page=1) == []


def test_one_record_is_given_by_id_and_an_unknown_one_is_404(xero: XeroClient) -> None:
    some = xero.rows("Invoices", page=1)[0]
    assert xero.rows("Invoices", page=1)[0] == xero.get(f"Invoices/{some['InvoiceID']}").json()["Invoices"][0]
    assert xero.get("Invoices/00000000-0000-4000-a000-000000000000").status_code == 404


def test_bad_page_is_a_validation_exception(xero: XeroClient) -> None:
    answer = xero.get("Invoices", page="first")
    assert (answer.status_code, answer.json()["Type"]) == (400, "ValidationException")
    assert answer.json()["Elements"][0]["ValidationErrors"][0]["Message"]


def test_every_answer_says_how_many_calls_are_left(xero: XeroClient) -> None:
    first, second = (int(xero.get("Accounts").headers["X-DayLimit-Remaining"]) for _ in range(2))
    assert second == first - 1
    headers = xero.get("Accounts").headers
    assert 0 < int(headers["X-MinLimit-Remaining"]) <= 60
    assert 0 < int(headers["X-AppMinLimit-Remaining"]) <= 10_000


def test_rows_can_be_narrowed_by_equalities_and_nonsense_is_refused(xero: XeroClient) -> None:
    assert {row["Type"] for row in xero.rows("Invoices", page=1, where='Type=="ACCPAY"')} == {"ACCPAY"}
    assert xero.get("Invoices", page=1, where="Total > ???").status_code == 400
