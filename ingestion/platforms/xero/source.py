"""What Xero needs beyond YAML: rotating tokens, a cursor in an HTTP header, verified pages, journals by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dlt
from dlt.extract import DltResource

from ingestion.context import SourceContext
from ingestion.platforms.xero.auth import XeroAuth
from ingestion.platforms.xero.reading import OVERLAP, Organisation, Row, changed_at, entered_at, last_change, last_number


@dataclass(frozen=True, slots=True)
class List:
    """An endpoint: its rows by change (``incremental``), in pages (``paged``) or in one answer."""

    resource: str
    endpoint: str
    paged: bool = True
    incremental: bool = True
    params: dict[str, str] = field(default_factory=dict)


LISTS = (
    List("organisation", "Organisation", paged=False, incremental=False),
    List("account", "Accounts", paged=False),
    List("contact", "Contacts", params={"includeArchived": "true"}),
    List("invoice", "Invoices"),
    List("credit_note", "CreditNotes"),
    List("payment", "Payments"),
    List("batch_payment", "BatchPayments", paged=False),
    List("bank_transaction", "BankTransactions"),
    # Its rows do not say when they changed, so there is no cursor; deleted ones are hidden unless asked for.
    List("bank_transfer", "BankTransfers", paged=False, incremental=False, params={"includeDeleted": "true"}),
    List("overpayment", "Overpayments"),
    List("prepayment", "Prepayments"),
    List("manual_journal", "ManualJournals"),
)

_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)  # a deletion whose time nothing tells


def build_auth(ctx: SourceContext) -> XeroAuth:
    return XeroAuth(ctx)


def build_resources(ctx: SourceContext) -> list[DltResource]:
    organisation = Organisation(ctx)
    read_journals = str(ctx.config("journals", True)).lower() != "false"
    return [
        *(dlt.resource(_changed(organisation, ctx, listed), name=listed.resource)() for listed in LISTS),
        dlt.resource(_journals(organisation, enabled=read_journals), name="journal")(),
    ]


def _changed(organisation: Organisation, ctx: SourceContext, listed: List) -> Callable[[], Iterator[list[Row]]]:
    def rows() -> Iterator[list[Row]]:
        """Rows changed since the last load, and the overlap. A deleted one keeps its row (Status DELETED); the deletion is noted too."""
        state = ctx.state(listed.resource)
        cursor = datetime.fromisoformat(state["changed_until"]) if listed.incremental and "changed_until" in state else None
        since = cursor - OVERLAP if cursor else None
        key = ctx.platform.resource(listed.resource).primary_key[0]
        if listed.paged:
            found = organisation.paged_rows(listed.resource, listed.endpoint, key, listed.params, since)
        else:
            found = organisation.all_rows(listed.resource, listed.endpoint, listed.params, since)
        yield found
        for row in found:
            if row.get("Status") == "DELETED" and row.get(key):
                yield ctx.deleted(listed.resource, row[key], changed_at(row) or entered_at(row) or _UNKNOWN)
        newest = max(filter(None, (cursor, last_change(found))), default=None)
        if newest:
            state["changed_until"] = newest.isoformat()

    return rows


def _journals(organisation: Organisation, *, enabled: bool) -> Callable[[], Iterator[list[Row]]]:
    def rows() -> Iterator[list[Row]]:
        """Journals never change, so those above the last number are all that is new."""
        state = organisation.ctx.state("journal")
        if not enabled:
            return
        for page in organisation.journals("journal", int(state.get("offset", 0))):
            yield page
            state["offset"] = last_number(page)

    return rows
