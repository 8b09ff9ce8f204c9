"""The neutral records of the sample company, before any platform gives them its own shape.

One seeded generator makes these; the views under ``ingestion/sandbox/<platform>/`` render them in native form. Nothing here knows a
vendor. A record is immutable; a later edit, void or deletion is a later :class:`Snapshot` of the same key.

Conventions
-----------
* ``key`` is unique inside the company and meaningless; views must turn it into a native id of their own (never print it).
* Money is :class:`decimal.Decimal` with two places, in the record's ``currency``. Documents carry positive totals (their class gives the
  meaning); bank lines, bank transactions and postings are signed from the account holder's side (+ is money in, or a debit).
* ``*_on`` is a calendar date in the facility's time zone; ``*_at`` is an aware UTC datetime.
* ``account`` is an account *role* of the facility's chart (see :data:`ACCOUNT_ROLES`), for example ``bank:<bank account key>``,
  ``receivable``, ``clearing:stripe``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

AccountingPlatform = Literal["quickbooks_online", "xero", "odoo"]
BankChannel = Literal["plaid", "bai2", "camt053", "mt940", "ofx", "csv"]
PartyKind = Literal["payer", "vendor", "bank", "processor", "group"]


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that pays, is paid, or is a bank or processor. Never a patient."""

    key: str
    name: str
    kind: PartyKind
    email: str
    city: str


@dataclass(frozen=True, slots=True)
class BankAccount:
    """One account at one bank. ``number`` is what books and statements both state; Plaid shows only its last four digits."""

    key: str
    facility: str  # Facility.code
    name: str  # "Operating Checking"
    bank_name: str  # "First Harbor Bank"
    number: str  # digits
    routing: str  # ABA for US, sort code for UK, empty elsewhere
    iban: str | None
    bic: str | None
    currency: str
    channel: BankChannel
    connection: str  # name of the connection that delivers this account's lines
    opened_on: date
    opening_balance: Decimal  # at the start of ``opened_on``, same in the books and at the bank


@dataclass(frozen=True, slots=True)
class Facility:
    """A care facility with books of its own."""

    code: str  # "HCG-04"
    name: str  # "Harbor Care Northside"
    city: str
    country: str  # ISO 3166 alpha-2
    currency: str
    timezone: str  # IANA
    platform: AccountingPlatform
    connection: str  # name of the accounting connection
    processors: tuple[str, ...] = ()  # names of ProcessorAccount it is paid through


@dataclass(frozen=True, slots=True)
class ProcessorAccount:
    """An account at a payment processor (a Stripe account, a PayPal wallet)."""

    key: str
    platform: Literal["stripe", "paypal"]
    connection: str
    facility: str
    currency: str
    timezone: str
    descriptor: str  # what banks print, e.g. "HARBOR CARE NORTHSIDE"
    payout_bank_account: str  # BankAccount.key
    opening_balance: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a facility's chart. ``role`` is how records name it."""

    role: str
    code: str  # "1200"
    name: str
    account_type: Literal[
        "bank", "undeposited", "clearing", "receivable", "payable", "other_asset", "liability", "equity", "revenue", "expense"
    ]
    currency: str
    bank_account: str | None = None  # BankAccount.key of a bank account


# Roles every facility's chart has; besides one "bank:<key>" per bank account and one "clearing:<platform>" per processor.
ACCOUNT_ROLES = (
    "receivable",
    "payable",
    "undeposited",
    "revenue:nursing",
    "revenue:therapy",
    "revenue:residential",
    "expense:supplies",
    "expense:rent",
    "expense:utilities",
    "expense:merchant_fees",
    "expense:bank_fees",
    "expense:bad_debt",
    "income:interest",
    "equity:opening",
    "liability:intercompany",
    "asset:suspense",
)


# ---------------------------------------------------------------------------------------------------- books (accounting systems)
@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line of an invoice, credit note or bill. ``amount = quantity * unit_price``, positive."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    account: str


@dataclass(frozen=True, slots=True)
class Application:
    """Part of a payment or credit that settles a document."""

    document_key: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    key: str
    facility: str
    number: str
    party: str  # Party.key of the payer
    issued_on: date
    due_on: date
    currency: str
    lines: tuple[DocumentLine, ...]
    total: Decimal
    balance: Decimal  # still open, as the book sees it at this snapshot
    reference: str  # claim or order reference, e.g. "CLM-88213"; may be empty
    memo: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class CreditNote:
    key: str
    facility: str
    number: str
    party: str
    issued_on: date
    currency: str
    lines: tuple[DocumentLine, ...]
    total: Decimal
    applied: tuple[Application, ...]  # to invoices
    memo: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money received from a customer, as the book recorded it."""

    key: str
    facility: str
    party: str
    received_on: date
    amount: Decimal
    currency: str
    method: Literal["check", "ach", "wire", "card", "paypal"]
    reference: str  # check number, EFT trace, processor charge reference, or empty
    account: str  # "bank:<key>" | "undeposited" | "clearing:stripe" | "clearing:paypal"
    applied: tuple[Application, ...]  # to invoices; the rest is unapplied
    memo: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class CustomerRefund:
    """Money given back to a customer. Settles a credit note when ``credit_note_key`` is set, else the receivable account directly."""

    key: str
    facility: str
    party: str
    refunded_on: date
    amount: Decimal
    currency: str
    method: Literal["check", "ach", "card", "paypal"]
    reference: str
    account: str
    credit_note_key: str | None
    memo: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class Bill:
    key: str
    facility: str
    number: str  # the vendor's invoice number
    party: str
    issued_on: date
    due_on: date
    currency: str
    lines: tuple[DocumentLine, ...]
    total: Decimal
    balance: Decimal
    memo: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class BillPayment:
    key: str
    facility: str
    party: str
    paid_on: date
    amount: Decimal
    currency: str
    method: Literal["check", "ach", "wire"]
    check_number: str | None
    reference: str
    account: str  # "bank:<key>"
    applied: tuple[Application, ...]  # to bills
    memo: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class DepositLine:
    """``receipt_key`` moves an undeposited receipt; otherwise ``account`` says where the money comes from (or, negative, goes)."""

    amount: Decimal
    account: str  # "undeposited" | "clearing:stripe" | "expense:merchant_fees" | ...
    receipt_key: str | None = None
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Deposit:
    """One bank deposit: a bundle of checks, or a processor payout net of its fees."""

    key: str
    facility: str
    bank_account: str  # BankAccount.key
    deposited_on: date
    currency: str
    lines: tuple[DepositLine, ...]
    total: Decimal  # = sum of lines
    reference: str  # payout id or deposit slip number as the bookkeeper typed it; may be empty
    memo: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class BankTransaction:
    """Money in (+) or out (-) of a bank account posted straight against another account: a fee, interest, rent by direct debit."""

    key: str
    facility: str
    bank_account: str
    occurred_on: date
    amount: Decimal
    currency: str
    party: str
    counter_account: str
    check_number: str | None
    reference: str
    memo: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money moved between two bank accounts of the same facility. ``amount`` is positive; entries are ``<key>:from`` and ``<key>:to``."""

    key: str
    facility: str
    from_bank_account: str
    to_bank_account: str
    occurred_on: date
    amount: Decimal
    currency: str
    reference: str
    memo: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class JournalLine:
    account: str
    amount: Decimal  # debit +, credit -
    party: str | None
    memo: str


@dataclass(frozen=True, slots=True)
class Journal:
    """A manual journal. Lines sum to zero. The entry of line n (from 1) is ``<key>:<n>``."""

    key: str
    facility: str
    number: str
    occurred_on: date
    currency: str
    lines: tuple[JournalLine, ...]
    memo: str
    is_void: bool = False


BookRecord = Invoice | CreditNote | Receipt | CustomerRefund | Bill | BillPayment | Deposit | BankTransaction | Transfer | Journal


@dataclass(frozen=True, slots=True)
class Posting:
    """One general-ledger line of a book record: debit +, credit -."""

    account: str
    amount: Decimal
    party: str | None
    memo: str


# ---------------------------------------------------------------------------------------------------------- payment processors
@dataclass(frozen=True, slots=True)
class Charge:
    """A customer payment taken by a processor. ``fee`` is what the processor keeps, positive."""

    key: str
    account: str  # ProcessorAccount.key
    party: str
    created_at: datetime
    amount: Decimal
    fee: Decimal
    currency: str
    invoice_number: str  # what the merchant put into metadata / invoice_id; may be empty
    description: str
    payer_name: str  # PHI-like: a natural person; views put it where the vendor does, connectors must tokenise it
    payer_email: str  # PHI-like
    status: Literal["succeeded", "pending", "failed"]
    payout_key: str | None  # the payout that carries it, once known


@dataclass(frozen=True, slots=True)
class ProcessorRefund:
    key: str
    account: str
    charge_key: str
    created_at: datetime
    amount: Decimal
    fee_returned: Decimal  # part of the original fee given back (PayPal), else 0
    currency: str
    status: Literal["succeeded", "pending", "failed"]
    payout_key: str | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A chargeback: ``amount`` is withdrawn and ``fee`` charged at ``created_at``; a won dispute is reinstated at ``reinstated_at``."""

    key: str
    account: str
    charge_key: str
    created_at: datetime
    amount: Decimal
    fee: Decimal
    currency: str
    status: Literal["needs_response", "won", "lost"]
    reinstated_at: datetime | None
    payout_key: str | None  # payout that carries the withdrawal
    reinstated_payout_key: str | None


@dataclass(frozen=True, slots=True)
class ProcessorFee:
    """A fee billed on its own line (monthly, radar), positive."""

    key: str
    account: str
    created_at: datetime
    amount: Decimal
    currency: str
    description: str
    payout_key: str | None


@dataclass(frozen=True, slots=True)
class Payout:
    """Money sent from the processor to the bank. ``amount`` = sum of its components' net."""

    key: str
    account: str
    created_at: datetime
    arrival_on: date
    amount: Decimal
    currency: str
    trace: str  # digits; what a bank may quote
    statement_reference: str  # e.g. "ST-A1B2C3D4E5F6"; what a bank usually quotes
    status: Literal["paid", "in_transit", "failed"]
    failed_at: datetime | None = None


ProcessorRecord = Charge | ProcessorRefund | Dispute | ProcessorFee | Payout


# --------------------------------------------------------------------------------------------------------------------------- bank
@dataclass(frozen=True, slots=True)
class BankLine:
    """One line on a bank account as the bank reports it. ``amount`` is signed: + is money in."""

    key: str
    bank_account: str
    posted_on: date
    value_on: date
    amount: Decimal
    currency: str
    kind: Literal[
        "ach_credit", "ach_debit", "check_paid", "deposit", "wire_in", "wire_out", "card", "fee", "interest", "returned_item", "transfer"
    ]
    text: str  # the bank's narrative, cryptic and truncated as banks do
    counterparty: str  # name as the bank knows it, or empty
    bank_reference: str  # the bank's own id of the line, unique per account
    customer_reference: str  # end-to-end id, trace, or empty
    check_number: str | None
    pending_on: date | None = None  # aggregators show it as pending (under another id) from this date until ``posted_on``


Record = BookRecord | ProcessorRecord | BankLine


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a source system shows for ``record.key`` from ``at`` on. ``deleted``: it vanished at ``at`` (``record`` is its last state)."""

    at: datetime
    record: Record
    deleted: bool = False


# -------------------------------------------------------------------------------------------------------------------------- truth
@dataclass(frozen=True, slots=True)
class EntryRef:
    """A monetary entry by neutral name: ``connection`` and entry key (record key, or ``key:part`` for transfers and journal lines)."""

    connection: str
    entry: str


@dataclass(frozen=True, slots=True)
class TruthGroup:
    """Entries that truly belong together in one reconciliation."""

    reconciliation: str
    left: tuple[EntryRef, ...]
    right: tuple[EntryRef, ...]
    kind: str  # "1-1", "1-n", "n-1", "n-m", "reversal"
    case: str  # how hard or why: "exact", "truncated_name", "batch", ...


@dataclass(frozen=True, slots=True)
class PlantedProblem:
    """A problem put in on purpose, and the reason code that must be reported on (one of) ``entries``."""

    problem: str
    reconciliation: str
    entries: tuple[EntryRef, ...]
    reason_code: str
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Company:
    """Everything the sandbox serves. ``timelines`` maps a connection to its snapshots, oldest first."""

    seed: int
    started_on: date
    ended_on: date  # last business day that has records; the sandbox clock stands at its end by default
    facilities: tuple[Facility, ...]
    bank_accounts: tuple[BankAccount, ...]
    processor_accounts: tuple[ProcessorAccount, ...]
    parties: tuple[Party, ...]
    charts: dict[str, tuple[Account, ...]]  # Facility.code -> accounts
    timelines: dict[str, tuple[Snapshot, ...]]
    truth: tuple[TruthGroup, ...] = ()
    planted: tuple[PlantedProblem, ...] = ()
    unposted: frozenset[str] = frozenset()  # keys of documents whose general-ledger lines are missing: views leave those lines out
    _party: dict[str, Party] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._party.update({p.key: p for p in self.parties})

    def party(self, key: str) -> Party:
        return self._party[key]

    def facility(self, code: str) -> Facility:
        return next(f for f in self.facilities if f.code == code)

    def facility_of(self, connection: str) -> Facility:
        """The facility whose books (or processor account) ``connection`` delivers."""
        for f in self.facilities:
            if f.connection == connection:
                return f
        for p in self.processor_accounts:
            if p.connection == connection:
                return self.facility(p.facility)
        raise KeyError(connection)

    def bank_account(self, key: str) -> BankAccount:
        return next(b for b in self.bank_accounts if b.key == key)

    def connections(self) -> Iterator[tuple[str, str]]:
        """(platform, connection) pairs, each once, in a fixed order. Bank files are one platform, ``bank_statements``."""
        seen: dict[str, str] = {}
        for f in self.facilities:
            seen.setdefault(f.connection, f.platform)
        for p in self.processor_accounts:
            seen.setdefault(p.connection, p.platform)
        for b in self.bank_accounts:
            seen.setdefault(b.connection, "plaid" if b.channel == "plaid" else "bank_statements")
        yield from ((platform, connection) for connection, platform in seen.items())
