"""Odoo: the books of the facilities that keep them there, one database each, and the two protocols that serve them."""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.sandbox.company.model import Company
from ingestion.sandbox.odoo.api import routes
from ingestion.sandbox.odoo.identities import identities
from ingestion.sandbox.odoo.orm import Orm
from ingestion.sandbox.odoo.view import Database
from ingestion.sandbox.platform import NativeIdentity, SandboxPlatform, SandboxState


def build(company: Company, connections: list[str], state: SandboxState) -> SandboxPlatform:
    """A database per connection: every other one is Odoo 19 (JSON-2), the rest still Odoo 18 (JSON-RPC)."""
    databases = {name: Database(company, name, 19 if n % 2 == 0 else 18) for n, name in enumerate(sorted(connections))}

    def config(database: Database) -> dict[str, str]:
        protocol = {"protocol": "json2"} if database.version == 19 else {"protocol": "jsonrpc", "login": database.login}
        return {"base_url": "{base_url}", "database": database.name, **protocol}

    def named() -> Iterable[NativeIdentity]:
        for database in databases.values():
            yield from identities(database)

    return SandboxPlatform(
        name="odoo",
        routes=routes({d.name: Orm(d, state) for d in databases.values()}),
        connection_config={name: config(d) for name, d in databases.items()},
        secrets={name: {"api_key": d.api_key} for name, d in databases.items()},
        identities=named,
    )
