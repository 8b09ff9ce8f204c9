"""The chart of accounts of a facility: one account per role."""

from __future__ import annotations

from ingestion.sandbox.company.model import ACCOUNT_ROLES, Account, BankAccount, Facility, ProcessorAccount

_NAMES: dict[str, tuple[str, str, str]] = {
    "receivable": ("1200", "Accounts Receivable", "receivable"),
    "payable": ("2000", "Accounts Payable", "payable"),
    "undeposited": ("1090", "Undeposited Funds", "undeposited"),
    "revenue:nursing": ("4010", "Nursing Revenue", "revenue"),
    "revenue:therapy": ("4020", "Therapy Revenue", "revenue"),
    "revenue:residential": ("4030", "Residential Care Revenue", "revenue"),
    "expense:supplies": ("6010", "Care Supplies", "expense"),
    "expense:rent": ("6100", "Rent", "expense"),
    "expense:utilities": ("6120", "Utilities", "expense"),
    "expense:merchant_fees": ("6300", "Merchant Fees", "expense"),
    "expense:bank_fees": ("6310", "Bank Charges", "expense"),
    "expense:bad_debt": ("6400", "Bad Debt", "expense"),
    "income:interest": ("7010", "Interest Income", "revenue"),
    "equity:opening": ("3000", "Opening Balance Equity", "equity"),
    "liability:intercompany": ("2500", "Due to Harbor Care Group", "liability"),
    "asset:suspense": ("1900", "Suspense", "other_asset"),
}


def chart(facility: Facility, banks: tuple[BankAccount, ...], processors: tuple[ProcessorAccount, ...]) -> tuple[Account, ...]:
    """Bank accounts, then clearing accounts, then every role of the contract."""
    cash = [Account(f"bank:{b.key}", str(1000 + 10 * n), f"{b.name} {b.bank_name}", "bank", b.currency, b.key) for n, b in enumerate(banks)]
    clearing = [
        Account(
            f"clearing:{p.platform}", str(1050 + n), f"{'Stripe' if p.platform == 'stripe' else 'PayPal'} Clearing", "clearing", p.currency
        )
        for n, p in enumerate(processors)
    ]
    rest = [Account(role, *_NAMES[role], facility.currency) for role in ACCOUNT_ROLES]
    return (*cash, *clearing, *rest)
