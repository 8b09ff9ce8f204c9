"""Stripe: charges, refunds, disputes, fees and payouts of the sample company's Stripe accounts, and the API that serves them."""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.sandbox.company.model import Company
from ingestion.sandbox.platform import NativeIdentity, SandboxPlatform, SandboxState, native_token
from ingestion.sandbox.stripe.api import routes
from ingestion.sandbox.stripe.identities import identities
from ingestion.sandbox.stripe.view import StripeAccount


def build(company: Company, connections: list[str], state: SandboxState) -> SandboxPlatform:
    """The Stripe accounts named ``connections``: one address for all, the restricted key says which account is read."""
    accounts = {
        f"rk_test_{native_token(company, 48, 'stripe', name, 'restricted key')}": StripeAccount.of(company, name) for name in connections
    }
    keys = {account.connection: key for key, account in accounts.items()}

    def named() -> Iterable[NativeIdentity]:
        for account in accounts.values():
            yield from identities(account)

    return SandboxPlatform(
        name="stripe",
        routes=routes(accounts, state),
        connection_config={name: {"base_url": "{base_url}"} for name in connections},
        secrets={name: {"api_key": keys[name]} for name in connections},
        identities=named,
    )
