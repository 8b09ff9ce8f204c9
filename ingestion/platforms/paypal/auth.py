"""The access token of a PayPal REST app: client credentials by HTTP Basic, kept for the load, asked for anew when refused."""

from __future__ import annotations

import requests
from requests.auth import AuthBase

from ingestion.context import SourceContext


class AppToken(AuthBase):
    """Bearer auth. There is no refresh token: a new one is simply asked for (PayPal's last about nine hours)."""

    def __init__(self, ctx: SourceContext) -> None:
        self._ctx = ctx
        self._token: str | None = None

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is None:
            self.renew()
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def renew(self) -> None:
        """Asks for a token. Raises SourceError where PayPal knows no such app."""
        answer = self._ctx.session.post(
            self._ctx.fill("{base_url}/v1/oauth2/token"),
            data={"grant_type": "client_credentials"},
            auth=(self._ctx.secret("client_id"), self._ctx.secret("client_secret")),
        )
        if not answer.ok:
            raise self._refused()
        self._token = answer.json()["access_token"]

    def _refused(self) -> Exception:
        name = self._ctx.connection.name
        return self._ctx.error(
            "(connection)",
            "PayPal gives no access token: the client id or the client secret is wrong.",
            f"Copy both from the REST app in PayPal's dashboard to TIEOUT_SECRET__{name.upper()}__CLIENT_ID and __CLIENT_SECRET.",
        )
