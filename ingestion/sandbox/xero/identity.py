"""Xero's identity server: one app, one consent per organisation, access tokens of 30 minutes, refresh tokens that work once."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ingestion.sandbox.company.model import Company
from ingestion.sandbox.platform import TokenBook, native_token, native_uuid

ACCESS_LIFETIME = timedelta(minutes=30)
SCOPES = (
    "offline_access accounting.invoices.read accounting.payments.read accounting.banktransactions.read accounting.contacts.read "
    "accounting.settings.read accounting.journals.read"
)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class IdentityServer:
    """Who may read what. A subject is the consent of one connection."""

    company: Company
    connections: tuple[str, ...]
    access: TokenBook = field(default_factory=lambda: TokenBook(ACCESS_LIFETIME, _now))
    _refresh: dict[str, str] = field(default_factory=dict)  # refresh token -> connection; a used one is gone
    _rotations: int = 0

    def __post_init__(self) -> None:
        for name in self.connections:
            self._refresh[self.first_refresh_token(name)] = name

    @property
    def client_id(self) -> str:
        return native_token(self.company, 32, "xero", "client id")

    @property
    def client_secret(self) -> str:
        return native_token(self.company, 48, "xero", "client secret")

    def first_refresh_token(self, connection: str) -> str:
        return native_token(self.company, 43, "xero", connection, "refresh token")

    def knows_client(self, authorization: str) -> bool:
        """Whether ``authorization`` (a Basic header) names the app and its secret."""
        scheme, _, encoded = authorization.partition(" ")
        try:
            decoded = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        return scheme.lower() == "basic" and decoded == f"{self.client_id}:{self.client_secret}"

    def rotate(self, refresh_token: str) -> dict[str, object] | None:
        """A new pair of tokens for a refresh token that has not been used; None for any other."""
        connection = self._refresh.pop(refresh_token, None)
        if connection is None:
            return None
        self._rotations += 1
        successor = native_token(self.company, 43, "xero", connection, "refresh token", str(self._rotations))
        self._refresh[successor] = connection
        return {
            "id_token": None,
            "access_token": self.access.issue(connection),
            "expires_in": int(ACCESS_LIFETIME.total_seconds()),
            "token_type": "Bearer",
            "refresh_token": successor,
            "scope": SCOPES,
        }

    def connection_id(self, connection: str) -> str:
        return native_uuid(self.company, "xero", connection, "connection")
