"""Xero's OAuth2: an access token for 30 minutes, and a refresh token that works once.

Promise: the new refresh token is on disk before the access token that came with it is used for the first time, so an interrupted load never
locks the connection out. The access token is kept as well: loads that follow closely do not rotate.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from ingestion.context import SourceContext
from ingestion.http import SourceSession

IDENTITY_URL = "https://identity.xero.com"
SPARE = timedelta(minutes=2)  # a token this close to its end is renewed before use


class XeroAuth(AuthBase):
    """Bearer auth that refreshes itself. Raises SourceError where Xero refuses the refresh token or the client."""

    def __init__(self, ctx: SourceContext) -> None:
        self.ctx = ctx

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if not self._is_fresh():
            self.renew()
        request.headers["Authorization"] = f"Bearer {self.ctx.tokens.get('access_token')}"
        return request

    def renew(self) -> None:
        """A new pair of tokens, stored. Where the stored token is refused the secret's is tried: someone may have consented anew."""
        stored, given = self.ctx.tokens.get("refresh_token"), self.ctx.secret("refresh_token")
        for token in dict.fromkeys(t for t in (stored, given) if t):
            answer = self._ask(token)
            if answer is not None:
                expires = datetime.now(UTC) + timedelta(seconds=int(answer["expires_in"]))
                fresh = {k: str(answer[k]) for k in ("access_token", "refresh_token")}
                self.ctx.tokens.put({**fresh, "expires_at": expires.isoformat()})
                return
        raise self.ctx.error(
            "(connection)",
            "Xero refuses the refresh token (invalid_grant): it was used before, revoked, or not used for 60 days.",
            "Consent again (`tieout connect xero`) and set the new refresh_token secret.",
        )

    def _is_fresh(self) -> bool:
        expires = self.ctx.tokens.get("expires_at")
        return bool(expires) and datetime.now(UTC) + SPARE < datetime.fromisoformat(str(expires))

    def _ask(self, refresh_token: str) -> dict[str, Any] | None:
        """The answer to one refresh; None where this refresh token is refused."""
        # A session of its own: a 401 here means a wrong client, which no renewal cures.
        session = SourceSession(self.ctx.connection.name, first_wait=self.ctx.session.first_wait)
        answer = session.post(
            f"{str(self.ctx.config('identity_url', IDENTITY_URL)).rstrip('/')}/connect/token",
            auth=HTTPBasicAuth(self.ctx.secret("client_id"), self.ctx.secret("client_secret")),
            data={"grant_type": "refresh_token", "refresh_token": refresh_token},
            headers={"Accept": "application/json"},
        )
        return answer.json() if answer.ok else None
