"""Calls to Plaid for one Item. Plaid says what is wrong in the body's error_code, under HTTP 400 for almost everything."""

from __future__ import annotations

from typing import Any

from ingestion.context import SourceContext
from ingestion.errors import SourceError
from ingestion.http import RESOURCE_HEADER
from ingestion.platforms.plaid.sync import MUTATED, Row, SyncMutatedError

RELINK = "A person who holds the bank login must relink it: open Plaid Link in update mode for {name}. Trying again changes nothing."
KEYS = "Correct TIEOUT_SECRET__{upper}__CLIENT_ID and TIEOUT_SECRET__{upper}__SECRET; they differ between sandbox and production."
TOKEN = "Link the bank again in Plaid Link and put the new token into TIEOUT_SECRET__{upper}__ACCESS_TOKEN."  # noqa: S105 a sentence
WAIT = "Nothing was lost. Run the load again later; where it stays so, look at https://status.plaid.com."

# error_code -> what happened, cure
_KNOWN: dict[str, tuple[str, str]] = {
    "ITEM_LOGIN_REQUIRED": ("the bank asks for a new login", RELINK),
    "PENDING_EXPIRATION": ("the consent has expired", RELINK),
    "PENDING_DISCONNECT": ("the consent has expired", RELINK),
    "USER_PERMISSION_REVOKED": ("the account holder withdrew the consent", RELINK),
    "ACCESS_NOT_GRANTED": ("the account holder did not grant this access", RELINK),
    "NO_ACCOUNTS": ("the login shows no open account", RELINK),
    "ADDITIONAL_CONSENT_REQUIRED": ("the consent does not cover this product", RELINK),
    "INVALID_API_KEYS": ("client_id or secret is wrong", KEYS),
    "UNAUTHORIZED_ENVIRONMENT": ("client_id may not use this environment", KEYS),
    "INVALID_ACCESS_TOKEN": ("the access token is wrong or was invalidated", TOKEN),
    "ITEM_NOT_FOUND": ("the Item was removed", TOKEN),
    "PRODUCT_NOT_READY": ("Plaid is still fetching from the bank", WAIT),
    "INSTITUTION_DOWN": ("the bank does not answer Plaid", WAIT),
    "INSTITUTION_NOT_RESPONDING": ("the bank does not answer Plaid", WAIT),
    MUTATED: ("the bank's data kept changing while its pages were read", WAIT),
}
# A bank that gives out no numbers is no failure: accounts are then told apart by their last four digits.
NO_NUMBERS = {"NO_AUTH_ACCOUNTS", "PRODUCTS_NOT_SUPPORTED", "PRODUCT_NOT_READY", "PRODUCT_NOT_ENABLED", "ADDITIONAL_CONSENT_REQUIRED"}


class PlaidClient:
    """One Item's API. ``call`` raises SourceError, which names the cure, and SyncMutatedError between pages."""

    def __init__(self, ctx: SourceContext) -> None:
        self._ctx = ctx
        self._client = ctx.rest_client()

    def call(self, resource: str, path: str, body: Row | None = None, *, absent: frozenset[str] | set[str] = frozenset()) -> Row | None:
        """POST ``body`` to ``path``. None where Plaid refuses with one of the codes ``absent``."""
        request = {"access_token": self._ctx.secret("access_token"), **(body or {})}
        response = self._client.request(path, method="POST", json=request, headers={RESOURCE_HEADER: resource})
        answer = response.json()
        if response.ok:
            return answer
        code = str(answer.get("error_code"))
        if code == MUTATED:
            raise SyncMutatedError
        if code in absent:
            return None
        raise self.error(resource, path, code, answer)

    def error(self, resource: str, path: str, code: str, answer: dict[str, Any] | None = None) -> SourceError:
        name = self._ctx.connection.name
        request_id = (answer or {}).get("request_id")
        what, cure = _KNOWN.get(code, ("it was refused", f"Quote request {request_id} to Plaid's support, or look up the code."))
        return self._ctx.error(resource, f"{path}: {what} ({code}).", cure.format(name=name, upper=name.upper()))
