"""What a database holds before its first entry: company, accounts, journals, ways to pay, partners."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from ingestion.sandbox.company.model import Account, Company, Facility
from ingestion.sandbox.odoo.values import Pair
from ingestion.sandbox.versions import Row

CURRENCY_IDS = {"USD": 1, "EUR": 125, "GBP": 142, "AUD": 21}
ACCOUNT_TYPES = {
    "bank": "asset_cash",
    "clearing": "asset_cash",
    "undeposited": "asset_current",
    "receivable": "asset_receivable",
    "payable": "liability_payable",
    "other_asset": "asset_current",
    "liability": "liability_current",
    "equity": "equity",
    "revenue": "income",
    "expense": "expense",
}
RECONCILED = frozenset({"undeposited", "receivable", "payable"})
# method -> (technical code inbound, outbound, name)
METHODS = {
    "check": ("manual", "check_printing", "Checks"),
    "ach": ("manual", "manual", "ACH"),
    "wire": ("manual", "manual", "Wire Transfer"),
    "card": ("manual", "manual", "Card"),
    "paypal": ("manual", "manual", "PayPal"),
}
COMPANY_ID = 1


@dataclass(frozen=True, slots=True)
class Way:
    """A payment method line: how money goes through a journal, and the account it is booked on meanwhile."""

    journal: str  # role of the journal's account
    payment_type: str  # inbound | outbound
    method: str
    account: str  # role


class Chart:
    """The fixed part of one facility's database, and the many2one pairs that other rows show."""

    def __init__(self, company: Company, connection: str) -> None:
        self.company = company
        self.facility: Facility = company.facility_of(connection)
        self.accounts: dict[str, Account] = {a.role: a for a in company.charts[self.facility.code]}
        self.salt = f"{company.seed}/odoo/{connection}"

    def first_id(self, table: str) -> int:
        """Where a table's ids begin: other databases, other numbers."""
        return 3 + int(hashlib.sha256(f"{self.salt}/{table}".encode()).hexdigest()[:6], 16) % 4000

    # ---- pairs
    @property
    def company_pair(self) -> Pair:
        return [COMPANY_ID, self.facility.name]

    def currency(self, code: str) -> Pair:
        return [CURRENCY_IDS.get(code, 30), code]

    def account(self, role: str) -> Pair:
        found = self.accounts[role]
        return [self._account_ids[role], f"{found.code} {found.name}"]

    def journal(self, role: str) -> Pair:
        """The journal of a bank or clearing account, or "sale", "purchase", "general"."""
        return [self._journal_ids[role], self._journal_names[role]]

    def journal_code(self, role: str) -> str:
        fixed = {"sale": "INV", "purchase": "BILL", "general": "MISC"}
        if role in fixed:
            return fixed[role]
        return f"BNK{self.cash_roles.index(role) + 1}" if role.startswith("bank:") else role.split(":")[1].upper()[:4]

    def partner(self, key: str | None) -> Pair | bool:
        return [self._partner_ids[key], self.company.party(key).name] if key else False

    def way(self, way: Way) -> Pair:
        return [self._way_ids[way], f"{METHODS[way.method][2]} ({self._journal_names[way.journal]})"]

    # ---- journals and ways to pay
    @cached_property
    def cash_roles(self) -> list[str]:
        """Bank accounts, then processors' clearing accounts: each has a journal of type bank."""
        return sorted((r for r in self.accounts if r.startswith(("bank:", "clearing:"))), key=lambda r: (r.startswith("c"), self._code(r)))

    def _code(self, role: str) -> str:
        return self.accounts[role].code

    @cached_property
    def journals(self) -> list[str]:
        return ["sale", "purchase", "general", *self.cash_roles]

    @cached_property
    def ways(self) -> list[Way]:
        """Each journal's ways in and out. Checks that wait for the walk to the bank stand on the undeposited account."""
        first = self.cash_roles[0]
        found = [Way(first, "inbound", "check", "undeposited")] if "undeposited" in self.accounts else []
        for role in self.cash_roles:
            for payment_type in ("inbound", "outbound"):
                found += [Way(role, payment_type, method, role) for method in METHODS]
            if role == first and "undeposited" in self.accounts:
                found += [Way(role, "inbound", method, "undeposited") for method in METHODS if method != "check"]
        return found

    def journal_of(self, account: str) -> str:
        """Which journal books money on ``account``: its own, or the first bank's for what is not deposited yet."""
        return account if account in self.cash_roles else self.cash_roles[0]

    # ---- ids
    @cached_property
    def _account_ids(self) -> dict[str, int]:
        first = self.first_id("account")
        return {a.role: first + n for n, a in enumerate(sorted(self.accounts.values(), key=lambda a: a.code))}

    @cached_property
    def _journal_ids(self) -> dict[str, int]:
        return {role: n for n, role in enumerate(self.journals, start=1)}

    @cached_property
    def _journal_names(self) -> dict[str, str]:
        fixed = {"sale": "Customer Invoices", "purchase": "Vendor Bills", "general": "Miscellaneous Operations"}
        return {role: fixed.get(role) or self.accounts[role].name.removesuffix(" Clearing") for role in self.journals}

    @cached_property
    def _way_ids(self) -> dict[Way, int]:
        return {way: n for n, way in enumerate(self.ways, start=1)}

    @cached_property
    def _partner_ids(self) -> dict[str, int]:
        """In an order that means nothing."""
        keys = sorted((p.key for p in self.company.parties), key=lambda k: hashlib.sha256(f"{self.salt}/{k}".encode()).hexdigest())
        return {key: self.first_id("partner") + n for n, key in enumerate(keys)}

    # ---- rows
    def rows(self, customers: set[str], suppliers: set[str]) -> list[tuple[str, Row]]:
        """(model, row) of everything fixed. Partners are those who occur."""
        return [
            ("res.company", {"id": COMPANY_ID, "name": self.facility.name, "currency_id": self._currency, "partner_id": False}),
            *(("account.account", self._account_row(role)) for role in self._account_ids),
            *(("account.journal", self._journal_row(role)) for role in self.journals),
            *(("account.payment.method.line", self._way_row(way)) for way in self.ways),
            *(("res.partner", self._partner_row(key, customers, suppliers)) for key in sorted(customers | suppliers)),
        ]

    @property
    def _currency(self) -> Pair:
        return self.currency(self.facility.currency)

    def _account_row(self, role: str) -> Row:
        found = self.accounts[role]
        foreign = found.currency != self.facility.currency
        return {
            "id": self._account_ids[role],
            "code": found.code,
            "name": found.name,
            "account_type": ACCOUNT_TYPES[found.account_type],
            "reconcile": found.account_type in RECONCILED,
            "active": True,
            "company_ids": [COMPANY_ID],
            "currency_id": self.currency(found.currency) if foreign else False,
        }

    def _journal_row(self, role: str) -> Row:
        bank = self.company.bank_account(role.removeprefix("bank:")) if role.startswith("bank:") else None
        return {
            "id": self._journal_ids[role],
            "name": self._journal_names[role],
            "code": self.journal_code(role),
            "type": role if role in ("sale", "purchase", "general") else "bank",
            "active": True,
            "currency_id": False,
            "bank_account_id": [self._journal_ids[role], bank.number] if bank else False,
            "default_account_id": self.account(role) if role in self.accounts else False,
            "suspense_account_id": self.account("asset:suspense") if bank and "asset:suspense" in self.accounts else False,
            "company_id": self.company_pair,
        }

    def _way_row(self, way: Way) -> Row:
        inbound, outbound, name = METHODS[way.method]
        provider = way.journal.removeprefix("clearing:") if way.journal.startswith("clearing:") else None
        return {
            "id": self._way_ids[way],
            "name": name,
            "code": provider or (inbound if way.payment_type == "inbound" else outbound),
            "payment_type": way.payment_type,
            "sequence": 10,
            "journal_id": self.journal(way.journal),
            "payment_account_id": self.account(way.account),
            "payment_provider_id": [7 if provider == "stripe" else 6, provider.title()] if provider else False,
            "company_id": self.company_pair,
        }

    def _partner_row(self, key: str, customers: set[str], suppliers: set[str]) -> Row:
        party = self.company.party(key)
        return {
            "id": self._partner_ids[key],
            "name": party.name,
            "ref": False,
            "vat": False,
            "email": party.email or False,
            "city": party.city or False,
            "customer_rank": int(key in customers),
            "supplier_rank": int(key in suppliers),
            "is_company": True,
            "active": True,
            "parent_id": False,
            "bank_ids": [],
        }
