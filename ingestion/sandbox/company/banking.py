"""What banks record: lines on accounts, in each bank's own style.

Promise: signed from the account holder's side; posted on business days only; visible the next morning; ``bank_reference`` is random and
unique per account, so neither its value nor its order says anything about the books.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ingestion.sandbox.company import business_days, clock
from ingestion.sandbox.company.books import Emit
from ingestion.sandbox.company.model import BankAccount, BankLine
from ingestion.sandbox.company.narratives import fit


@dataclass(frozen=True, slots=True)
class BankStyle:
    """How one bank prints lines. Templates take ``{who}``, ``{what}`` and ``{ref}``; text is cut at ``width``."""

    width: int
    credit: str
    debit: str
    wire: str
    check: str  # takes {number}
    check_digits: int  # check numbers are filled with zeros to this length
    deposit: str
    names: float  # how often the counterparty's name is a field of its own
    references: float  # how often an end-to-end id or trace is a field of its own
    pending: float = 0.0  # how often a line is first shown as pending


STYLES = {
    "first_harbor_plaid": BankStyle(
        80,
        "{who} {what} {ref}",
        "{who} {what} {ref}",
        "WIRE TYPE:WIRE IN {who} {ref}",
        "CHECK # {number}",
        4,
        "DEPOSIT {ref}",
        0.6,
        0.5,
        0.35,
    ),
    "union_trust_plaid": BankStyle(
        32, "ACH {ref} {who}", "ACH {who} {ref}", "WIRE {ref} {who}", "CHECK {number}", 7, "MOBILE DEPOSIT {ref}", 0.4, 0.3, 0.25
    ),
    "commerce_national_bai2": BankStyle(
        90,
        "PREAUTHORIZED ACH CREDIT {who} {what} {ref}",
        "PREAUTHORIZED ACH DEBIT {who} {what} {ref}",
        "INCOMING MONEY TRANSFER {who} REF {ref}",
        "CHECK PAID {number}",
        10,
        "COMMERCIAL DEPOSIT {ref}",
        0.0,
        0.9,
    ),
    "prairie_credit_union_ofx": BankStyle(
        32, "{who} {ref}", "{who} {ref}", "WIRE {ref} {who}", "Share Draft {number}", 6, "Deposit {ref}", 0.3, 0.2
    ),
    "coastal_savings_csv": BankStyle(
        35, "DEP {ref} {who}", "WD {who} {ref}", "WIRE IN {ref} {who}", "CHK {number}", 6, "BRANCH DEPOSIT {ref}", 0.0, 0.25
    ),
    "midland_county_mt940": BankStyle(
        65, "BGC {who} {ref}", "FPO {who} {ref}", "CHAPS {who} {ref}", "CHQ {number}", 6, "CREDIT {ref}", 0.5, 0.8
    ),
    "banque_atlantique_camt053": BankStyle(
        140,
        "VIR SEPA RECU {who} {what} {ref}",
        "VIR SEPA EMIS {who} {ref}",
        "VIR RECU {who} {ref}",
        "CHEQUE {number}",
        7,
        "REMISE {ref}",
        0.95,
        0.9,
    ),
    "southern_cross_csv": BankStyle(
        50, "Direct Credit {who} {ref}", "Direct Debit {who} {ref}", "TT {who} {ref}", "Cheque {number}", 6, "Deposit {ref}", 0.0, 0.4
    ),
}


class BankFeed:
    """Posts lines on one account."""

    def __init__(self, account: BankAccount, country: str, timezone: str, rng: Random, keys: Random, emit: Emit) -> None:
        self.account, self.style = account, STYLES[account.connection]
        self._country, self._timezone, self._rng, self._keys, self._emit = country, timezone, rng, keys, emit
        self.last: BankLine | None = None  # the line posted most recently
        self._references: set[str] = set()
        self._published = 5 * 3600 + rng.randrange(5400)  # seconds after midnight when the bank publishes

    def post(
        self,
        kind: str,
        on: date,
        amount: Decimal,
        text: str,
        *,
        counterparty: str = "",
        customer_reference: str = "",
        check_number: str | None = None,
        value_on: date | None = None,
    ) -> BankLine:
        """One line, posted on ``on`` or the next business day."""
        posted_on = business_days.on_or_after(self._country, on)
        line = BankLine(
            key=f"{self._keys.getrandbits(64):016x}",
            bank_account=self.account.key,
            posted_on=posted_on,
            value_on=value_on or posted_on,
            amount=amount,
            currency=self.account.currency,
            kind=kind,  # type: ignore[arg-type]
            text=fit(text, self.style.width),
            counterparty=counterparty,
            bank_reference=self._new_reference(),
            customer_reference=customer_reference,
            check_number=check_number,
            pending_on=self._pending(posted_on, kind),
        )
        self.last = line
        visible_on = posted_on + timedelta(days=1)
        self._emit(self.account.connection, clock.utc(self._timezone, visible_on, self._published), line)
        return line

    def _pending(self, posted_on: date, kind: str) -> date | None:
        if kind in ("check_paid", "fee", "interest") or self._rng.random() >= self.style.pending:
            return None
        pending_on = business_days.add(self._country, posted_on, -self._rng.choice((1, 1, 2)))
        return pending_on if pending_on >= self.account.opened_on else None

    def _new_reference(self) -> str:
        while True:
            reference = f"{self._rng.randrange(10**11):011d}"
            if reference not in self._references:
                self._references.add(reference)
                return reference
