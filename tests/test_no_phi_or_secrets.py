"""After a demo nothing on disk or on the console says who paid in person or lets anyone into a source system."""

from __future__ import annotations

import re

import duckdb
import pytest

from ingestion.connections import Connection
from ingestion.phi import tokeniser
from ingestion.sandbox.control import connection_listing
from ingestion.sandbox.server import SandboxServer
from ingestion.tokens import TokenStore
from tests.end_to_end.demo_run import KEY
from tests.leaks import names_in, strings_in, texts

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def persons(demo):
    """(names, e-mails) of natural persons who paid by card, and the e-mails of the organisations' people."""
    charges = [s.record for timeline in demo.company.timelines.values() for s in timeline if hasattr(s.record, "payer_name")]
    names, emails = {c.payer_name for c in charges}, {c.payer_email for c in charges}
    assert len(names) > 10
    return names, emails | {party.email for party in demo.company.parties if party.email}


@pytest.fixture(scope="module")
def secrets(demo):
    """Everything that opens a source: what the user was given, and the tokens that were issued during the run."""
    server = SandboxServer(demo.company)
    listing = connection_listing(demo.company, server.platforms(), "http://sandbox")
    given = {
        value
        for held in listing["secrets"].values()
        for key, value in held.items()
        if key not in ("client_id", "username")  # names, not secrets
    }
    return given


@pytest.fixture(scope="module")
def rotated(demo):
    """Tokens that sources issued during the run, read back with the key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_KEY", KEY)
        folder = demo.installation.state / "tokens"
        stored = [TokenStore(folder, path.stem)._read() for path in folder.glob("*.token")]
    values = {str(value) for tokens in stored for value in tokens.values()}
    found = {value for value in values if len(value) >= 16 and not re.match(r"\d{4}-\d\d-\d\dT", value)}
    assert found
    return found


@pytest.fixture(scope="module")
def written(demo):
    found = dict(texts(demo.installation.state))
    assert len(found) > 50
    return found


def test_no_natural_person_is_named_in_any_file(written, persons):
    names, _ = persons
    assert {where: leaked for where, content in written.items() if (leaked := names_in(content, names))} == {}


def test_no_email_address_stands_in_any_file(written, persons):
    _, emails = persons
    assert {where: leaked for where, content in written.items() if (leaked := strings_in(content, emails))} == {}


def test_no_secret_and_no_token_stands_in_any_file(written, secrets, rotated):
    assert {where: len(leaked) for where, content in written.items() if (leaked := strings_in(content, secrets | rotated))} == {}


def test_the_console_says_none_of_it(demo, persons, secrets, rotated):
    names, emails = persons
    said = (demo.ended.out + demo.ended.err).lower().encode()
    assert names_in(said, names) == set()
    assert strings_in(said, emails | secrets | rotated) == set()


def test_the_search_finds_what_it_looks_for(tmp_path, persons, secrets):
    """In files as they are, in packed ones and in the compressed columns of a DuckDB file; in another case; inside longer text."""
    names, emails = persons
    name, email, secret = min(names), min(emails), min(secrets)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "run.log").write_text(f"PAYMENT FROM {name.upper().replace(' ', '/')} refused")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as con:
        con.execute("create table charge as select ? || range as note from range(5000)", [f"<{email}> {secret}"])
    found = dict(texts(tmp_path))
    assert names_in(found["logs/run.log"], names) == {name}
    table = found["warehouse.duckdb main.charge"]
    assert strings_in(table, emails) == {email}
    assert strings_in(table, secrets) == {secret}


def test_organisations_are_readable_because_they_are_not_persons(demo):
    organisations = {party.name for party in demo.company.parties}
    shown = {name for (name,) in demo.installation.rows("select distinct counterparty from marts.ledger_entry")}
    assert organisations & shown


def test_persons_stay_equal_to_themselves_as_tokens(demo, persons):
    """The same payer is the same token wherever he pays, so that he can still be recognised."""
    _, emails = persons
    with duckdb.connect(str(demo.installation.warehouse), read_only=True) as con:
        stored = {token for (token,) in con.execute("select receipt_email from raw_stripe.charge").fetchall() if token}
    assert stored
    assert stored <= {tokeniser(KEY)(email) for email in emails}


def test_a_connection_has_no_place_for_a_secret(demo):
    text = (demo.installation.state / "demo" / "connections.yml").read_text()
    assert "secret" not in text
    assert not {"api_key", "password", "refresh_token"} & set(Connection.model_fields)
