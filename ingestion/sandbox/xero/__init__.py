"""Xero: the books of the sample company's facilities that keep them there, and the Accounting API that serves them."""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.sandbox.company.model import Company
from ingestion.sandbox.platform import NativeIdentity, SandboxPlatform, SandboxState
from ingestion.sandbox.versions import VersionStore
from ingestion.sandbox.xero.api import Api, Tenant
from ingestion.sandbox.xero.identity import IdentityServer
from ingestion.sandbox.xero.view import Book


def build(company: Company, connections: list[str], state: SandboxState) -> SandboxPlatform:
    """One app that reads an organisation per connection; each has a consent (refresh token) of its own."""
    books = {name: Book.of(company, name) for name in connections}
    tenants = {name: Tenant(book.org, VersionStore(book.versions())) for name, book in books.items()}
    identity = IdentityServer(company, tuple(connections))

    def named() -> Iterable[NativeIdentity]:
        for book in books.values():
            yield from book.identities()

    return SandboxPlatform(
        name="xero",
        routes=Api(identity, tenants, state).routes(),
        connection_config={
            name: {"base_url": "{base_url}", "identity_url": "{base_url}", "tenant_id": books[name].org.tenant_id} for name in connections
        },
        secrets={
            name: {
                "client_id": identity.client_id,
                "client_secret": identity.client_secret,
                "refresh_token": identity.first_refresh_token(name),
            }
            for name in connections
        },
        identities=named,
    )
