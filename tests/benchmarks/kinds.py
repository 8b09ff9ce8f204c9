"""Every kind of thing that happens between books and a bank, how often it does, and what the benchmark must cover.

A kind takes the ground of a case and adds to it: a few rows, and the truth about them.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.benchmarks import kinds_alone, kinds_of_groups, kinds_of_pairs
from tests.benchmarks.case import Case
from tests.benchmarks.ground import Ground

Kind = Callable[[Ground], None]

# How often each happens, next to the others.
WEIGHTS: dict[Kind, int] = {
    kinds_of_pairs.plain: 30,
    kinds_of_pairs.vendor_payment: 14,
    kinds_of_pairs.glued_reference: 3,
    kinds_of_pairs.truncated_reference: 2,
    kinds_of_pairs.reference_only: 4,
    kinds_of_pairs.no_reference: 8,
    kinds_of_pairs.cryptic_descriptor: 1,
    kinds_of_pairs.check: 6,
    kinds_of_pairs.same_day_same_amount: 2,
    kinds_of_pairs.weekly: 2,
    kinds_of_pairs.monthly: 1,
    kinds_of_pairs.wire_fee: 2,
    kinds_of_pairs.card_fee: 1,
    kinds_of_pairs.short_pay: 2,
    kinds_of_pairs.discount: 1,
    kinds_of_pairs.over_pay: 1,
    kinds_of_pairs.transposition: 1,
    kinds_of_pairs.foreign_payment: 2,
    kinds_of_pairs.foreign_account: 1,
    kinds_of_groups.batch_with_references: 3,
    kinds_of_groups.batch_without_references: 3,
    kinds_of_groups.some_of_the_open_items: 1,
    kinds_of_groups.instalments: 2,
    kinds_of_groups.net_payout: 1,
    kinds_of_groups.split_payout: 1,
    kinds_of_groups.merged_payouts: 1,
    kinds_of_groups.bank_reversal: 1,
    kinds_of_groups.void_and_reissue: 1,
    kinds_of_groups.wrong_payment_corrected: 1,
    kinds_alone.outstanding_check: 2,
    kinds_alone.deposit_in_transit: 2,
    kinds_alone.bank_fee: 2,
    kinds_alone.interest: 1,
    kinds_alone.returned_deposit: 1,
    kinds_alone.duplicate_in_books: 1,
    kinds_alone.duplicate_at_bank: 1,
    kinds_alone.trap: 2,
    kinds_alone.other_currency: 1,
    kinds_alone.unknown_receipt: 1,
}
# What happens once in every case: a busy day has many rows of its own.
ONCE: tuple[Kind, ...] = (kinds_of_pairs.busy_day,)

# What must be covered, and the kinds that do.
COVERS: dict[str, tuple[str, ...]] = {
    "exact references": ("plain", "vendor_payment", "returned_deposit"),
    "mangled references": ("plain", "reference_only"),
    "truncated references": ("truncated_reference",),
    "missing references": ("no_reference",),
    "references inside free text": ("reference_only", "batch_with_references"),
    "references glued to other digits": ("glued_reference",),
    "check numbers with leading zeros": ("check",),
    "abbreviated, truncated, misspelt names": ("no_reference", "plain"),
    "cryptic bank descriptors that need a learned alias": ("cryptic_descriptor",),
    "equal amounts on the same day from different parties": ("same_day_same_amount", "busy_day"),
    "weekly recurring equal amounts": ("weekly",),
    "monthly recurring equal amounts": ("monthly",),
    "wire fees deducted": ("wire_fee",),
    "card fees deducted": ("card_fee",),
    "short-pay": ("short_pay",),
    "over-pay": ("over_pay",),
    "discount": ("discount",),
    "digit transposition": ("transposition",),
    "several invoices in one deposit, with references": ("batch_with_references",),
    "several invoices in one deposit, without references": ("batch_without_references",),
    "a subset of a party's open items": ("some_of_the_open_items",),
    "one invoice in instalments": ("instalments",),
    "payouts net of fees, refunds, chargebacks": ("net_payout",),
    "payouts split over two credits": ("split_payout",),
    "payouts merged into one credit": ("merged_payouts",),
    "void and reissue": ("void_and_reissue",),
    "wrong payment, reversal, correction": ("wrong_payment_corrected", "bank_reversal"),
    "returned deposits": ("returned_deposit",),
    "duplicates in the books": ("duplicate_in_books",),
    "duplicates at the bank": ("duplicate_at_bank",),
    "foreign currency with dated rates": ("foreign_payment", "foreign_account", "other_currency"),
    "outstanding checks": ("outstanding_check",),
    "deposits in transit": ("deposit_in_transit",),
    "bank fees without a book entry": ("bank_fee",),
    "interest without a book entry": ("interest",),
    "traps: same amount and week, other party": ("trap",),
    "receipts that nobody knows of": ("unknown_receipt",),
}


def not_covered(case: Case) -> list[str]:
    """What of ``COVERS`` has no event in ``case``."""
    happened = {group.kind for group in case.groups} | {alone.kind for alone in case.alone}
    return [wanted for wanted, kinds in COVERS.items() if not set(kinds) <= happened]
