"""How the ledger names what a wallet delivers."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.sandbox.company.model import Charge, Dispute, Payout, ProcessorFee, ProcessorRefund
from ingestion.sandbox.paypal.view import Wallet
from ingestion.sandbox.platform import NativeIdentity


def identities(wallet: Wallet) -> Iterator[NativeIdentity]:
    """Ledger names of every neutral entry. A won dispute is one entry, shown as two.

    Parts that only the processor knows: ``<charge, refund or dispute>:fee``, ``<payout>:return``.
    """
    latest = {s.record.key: s.record for s in wallet.timeline}
    for key, record in latest.items():
        for part, record_type, source_id in _entries(wallet, record):
            yield NativeIdentity(wallet.connection, f"{key}{part}", record_type, source_id)


def _entries(wallet: Wallet, record: object) -> Iterator[tuple[str, str, str]]:
    name = wallet.ids.transaction
    match record:
        case Charge():
            yield "", "charge", name(record.key)
            if record.status == "succeeded" and record.fee:
                yield ":fee", "processor_fee", f"{name(record.key)}:fee"
        case ProcessorRefund():
            yield "", "refund", name(record.key)
            if record.status == "succeeded" and record.fee_returned:
                yield ":fee", "processor_fee", f"{name(record.key)}:fee"
        case Dispute():
            yield "", "dispute", name(record.key)
            if record.fee:
                yield ":fee", "processor_fee", name(record.key)
            if record.reinstated_at:
                yield "", "dispute_reversal", name(f"{record.key}/won")
        case ProcessorFee():
            yield "", "processor_fee", name(record.key)
        case Payout():
            yield "", "payout", name(record.key)
            if record.status == "failed":
                yield ":return", "payout", name(f"{record.key}/return")
