"""QuickBooks Online: the books of the facilities that keep them there, one company (realm) per facility."""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.sandbox.company.model import Company
from ingestion.sandbox.platform import NativeIdentity, SandboxPlatform, SandboxState
from ingestion.sandbox.quickbooks_online.api import Api
from ingestion.sandbox.quickbooks_online.auth import Intuit
from ingestion.sandbox.quickbooks_online.chart import numbers
from ingestion.sandbox.quickbooks_online.identities import identities
from ingestion.sandbox.quickbooks_online.view import realm


def build(company: Company, connections: list[str], state: SandboxState) -> SandboxPlatform:
    """The companies of ``connections`` behind one Intuit app."""
    realm_ids = numbers(company.seed, "realm", connections, 9_130_357_114_022_671)
    realms = {realm_ids[name]: realm(company, name, realm_ids[name]) for name in connections}
    intuit = Intuit.of(company, realm_ids)

    def named() -> Iterable[NativeIdentity]:
        for found in realms.values():
            yield from identities(found)

    return SandboxPlatform(
        name="quickbooks_online",
        routes=Api(realms, intuit, state).routes(),
        connection_config={
            name: {"base_url": "{base_url}", "realm_id": realm_ids[name], "token_url": "{base_url}/oauth2/v1/tokens/bearer"}
            for name in connections
        },
        secrets={
            name: {"client_id": intuit.client_id, "client_secret": intuit.client_secret, "refresh_token": intuit.initial(realm_ids[name])}
            for name in connections
        },
        identities=named,
    )
