"""PayPal: the sample company's wallets, and the transaction search and balances API that serves them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from ingestion.sandbox.company.model import Company
from ingestion.sandbox.paypal.api import TOKEN_LIFETIME, routes
from ingestion.sandbox.paypal.identities import identities
from ingestion.sandbox.paypal.view import Wallet
from ingestion.sandbox.platform import NativeIdentity, SandboxPlatform, SandboxState, TokenBook, native_token


def build(company: Company, connections: list[str], state: SandboxState, token_lifetime: timedelta = TOKEN_LIFETIME) -> SandboxPlatform:
    """The wallets named ``connections``: one address for all, the REST app's credentials say which wallet is read."""
    wallets = {name: Wallet.of(company, name) for name in connections}
    secrets = {
        name: {
            "client_id": f"A{native_token(company, 79, 'paypal', name, 'client id')}",
            "client_secret": f"E{native_token(company, 79, 'paypal', name, 'client secret')}",
        }
        for name in connections
    }
    apps = {(s["client_id"], s["client_secret"]): name for name, s in secrets.items()}

    def named() -> Iterable[NativeIdentity]:
        for wallet in wallets.values():
            yield from identities(wallet)

    return SandboxPlatform(
        name="paypal",
        routes=routes(wallets, apps, TokenBook(token_lifetime, lambda: datetime.now(UTC)), state),
        connection_config={name: {"base_url": "{base_url}"} for name in connections},
        secrets=secrets,
        identities=named,
    )
