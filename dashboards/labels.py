"""What things are called on a page, and the order in which they stand."""

from __future__ import annotations

from datetime import date

SEVERITIES = ("critical", "high", "medium", "low")
BUCKETS = ("0-7", "8-30", "31-60", "61-90", ">90")
RECONCILIATIONS = {
    "bank": "Bank",
    "processor_payout": "Processor payout",
    "payout_composition": "Payout composition",
    "processor_clearing": "Processor clearing",
    "receivable": "Receivable",
    "payable": "Payable",
    "three_way": "Three-way match",
    "payroll": "Payroll",
    "remittance": "Remittance (835)",
    "commerce": "Commerce",
    "inventory": "Inventory",
    "billing_completeness": "Billing completeness",
    "gl_tieout": "GL tie-out",
    "files": "Files",
    "all": "All",
}
STATEMENT_KINDS = {
    "deposits_in_transit": "Deposits in transit",
    "outstanding_payments": "Outstanding payments",
    "bank_receipts_not_in_books": "Bank receipts not in the books",
    "bank_payments_not_in_books": "Bank payments not in the books",
    "matched_differences": "Differences within matched items",
    "opening_difference": "Difference brought forward",
    "ledger_difference": "Ledger movements outside the reconciliation",
}
SIDES = {  # what stands on the left and on the right of a reconciliation
    "bank": ("books", "bank"),
    "processor_payout": ("processor", "bank"),
    "payout_composition": ("payout", "its lines"),
    "processor_clearing": ("books", "processor"),
    "receivable": ("invoices", "payments"),
    "gl_tieout": ("documents", "general ledger"),
}
ACRONYMS = {"gl", "ap", "ar", "id", "po", "fx", "nsf", "eft", "ach", "plb", "cogs", "ofx", "csv", "bai2", "mt940", "x12"}
BRANDS = {"quickbooks_online": "QuickBooks Online", "paypal": "PayPal", "camt053": "camt.053"}


def words(name: str | None) -> str:
    """``bank_fee_not_booked`` as ``Bank fee not booked``; known acronyms and names keep their spelling; a sentence gets its capital."""
    if not name:
        return "\u2013"
    if " " in name:
        return name[:1].upper() + name[1:]
    if name in BRANDS:
        return BRANDS[name]
    parts = [part.upper() if part in ACRONYMS else part for part in name.replace("-", "_").split("_") if part]
    text = " ".join(parts)
    return text[:1].upper() + text[1:]


def reconciliation(name: str | None) -> str:
    """The title of a reconciliation."""
    return RECONCILIATIONS.get(name or "", words(name))


def side(of: str, name: str | None) -> str:
    """``books`` for the left side of ``bank``; the name itself where nothing better is known."""
    known = SIDES.get(of)
    return known[("left", "right").index(name)] if known and name in ("left", "right") else words(name).lower()


def reconciliation_order(name: str) -> int:
    """Position in the house order, unknown ones last."""
    return list(RECONCILIATIONS).index(name) if name in RECONCILIATIONS else len(RECONCILIATIONS)


def short_facility(name: str | None, everyone: list[str]) -> str:
    """The name without the words that all facilities begin with: what tells them apart, where room is short."""
    if not name:
        return "Shared"
    heads = [each.split() for each in everyone if each]
    shared = 0
    while len(heads) > 1 and all(len(head) > shared + 1 and head[shared] == heads[0][shared] for head in heads):
        shared += 1
    return " ".join(name.split()[shared:]) or name


def day(on: date | None) -> str:
    """``30 Sep 2026``."""
    return "\u2013" if on is None else f"{on.day} {on:%b %Y}"


def month(on: date) -> str:
    """``Sep 2026``."""
    return f"{on:%b %Y}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 account`` or ``2 accounts``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
