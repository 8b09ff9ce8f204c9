"""How many problems are planted, where and when.

Promise: at scale 1 and 92 days nine of each kind (more with volume, at least two from 30 days on), dealt over facilities in turn, each
early enough that its verdict is plain at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ingestion.sandbox.company import problems_bank as bank
from ingestion.sandbox.company import problems_other as other
from ingestion.sandbox.company import problems_pairing as pairing
from ingestion.sandbox.company.desks import Desks
from ingestion.sandbox.company.model import BankAccount, Facility
from ingestion.sandbox.company.roster import CHECK_COUNTRIES

Stage = Callable[[Desks, date], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """``stage`` None: the ordinary work asks ``Site.due`` and does it. ``clearance``: days that must remain until the end."""

    reason: str
    stage: Stage | None
    clearance: int
    where: str = "anywhere"  # "anywhere" | "two_accounts" | "checks" | "processor" | "journals"
    least_days: int = 0
    scales: bool = True  # whether more documents mean more of them; there is one payout a day however many charges it carries


KINDS = (
    Kind("missing_in_books", bank.missing_in_books, 13),
    Kind("missing_at_bank", bank.missing_at_bank, 27),
    Kind("bank_fee_not_booked", bank.bank_fee_not_booked, 13),
    Kind("interest_not_booked", bank.interest_not_booked, 13),
    Kind("duplicate_in_books", pairing.duplicate_in_books, 27),
    Kind("duplicate_at_bank", pairing.duplicate_at_bank, 24),
    Kind("amount_mismatch", pairing.amount_mismatch, 27),
    Kind("returned_item", bank.returned_item, 27),
    Kind("wrong_account", pairing.wrong_account, 26, "two_accounts"),
    Kind("stale_check", bank.stale_check, 57, "checks", 60),
    Kind("payout_missing_at_bank", None, 27, "processor", scales=False),
    Kind("payout_amount_mismatch", None, 20, "processor", scales=False),
    Kind("bank_credit_without_payout", other.bank_credit_without_payout, 15, "processor"),
    Kind("charge_missing_in_books", None, 18, "processor"),
    Kind("receipt_without_charge", other.receipt_without_charge, 20, "processor"),
    Kind("short_paid", other.short_paid, 25),
    Kind("over_paid", other.over_paid, 25),
    Kind("payment_without_invoice", other.payment_without_invoice, 20),
    Kind("duplicate_payment", other.duplicate_payment, 27),
    Kind("payment_on_void_invoice", other.payment_on_void_invoice, 27),
    # Xero lets nobody journal to its control accounts.
    Kind("manual_posting_to_control_account", other.manual_posting_to_control_account, 10, "journals"),
    Kind("not_posted_to_ledger", None, 10),
)


def eligible(kind: Kind, facilities: tuple[Facility, ...], accounts: tuple[BankAccount, ...]) -> list[Facility]:
    """Facilities where the problem can happen, platforms taking turns."""
    tests: dict[str, Callable[[Facility], bool]] = {
        "anywhere": lambda f: True,
        "two_accounts": lambda f: sum(a.facility == f.code for a in accounts) > 1,
        "checks": lambda f: f.country in CHECK_COUNTRIES,
        "processor": lambda f: bool(f.processors),
        "journals": lambda f: f.platform != "xero",
    }
    found = [f for f in facilities if tests[kind.where](f)]
    turn = {f.code: sum(g.platform == f.platform for g in found[:n]) for n, f in enumerate(found)}
    return sorted(found, key=lambda f: (turn[f.code], f.platform))


def plan(
    seed: int, started_on: date, ended_on: date, scale: float, facilities: tuple[Facility, ...], accounts: tuple[BankAccount, ...]
) -> dict[str, list[tuple[date, Kind]]]:
    """Facility code to what is planted there, by day."""
    days = (ended_on - started_on).days + 1
    found: dict[str, list[tuple[date, Kind]]] = {f.code: [] for f in facilities}
    for n, kind in enumerate(KINDS):
        rng = Random(f"{seed}/plan/{kind.reason}")
        window = days - kind.clearance
        count = (
            max(2 if days >= 30 else 0, round(9 * (scale if kind.scales else 1) * days / 92))
            if window > 0 and days >= kind.least_days
            else 0
        )
        places = eligible(kind, facilities, accounts)
        for i in range(count):
            on = started_on + timedelta(days=rng.randrange(window))
            found[places[(5 * n + i) % len(places)].code].append((on, kind))
    for code in found:
        found[code].sort(key=lambda item: item[0])
    return found
