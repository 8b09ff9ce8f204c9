"""One account at one instant, in the order and with the look-ups the API needs."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from ingestion.sandbox.stripe.listing import ApiError
from ingestion.sandbox.stripe.rows import account_row, midnight, minor, unix
from ingestion.sandbox.stripe.view import StripeAccount
from ingestion.sandbox.versions import Row

EVENTS_KEPT = timedelta(days=30)


class Reader:
    """What ``account`` shows at ``now``. Lists are newest first, as Stripe gives them."""

    def __init__(self, account: StripeAccount, now: datetime) -> None:
        self.account = account
        self.now = now
        self.rows = cache(self._rows)
        self.places = cache(self._places)
        self.lines = cache(self._lines)

    def _rows(self, entity: str) -> list[Row]:
        found = [v.row for v in self.account.store.current(entity, self.now)]
        if entity == "event":
            found = [row for row in found if row["created"] >= unix(self.now - EVENTS_KEPT)]
        return sorted(found, key=lambda row: (row["created"], row["id"]), reverse=True)

    def _places(self, entity: str) -> dict[str, int]:
        return {row["id"]: place for place, row in enumerate(self.rows(entity))}

    def _lines(self) -> dict[str, list[str]]:
        """Ids of the balance transactions of each payout."""
        found: dict[str, list[str]] = defaultdict(list)
        for version in self.account.store.current("payout_line", self.now):
            found[version.row["payout"]].append(version.row["id"])
        return found

    def get(self, entity: str, id: str) -> Row:
        """The object called ``id``. Raises ApiError 404."""
        place = self.places(entity).get(id)
        if place is None:
            raise ApiError(404, f"No such {entity.replace('_', ' ')}: '{id}'", code="resource_missing", param="id")
        return self.rows(entity)[place]

    def payout_lines(self, payout_id: str) -> list[Row]:
        """The payout's lines. Until its reconciliation is completed some of them are not listed yet."""
        if payout_id not in self.places("payout"):
            raise ApiError(400, f"No such payout: '{payout_id}'", code="resource_missing", param="payout")
        payout = self.get("payout", payout_id)
        if payout["reconciliation_status"] == "not_applicable":
            raise ApiError(400, "Balance transaction history can only be filtered on automatic payouts, not manual.", param="payout")
        places = self.places("balance_transaction")
        found = sorted(places[id] for id in self.lines()[payout_id] if id in places)
        listed = found if payout["reconciliation_status"] == "completed" else found[::2]
        return [self.rows("balance_transaction")[place] for place in listed]

    def account_object(self) -> Row:
        """GET /v1/account."""
        return account_row(self.account.ids, self.account.account, midnight(self.account.company.started_on))

    def balance(self) -> Row:
        """GET /v1/balance: one sum of what is available and one of what is pending, in the account's currency."""
        currency = self.account.account.currency
        sums = {"available": minor(self.account.account.opening_balance, currency), "pending": 0}
        for row in self.rows("balance_transaction"):
            sums[row["status"]] += row["net"]

        def money(amount: int) -> list[dict[str, Any]]:
            return [{"amount": amount, "currency": currency.lower(), "source_types": {"card": amount}}]

        return {"object": "balance", "available": money(sums["available"]), "livemode": False, "pending": money(sums["pending"])}
