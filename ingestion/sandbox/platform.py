"""What a platform's folder under ``ingestion/sandbox/<platform>/`` provides, and what the server hands it.

``ingestion/sandbox/<platform>/__init__.py`` exposes ``build(company, connections, state) -> SandboxPlatform``. The server mounts its
routes under ``/<platform>``; it is found by its folder, so a new platform edits nothing here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from starlette.routing import BaseRoute

from ingestion.sandbox.company.model import Company


@dataclass(frozen=True, slots=True)
class NativeIdentity:
    """How the ledger will name a neutral entry: evaluation joins the truth to the ledger on it.

    ``entry`` is the neutral entry key (:class:`~ingestion.sandbox.company.model.EntryRef`); one entry may become several ledger entries
    (a deposit that a platform shows as its payments) and a ledger entry is named by record type and source id.
    """

    connection: str
    entry: str
    record_type: str
    source_id: str


@dataclass
class SandboxState:
    """The part of the sandbox that changes: the clock that every platform reads."""

    now: datetime
    seed: int


@dataclass(frozen=True)
class SandboxPlatform:
    """A platform as the server sees it.

    routes: Starlette routes, mounted under ``/<platform>``.
    connection_config: per connection what goes into connections.yml besides name, platform and facility. ``{base_url}`` is filled in with
        the server's address plus ``/<platform>``, e.g. ``{"base_url": "{base_url}", "realm_id": "91300..."}``.
    secrets: per connection the secrets a user would hold, by key, e.g. ``{"client_id": .., "client_secret": .., "refresh_token": ..}``.
    identities: neutral entries to ledger identities, for the truth file.
    """

    name: str
    routes: list[BaseRoute]
    connection_config: dict[str, dict[str, Any]]
    secrets: dict[str, dict[str, str]]
    identities: Callable[[], Iterable[NativeIdentity]]


@dataclass
class TokenBook:
    """Opaque access tokens with an expiry, as OAuth servers keep them. Time is the real clock: tokens do not follow the sandbox clock."""

    lifetime: timedelta
    clock: Callable[[], datetime]
    _tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _count: int = 0

    def issue(self, subject: str) -> str:
        self._count += 1
        token = hashlib.sha256(f"{subject}/{self._count}/{self.clock().isoformat()}".encode()).hexdigest()
        self._tokens[token] = (subject, self.clock() + self.lifetime)
        return token

    def subject(self, token: str) -> str | None:
        """Who ``token`` was issued to; None where it is unknown or expired."""
        subject, expires = self._tokens.get(token, ("", self.clock()))
        return subject if subject and self.clock() < expires else None

    def revoke_all(self) -> None:
        self._tokens.clear()


def native_uuid(company: Company, *parts: str) -> str:
    """A stable, meaningless UUID for ``parts``: the same in each run of a seed, without order and without the truth in it."""
    digest = hashlib.sha256("/".join([str(company.seed), *parts]).encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def native_token(company: Company, length: int, *parts: str) -> str:
    """A stable base-36 token of ``length`` for ``parts`` (processor ids and the like)."""
    number = int(hashlib.sha256("/".join([str(company.seed), *parts]).encode()).hexdigest(), 16)
    digits = ""
    while len(digits) < length:
        number, rest = divmod(number, 36)
        digits += "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest]
    return digits
