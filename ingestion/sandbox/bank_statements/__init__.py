"""Banks that deliver files: BAI2, camt.053, MT940, OFX and CSV, over HTTP with a user name and a password."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ingestion.sandbox.bank_statements.api import Api
from ingestion.sandbox.bank_statements.view import Folder
from ingestion.sandbox.company.model import Company
from ingestion.sandbox.platform import NativeIdentity, SandboxPlatform, SandboxState, native_token


def build(company: Company, connections: Iterable[str], state: SandboxState) -> SandboxPlatform:
    """A folder per connection, rendered when first asked for."""
    served = tuple(connections)
    secrets = {
        name: {
            "username": f"HCG{native_token(company, 6, 'bank user', name)}",
            "password": native_token(company, 20, "bank password", name),
        }
        for name in served
    }

    @cache
    def folder(connection: str) -> Folder:
        return Folder(company, connection)

    def identities() -> Iterable[NativeIdentity]:
        for name in served:
            yield from folder(name).identities()

    def config(name: str) -> dict[str, object]:
        account = next(a for a in company.bank_accounts if a.connection == name)
        said: dict[str, object] = {"location": f"{{base_url}}/{name}/", "format": account.channel}
        if account.channel == "csv":
            said["profile"] = folder(name).profile()
        return said

    return SandboxPlatform(
        name="bank_statements",
        routes=Api(folder, {n: (s["username"], s["password"]) for n, s in secrets.items()}, state).routes(),
        connection_config={name: config(name) for name in served},
        secrets=secrets,
        identities=identities,
    )
