"""One Xero organisation: its ids, chart of accounts and contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property

from ingestion.sandbox.company.model import Account, Company, Facility
from ingestion.sandbox.platform import native_uuid
from ingestion.sandbox.xero.native import Native, Row, ms_time

_TYPES = {
    "bank": "BANK",
    "clearing": "BANK",
    "undeposited": "CURRENT",
    "receivable": "CURRENT",
    "payable": "CURRLIAB",
    "other_asset": "CURRENT",
    "liability": "CURRLIAB",
    "equity": "EQUITY",
    "revenue": "REVENUE",
    "expense": "EXPENSE",
}
_CLASSES = {
    "payable": "LIABILITY",
    "liability": "LIABILITY",
    "equity": "EQUITY",
    "revenue": "REVENUE",
    "expense": "EXPENSE",
}
_SYSTEM = {"receivable": "DEBTORS", "payable": "CREDITORS"}
_VERSIONS = {"GB": "UK", "AU": "AU", "NZ": "NZ", "US": "US"}
_TIME_ZONES = {
    "Europe/London": "GMTSTANDARDTIME",
    "Australia/Sydney": "AUSEASTERNSTANDARDTIME",
    "America/New_York": "EASTERNSTANDARDTIME",
    "America/Chicago": "CENTRALSTANDARDTIME",
    "America/Denver": "MOUNTAINSTANDARDTIME",
    "America/Phoenix": "USMOUNTAINSTANDARDTIME",
    "America/Los_Angeles": "PACIFICSTANDARDTIME",
}


@dataclass(frozen=True)
class Organisation:
    """The tenant that holds one facility's books."""

    company: Company
    connection: str

    @cached_property
    def facility(self) -> Facility:
        return self.company.facility_of(self.connection)

    @cached_property
    def tenant_id(self) -> str:
        return self.uuid("tenant")

    @cached_property
    def opened_at(self) -> datetime:
        return datetime.combine(self.company.started_on, time(), UTC)

    @cached_property
    def _chart(self) -> dict[str, Account]:
        return {a.role: a for a in self.company.charts[self.facility.code]}

    def uuid(self, *parts: str) -> str:
        return native_uuid(self.company, "xero", self.connection, *parts)

    def account(self, role: str) -> Account:
        return self._chart[role]

    def account_id(self, role: str) -> str:
        return self.uuid("account", self._chart[role].role)

    def account_ref(self, role: str) -> Row:
        """An account as other rows name it."""
        return {"AccountID": self.account_id(role), "Code": self._chart[role].code, "Name": self._chart[role].name}

    def contact_ref(self, party: str) -> Row:
        """A contact as other rows name it."""
        return {"ContactID": self.uuid("contact", party), "Name": self.company.party(party).name, "HasValidationErrors": False}

    def account_type(self, role: str) -> str:
        return _TYPES[self._chart[role].account_type]

    def organisation_row(self) -> Row:
        facility = self.facility
        return {
            "OrganisationID": self.tenant_id,
            "Name": facility.name,
            "LegalName": facility.name,
            "PaysTax": True,
            "Version": _VERSIONS.get(facility.country, "GLOBAL"),
            "OrganisationType": "COMPANY",
            "BaseCurrency": facility.currency,
            "CountryCode": facility.country,
            "IsDemoCompany": False,
            "OrganisationStatus": "ACTIVE",
            "FinancialYearEndDay": 31,
            "FinancialYearEndMonth": 12,
            "CreatedDateUTC": ms_time(self.opened_at),
            "Timezone": _TIME_ZONES.get(facility.timezone, "UTC"),
            "OrganisationEntityType": "COMPANY",
        }

    def account_rows(self) -> list[Native]:
        """Bank accounts state their number; a clearing account is a bank account of Xero without one."""
        return [Native("Accounts", self.account_id(a.role), self._account_row(a)) for a in self._chart.values()]

    def contact_row(self, party: str, customer: bool, supplier: bool) -> Native:
        contact, native_id = self.company.party(party), self.uuid("contact", party)
        archived = native_id.startswith("0")  # some contacts were retired: they are served on request only
        row = {
            "ContactID": native_id,
            "ContactStatus": "ARCHIVED" if archived else "ACTIVE",
            "Name": contact.name,
            "EmailAddress": contact.email,
            "BankAccountDetails": "",
            "Addresses": [{"AddressType": "STREET", "City": contact.city}, {"AddressType": "POBOX"}],
            "Phones": [],
            "ContactGroups": [],
            "ContactPersons": [],
            "IsSupplier": supplier,
            "IsCustomer": customer,
            "HasAttachments": False,
            "HasValidationErrors": False,
        }
        return Native("Contacts", native_id, row)

    def _account_row(self, account: Account) -> Row:
        kind = account.account_type
        row: Row = {
            "AccountID": self.account_id(account.role),
            "Code": account.code,
            "Name": account.name,
            "Status": "ACTIVE",
            "Type": _TYPES[kind],
            "TaxType": "NONE",
            "Class": _CLASSES.get(kind, "ASSET"),
            "EnablePaymentsToAccount": kind == "undeposited",
            "ShowInExpenseClaims": False,
            "ReportingCode": "",
            "HasAttachments": False,
            "AddToWatchlist": False,
        }
        if _TYPES[kind] == "BANK":
            bank = self.company.bank_account(account.bank_account) if account.bank_account else None
            row |= {"BankAccountNumber": bank.number if bank else "", "BankAccountType": "BANK", "CurrencyCode": account.currency}
        if kind in _SYSTEM:
            row["SystemAccount"] = _SYSTEM[kind]
        return row
