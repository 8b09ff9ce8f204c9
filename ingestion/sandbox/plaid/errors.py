"""Plaid's errors: HTTP 400 with a type, a code and a message."""

from __future__ import annotations

from typing import Any

_DOCUMENTATION = "https://plaid.com/docs/?ref=error#"


class PlaidError(Exception):
    """An answer other than success. ``display_message`` is meant for an end user and mostly null."""

    def __init__(self, error_type: str, error_code: str, message: str, status: int = 400, display_message: str | None = None) -> None:
        super().__init__(error_code)
        self.error_type = error_type
        self.error_code = error_code
        self.message = message
        self.status = status
        self.display_message = display_message

    def body(self, request_id: str) -> dict[str, Any]:
        return {**self.member(), "request_id": request_id}

    def member(self) -> dict[str, Any]:
        """The error as ``item.error`` shows it, without a request."""
        return {
            "error_type": self.error_type,
            "error_code": self.error_code,
            "error_code_reason": None,
            "error_message": self.message,
            "display_message": self.display_message,
            "causes": [],
            "status": self.status,
            "documentation_url": f"{_DOCUMENTATION}{self.error_type}.{self.error_code}",
            "suggested_action": None,
        }


def login_required() -> PlaidError:
    return PlaidError(
        "ITEM_ERROR",
        "ITEM_LOGIN_REQUIRED",
        "the login details of this item have changed (credentials, MFA, or required user action) and a user login is required to update "
        "this information. use Link's update mode to restore the item to a good state",
        display_message="The login details for this account have changed. Please log in again.",
    )


def missing(name: str) -> PlaidError:
    message = f"the following required fields are missing or invalid: {name}"
    return PlaidError("INVALID_REQUEST", "MISSING_FIELDS", message)


def invalid_field(message: str) -> PlaidError:
    return PlaidError("INVALID_REQUEST", "INVALID_FIELD", message)


def invalid_keys() -> PlaidError:
    return PlaidError("INVALID_INPUT", "INVALID_API_KEYS", "invalid client_id or secret provided")


def invalid_token() -> PlaidError:
    message = "could not find matching access token. it may have been removed or belong to another environment"
    return PlaidError("INVALID_INPUT", "INVALID_ACCESS_TOKEN", message)


def mutated() -> PlaidError:
    message = "Underlying transaction data changed since last page was fetched. Please restart pagination from last update."
    return PlaidError("TRANSACTIONS_ERROR", "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION", message)
