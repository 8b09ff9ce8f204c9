"""Intuit's OAuth2 endpoint: refresh-token grant with rotation, one chain of refresh tokens per company."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ingestion.sandbox.company.model import Company
from ingestion.sandbox.platform import TokenBook, native_token

ACCESS_SECONDS = 3600
REFRESH_SECONDS = 8_726_400


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Intuit:
    """The app's client and, per realm, the one refresh token that is good now."""

    client_id: str
    client_secret: str
    refresh_tokens: dict[str, str]  # token -> realm id
    access: TokenBook = field(default_factory=lambda: TokenBook(timedelta(seconds=ACCESS_SECONDS), _now))
    _rotations: int = 0

    @classmethod
    def of(cls, company: Company, realms: dict[str, str]) -> Intuit:
        """``realms``: connection to realm id."""
        return cls(
            client_id=f"AB{native_token(company, 48, 'intuit', 'client id')}",
            client_secret=native_token(company, 40, "intuit", "client secret"),
            refresh_tokens={f"AB11{native_token(company, 46, 'intuit', name, 'refresh')}": realm for name, realm in realms.items()},
        )

    def initial(self, realm_id: str) -> str:
        return next(token for token, realm in self.refresh_tokens.items() if realm == realm_id)

    def is_client(self, authorization: str) -> bool:
        scheme, _, encoded = authorization.partition(" ")
        try:
            pair = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        return scheme.lower() == "basic" and pair == f"{self.client_id}:{self.client_secret}"

    def refresh(self, token: str) -> dict[str, object] | None:
        """A new pair of tokens; from now on ``token`` is refused. None where it already is."""
        realm = self.refresh_tokens.pop(token, None)
        if realm is None:
            return None
        self._rotations += 1
        fresh = "AB11" + hashlib.sha256(f"{token}/{self._rotations}".encode()).hexdigest()[:46]
        self.refresh_tokens[fresh] = realm
        return {
            "token_type": "bearer",
            "access_token": self.access.issue(realm),
            "expires_in": int(self.access.lifetime.total_seconds()),
            "refresh_token": fresh,
            "x_refresh_token_expires_in": REFRESH_SECONDS,
        }
