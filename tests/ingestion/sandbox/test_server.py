"""Policies of the sandbox server: it serves what the company has, moves its clock, misbehaves only on request, and names the truth."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import requests
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingestion.connections import Connection
from ingestion.sandbox import server as server_module
from ingestion.sandbox.company.model import BankAccount, Company, EntryRef, PlantedProblem, TruthGroup
from ingestion.sandbox.json import native_json
from ingestion.sandbox.platform import NativeIdentity, SandboxPlatform
from ingestion.sandbox.server import SandboxServer, running
from ingestion.sandbox.truth_file import UnknownEntriesError
from tests.sandbox_client import Sandbox

FEED = "harbor_bank_plaid"
ROWS = [{"id": n, "amount": Decimal("4200.10"), "note": None} for n in (1, 2)]


def account(key: str, facility: str) -> BankAccount:
    return BankAccount(
        key, facility, "Checking", "Bank", "12345678", "", None, None, "USD", "plaid", FEED, date(2026, 9, 1), Decimal("10.00")
    )


COMPANY = Company(
    seed=7,
    started_on=date(2026, 9, 1),
    ended_on=date(2026, 9, 30),
    facilities=(),
    bank_accounts=(account("one", "HCG-01"), account("two", "HCG-02")),
    processor_accounts=(),
    parties=(),
    charts={},
    timelines={FEED: ()},
    truth=(TruthGroup("bank", (EntryRef(FEED, "e1"),), (EntryRef(FEED, "e2"),), "1-1", "exact"),),
    planted=(PlantedProblem("gone", "bank", (EntryRef(FEED, "e2"),), "missing_in_book", Decimal("4200.10"), "USD"),),
)


def build(company: Company, connections: list[str], state) -> SandboxPlatform:
    """A bank feed that remembers how often it was read and shows the sandbox clock."""
    read = []

    async def rows(request: Request) -> Response:
        read.append(1)
        return Response(native_json({"rows": ROWS, "read": len(read), "now": state.now.isoformat()}), media_type="application/json")

    return SandboxPlatform(
        name="plaid",
        routes=[Route("/rows", rows)],
        connection_config={name: {"base_url": "{base_url}/v1", "login": {"token_url": "{base_url}/token"}} for name in connections},
        secrets={name: {"key": "k-1"} for name in connections},
        identities=lambda: [NativeIdentity(FEED, "e1", "bank_line", "t1"), NativeIdentity(FEED, "e2", "bank_line", "t2")],
    )


@pytest.fixture
def bank(monkeypatch):
    monkeypatch.setattr(server_module, "platform_builders", lambda: {"plaid": build})
    with running(SandboxServer(COMPANY)) as url:
        yield Sandbox(url, COMPANY)


def read(bank: Sandbox) -> dict:
    return requests.get(f"{bank.url}/plaid/rows?page=1", timeout=5).json(parse_float=Decimal)


def test_connections_are_entries_of_connections_yml_with_the_servers_address_filled_in(bank):
    (entry,) = bank.connections()
    connection = Connection(**entry)
    assert (connection.name, connection.base_url) == (FEED, f"{bank.url}/plaid/v1")
    assert connection.config == {"login": {"token_url": f"{bank.url}/plaid/token"}}
    assert bank.secrets == {FEED: {"key": "k-1"}}
    assert bank.connections("stripe") == []


def test_a_login_that_serves_two_facilities_belongs_to_none(bank):
    assert bank.connections()[0]["facility"] is None


def test_the_clock_stands_at_the_end_of_the_last_day_until_it_is_moved(bank):
    assert read(bank)["now"] == "2026-09-30T23:59:59+00:00"
    bank.set_clock(datetime(2026, 10, 3, 12, tzinfo=UTC))
    assert read(bank)["now"] == "2026-10-03T12:00:00+00:00"


def test_a_clock_without_an_offset_is_refused(bank):
    answer = requests.post(f"{bank.url}/_sandbox/clock", json={"now": "2026-10-03T12:00:00"}, timeout=5)
    assert answer.status_code == 400
    assert "offset" in answer.json()["error"]


def test_a_reset_forgets_the_clock_the_faults_and_what_clients_did(bank):
    assert read(bank)["read"] == 1
    assert read(bank)["read"] == 2
    bank.fault("plaid", "status")
    bank.set_clock(datetime(2026, 10, 3, tzinfo=UTC))
    bank.reset()
    assert read(bank) == {"rows": ROWS, "read": 1, "now": "2026-09-30T23:59:59+00:00"}


def test_a_status_fault_strikes_as_often_as_it_says_after_those_it_lets_pass(bank):
    bank.fault("plaid", "status", status=429, retry_after=7, times=2, skip=1, path_contains="page=1")
    statuses = [requests.get(f"{bank.url}/plaid/rows?page=1", timeout=5) for _ in range(4)]
    assert [s.status_code for s in statuses] == [200, 429, 429, 200]
    assert statuses[1].headers["Retry-After"] == "7"
    assert bank.armed() == 0


def test_a_fault_strikes_only_its_own_platform_and_path(bank):
    bank.fault("stripe", "status")
    bank.fault("plaid", "status", path_contains="/other")
    assert requests.get(f"{bank.url}/plaid/rows", timeout=5).status_code == 200
    assert bank.armed() == 2
    bank.clear()
    assert bank.armed() == 0


def test_a_truncated_answer_is_cut_in_half_under_its_full_length(bank):
    bank.fault("plaid", "truncate")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        read(bank)
    assert read(bank)["rows"] == ROWS


def test_a_truncated_answer_can_pretend_to_be_whole(bank):
    bank.fault("plaid", "truncate", declare_full=False)
    with pytest.raises(requests.exceptions.JSONDecodeError):
        read(bank)


def test_a_platform_that_is_down_drops_the_connection(bank):
    bank.fault("plaid", "down")
    with pytest.raises(requests.exceptions.ConnectionError):
        read(bank)
    assert read(bank)["rows"] == ROWS


def test_a_mutation_changes_its_row_only_and_keeps_every_digit(bank):
    bank.fault("plaid", "mutate", mutate={"where": {"id": 2}, "set": {"amount": "abc", "shoe_size": 9}, "remove": ["note"]})
    text = requests.get(f"{bank.url}/plaid/rows", timeout=5).text
    assert '{"id":1,"amount":4200.10,"note":null},{"id":2,"amount":"abc","shoe_size":9}' in text
    assert read(bank)["rows"] == ROWS


def test_a_mutation_that_waits_for_its_row_holds_up_no_other(bank):
    bank.fault("plaid", "mutate", mutate={"has": ["nobody has this"], "set": {"amount": 0}})
    bank.fault("plaid", "mutate", mutate={"where": {"id": 1}, "set": {"amount": 1}})
    bank.fault("plaid", "mutate", mutate={"where": {"id": 2}, "set": {"amount": 2}})
    assert [row["amount"] for row in read(bank)["rows"]][:2] == [1, 2]
    assert read(bank)["rows"] == ROWS


def test_a_mutation_waits_for_an_answer_that_has_its_row(bank):
    bank.fault("plaid", "mutate", mutate={"has": ["shoe_size"], "set": {"id": 0}})
    assert read(bank)["rows"] == ROWS
    assert bank.armed() == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"platform": "plaid"},
        {"kind": "down"},
        {"platform": "plaid", "kind": "flood"},
        {"platform": "plaid", "kind": "down", "tiems": 2},
        {"platform": "plaid", "kind": "mutate", "mutate": {"set": {"id": 1}}},
    ],
)
def test_a_fault_that_cannot_strike_as_meant_is_refused(bank, fault):
    assert requests.post(f"{bank.url}/_sandbox/faults", json=fault, timeout=5).status_code == 400
    assert bank.armed() == 0


def test_the_truth_is_written_in_the_ledgers_names(monkeypatch, tmp_path):
    monkeypatch.setattr(server_module, "platform_builders", lambda: {"plaid": build})
    SandboxServer(COMPANY).write_truth(tmp_path / "truth.json")
    truth = json.loads((tmp_path / "truth.json").read_text())
    entry = {"connection_id": FEED, "record_type": "bank_line", "source_id": "t1"}
    assert truth["groups"] == [
        {"reconciliation": "bank", "kind": "1-1", "case": "exact", "left": [entry], "right": [{**entry, "source_id": "t2"}]}
    ]
    assert truth["planted"][0]["entries"] == [[{**entry, "source_id": "t2"}]]
    assert (truth["planted"][0]["amount"], truth["ended_on"]) == ("4200.10", "2026-09-30")


def test_an_entry_of_the_truth_that_no_platform_names_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(server_module, "platform_builders", lambda: {"plaid": build})
    group = TruthGroup("bank", (EntryRef(FEED, "e3"),), (), "reversal", "exact")
    with pytest.raises(UnknownEntriesError, match=f"{FEED}/e3"):
        SandboxServer(replace(COMPANY, truth=(group,))).write_truth(tmp_path / "truth.json")


def test_a_platform_that_nothing_serves_is_an_error():
    with pytest.raises(ValueError, match="no sandbox serves netsuite"):
        SandboxServer(COMPANY, ("netsuite",))


def test_the_command_says_where_it_listens_once_it_does(tmp_path):
    ready = tmp_path / "ready"
    options = ["--ready-file", ready, "--truth-file", tmp_path / "truth.json", "--days", "10", "--scale", "0.1", "--platforms", "plaid"]
    process = subprocess.Popen([sys.executable, "-m", "ingestion.sandbox.server", *map(str, options)])
    try:
        deadline = time.monotonic() + 60
        while not ready.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        url = ready.read_text().strip()
        assert url.startswith("http://127.0.0.1:")
        assert requests.get(f"{url}/_sandbox/health", timeout=5).json()["status"] == "ok"
        assert json.loads((tmp_path / "truth.json").read_text())["seed"] == 7
    finally:
        process.terminate()
        process.wait(10)
