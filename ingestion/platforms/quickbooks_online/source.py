"""What QuickBooks needs beyond YAML: rotating tokens, key-set paging of queries, change data capture, the general ledger report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import dlt
import requests
from dlt.extract import DltResource

from ingestion.context import SourceContext
from ingestion.platforms.quickbooks_online.auth import IntuitAuth
from ingestion.platforms.quickbooks_online.company import THE_BEGINNING, Company, Row, latest
from ingestion.platforms.quickbooks_online.deletions import deletions
from ingestion.platforms.quickbooks_online.general_ledger import general_ledger

TRANSACTIONS = {
    "Invoice": "invoice",
    "Payment": "payment",
    "CreditMemo": "credit_memo",
    "RefundReceipt": "refund_receipt",
    "Bill": "bill",
    "BillPayment": "bill_payment",
    "Purchase": "purchase",
    "Deposit": "deposit",
    "Transfer": "transfer",
    "JournalEntry": "journal_entry",
}
LISTS = {"Account": "account", "Customer": "customer", "Vendor": "vendor", "PaymentMethod": "payment_method"}
WITH_INACTIVE = "Active in (true, false) and "  # lists hide inactive rows unless asked
OVERLAP = timedelta(minutes=10)  # read again at each load: rows become visible a little after the time they carry


def build_auth(ctx: SourceContext) -> IntuitAuth:
    return IntuitAuth(ctx)


def build_resources(ctx: SourceContext) -> list[DltResource]:
    company = Company.of(ctx)
    entities = [_resource(company, entity, name) for entity, name in {**TRANSACTIONS, **LISTS}.items()]
    return [
        *entities,
        dlt.resource(general_ledger, name="gl_line")(company, tuple(TRANSACTIONS)),
        dlt.resource(deletions, name="listed_id")(company, TRANSACTIONS),
    ]


def is_throttled(response: requests.Response) -> bool:
    """Intuit's older throttle answers 403 with code 3001, which is no lack of permission."""
    return response.status_code == 403 and "ThrottleExceeded" in response.text


def _resource(company: Company, entity: str, name: str) -> DltResource:
    where = WITH_INACTIVE if entity in LISTS else ""

    def changed() -> Iterator[list[Row]]:
        """Rows changed since the last load, and the overlap. The cursor is an instant: the texts do not sort across offsets."""
        state: dict[str, Any] = company.ctx.state(name)
        cursor = datetime.fromisoformat(state["changed_until"]) if "changed_until" in state else None
        for page in company.pages(name, entity, cursor - OVERLAP if cursor else THE_BEGINNING, where=where):
            last = latest(page, "LastUpdatedTime")
            cursor = max(filter(None, (cursor, last)), default=None)
            yield page
        if cursor:
            state["changed_until"] = cursor.isoformat()

    return dlt.resource(changed, name=name)()
