"""The sandbox behaves as a bank's download server does, and its files are what real ones are."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import requests

from ingestion.formats import read_statements
from ingestion.sandbox.bank_statements.schedule import issues
from ingestion.sandbox.bank_statements.view import FILE, Folder

NAME = "midland_county_mt940"


@pytest.fixture
def get(sandbox):
    held = sandbox.secrets_of("bank_statements")[NAME]

    def fetch(path="", auth=(held["username"], held["password"]), **headers):
        return requests.get(f"{sandbox.url}/bank_statements/{NAME}/{path}", auth=auth, headers=headers, timeout=30)

    return fetch


def test_a_wrong_password_is_refused_and_a_foreign_folder_forbidden(sandbox, get):
    refused = get(auth=("someone", "wrong"))
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic")
    other = sandbox.secrets_of("bank_statements")["southern_cross_csv"]
    assert get(auth=(other["username"], other["password"])).status_code == 403


def test_the_index_shows_only_files_already_written(sandbox, get):
    sandbox.set_clock(datetime.combine(sandbox.company.ended_on - timedelta(days=10), time(12), UTC))
    earlier = get().text.count("<a href")
    sandbox.reset()
    assert get().text.count("<a href") > earlier


def test_a_file_has_an_etag_and_is_not_sent_twice(get):
    name = next(part.split('"')[0] for part in get().text.split('<a href="') if part.startswith("STMT_"))
    first = get(name)
    assert first.status_code == 200
    assert first.headers["Last-Modified"]
    assert get(name, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert get("no_such_file").status_code == 404


@pytest.mark.parametrize(
    "connection", ["commerce_national_bai2", "banque_atlantique_camt053", NAME, "prairie_credit_union_ofx", "coastal_savings_csv"]
)
def test_every_line_of_the_company_is_in_a_file_and_in_one_only_but_for_month_to_date_exports(sandbox, connection):
    shown = [line.key for issue in issues(sandbox.company, connection) for period in issue.periods for line in period.lines]
    assert set(shown) == {s.record.key for s in sandbox.company.timelines[connection]}
    daily = connection.endswith(("bai2", "camt053", "mt940"))
    assert (len(shown) == len(set(shown))) == daily


def test_each_kind_of_mishap_happens_and_every_wrong_file_is_corrected(sandbox):
    for platform, name in sandbox.company.connections():
        if platform != "bank_statements":
            continue
        folder = Folder(sandbox.company, name)
        files = [v.native_id for v in folder.files.current(FILE, datetime.combine(sandbox.company.ended_on, time(23, 59, 59), UTC))]
        assert any("_resend" in file for file in files), name
        for version in folder.files.current(FILE, datetime.combine(sandbox.company.ended_on, time(23, 59, 59), UTC)):
            assert read_statements(version.native_id, version.row["content"], folder.profile()).failures == ()


def test_the_camt_files_are_read_by_another_reader_too(sandbox):
    from pycamt.parser import Camt053Parser

    folder = Folder(sandbox.company, "banque_atlantique_camt053")
    content = folder.files.current(FILE, datetime.combine(sandbox.company.ended_on, time(23), UTC))[-1].row["content"]
    ours = sum(len(s.lines) for s in read_statements("f", content).statements)
    assert len({t["TransactionID"] for t in Camt053Parser(content).get_transactions()}) == ours > 0


def test_the_bai2_files_pass_the_strict_reader(sandbox):
    from bai2 import bai2

    folder = Folder(sandbox.company, "commerce_national_bai2")
    for version in folder.files.current(FILE, datetime.combine(sandbox.company.ended_on, time(23), UTC)):
        parsed = bai2.parse_from_string(version.row["content"].decode("ascii"), check_integrity=True)
        theirs = sum(len(a.children) for g in parsed.children for a in g.children)
        assert theirs == sum(len(s.lines) for s in read_statements("f", version.row["content"]).statements)
