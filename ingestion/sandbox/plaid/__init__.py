"""Plaid: the bank accounts of the sample company that an aggregator reads, one Item per bank login."""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.sandbox.company.model import Company
from ingestion.sandbox.plaid.api import PlaidApi
from ingestion.sandbox.plaid.ids import hex_digest
from ingestion.sandbox.plaid.sync import ItemState
from ingestion.sandbox.plaid.view import Item
from ingestion.sandbox.platform import NativeIdentity, SandboxPlatform, SandboxState


def build(company: Company, connections: list[str], state: SandboxState) -> SandboxPlatform:
    """The Items of ``connections`` under one Plaid client."""
    items = [Item.of(company, connection) for connection in connections]
    client_id, secret = hex_digest(company.seed, 24, "client"), hex_digest(company.seed, 30, "secret")
    api = PlaidApi(client_id, secret, {item.access_token: ItemState(item) for item in items}, state)

    def identities() -> Iterable[NativeIdentity]:
        for item in items:
            for key in item.line_keys():
                yield NativeIdentity(item.connection, key, "bank_line", item.transaction_id(key))

    return SandboxPlatform(
        name="plaid",
        routes=api.routes(),
        connection_config={item.connection: {"base_url": "{base_url}"} for item in items},
        secrets={item.connection: {"client_id": client_id, "secret": secret, "access_token": item.access_token} for item in items},
        identities=identities,
    )
