"""How the ledger names what a Stripe account delivers."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.sandbox.company.model import Charge, Dispute, Payout, ProcessorFee, ProcessorRefund
from ingestion.sandbox.platform import NativeIdentity
from ingestion.sandbox.stripe.view import StripeAccount


def identities(account: StripeAccount) -> Iterator[NativeIdentity]:
    """Ledger names of every neutral entry. A won dispute is one entry, shown as two.

    Parts that only the processor knows: ``<charge, refund or dispute>:fee``, ``<payout>:return``.
    """
    latest = {s.record.key: s.record for s in account.timeline}
    succeeded = {s.record.key for s in account.timeline if getattr(s.record, "status", None) == "succeeded"}
    for key, record in latest.items():
        for part, record_type, source_id in _entries(account, record, key in succeeded):
            yield NativeIdentity(account.connection, f"{key}{part}", record_type, source_id)


def _entries(account: StripeAccount, record: object, succeeded: bool) -> Iterator[tuple[str, str, str]]:
    ids = account.ids
    match record:
        case Charge():
            yield "", "charge", ids.source(record)
            if succeeded and record.fee:
                yield ":fee", "processor_fee", f"{ids('txn', record.key)}:fee"
        case ProcessorRefund():
            yield "", "refund", ids.source(record)
            if succeeded and record.fee_returned:
                yield ":fee", "processor_fee", f"{ids('txn', record.key)}:fee"
        case Dispute():
            yield "", "dispute", ids.source(record)
            if record.fee:
                yield ":fee", "processor_fee", f"{ids('txn', record.key)}:fee"
            if record.reinstated_at:
                yield "", "dispute_reversal", ids.source(record)
        case ProcessorFee():
            yield "", "processor_fee", ids("txn", record.key)
        case Payout():
            yield "", "payout", ids.source(record)
            if record.status == "failed":
                yield ":return", "payout", f"{ids.source(record)}:return"
