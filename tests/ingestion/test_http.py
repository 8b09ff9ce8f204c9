"""Policies of the session that every platform reads through: whose refusal is cured by a new token, and whose is final."""

from __future__ import annotations

import pytest
import requests

from ingestion.errors import SourceError
from ingestion.http import SourceSession
from tests.ingestion.toy import ToyServer


class TokenOfToy(requests.auth.AuthBase):
    """Asks the toy itself for its token, through the session it signs for."""

    def __init__(self, session: SourceSession, server: ToyServer, token: str) -> None:
        self.session, self.server, self.token = session, server, token
        self.renewals = 0

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request

    def renew(self) -> None:
        self.renewals += 1
        answer = self.session.get(f"{self.server.url}/accounts", headers={"Authorization": "Bearer right"})
        if not answer.ok:
            raise SourceError("toy", "(connection)", "no token is given.", "Consent again.")
        self.token = "right"


@pytest.fixture
def server():
    toy = ToyServer()
    yield toy
    toy.server.shutdown()
    toy.server.server_close()


@pytest.fixture
def session():
    return SourceSession("toy", first_wait=0.001)


def test_an_expired_token_is_renewed_once_and_the_request_repeated(server, session):
    auth = TokenOfToy(session, server, "expired")
    assert session.get(f"{server.url}/payments", auth=session.renewing(auth)).json()["rows"] == []
    assert auth.renewals == 1


def test_a_refusal_by_the_token_endpoint_is_the_auths_to_explain_and_asks_for_no_other_token(server, session):
    server.key = "changed"
    auth = TokenOfToy(session, server, "expired")
    with pytest.raises(SourceError, match="no token is given"):
        session.get(f"{server.url}/payments", auth=session.renewing(auth))
    assert auth.renewals == 1
    assert server.requests == ["/payments", "/accounts"]


def test_a_token_that_is_refused_although_it_is_new_means_wrong_credentials(server, session):
    auth = TokenOfToy(session, server, "expired")
    auth.renew = lambda: None
    with pytest.raises(SourceError, match="wrong or expired"):
        session.get(f"{server.url}/payments", auth=session.renewing(auth))
    assert len(server.requests) == 2


def test_a_session_without_renewal_refuses_at_once(server, session):
    with pytest.raises(SourceError, match="wrong or expired"):
        session.get(f"{server.url}/payments", headers={"Authorization": "Bearer other"})
    assert len(server.requests) == 1
