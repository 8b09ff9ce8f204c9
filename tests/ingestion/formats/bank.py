"""A made-up bank for the tests of the readers: accounts, lines and whole files from them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from ingestion.sandbox.bank_statements.period import AccountPeriod, Issue
from ingestion.sandbox.company.model import BankAccount, BankLine

DAY = date(2026, 9, 7)
IBAN = "FR7618370004120004666666638"


def account(currency="USD", iban=None, number="241975303"):
    return BankAccount(
        key=f"acct_{number}",
        facility="HCG-01",
        name="Operating",
        bank_name="Test Bank",
        number=number,
        routing="041204881",
        iban=iban,
        bic="TESTFR2N" if iban else None,
        currency=currency,
        channel="csv",
        connection="test_bank",
        opened_on=DAY,
        opening_balance=Decimal("1000.00"),
    )


def line(amount, text="ACH CREDIT CEDAR CO HLTH PLN", *, reference="10000000001", on=DAY, kind="ach_credit", currency="USD", **more):
    own = {"counterparty": "", "customer_reference": "", "check_number": None, "value_on": on, **more}
    return BankLine(
        key=f"k{reference}",
        bank_account="acct_241975303",
        posted_on=on,
        amount=Decimal(amount),
        currency=currency,
        kind=kind,
        text=text,
        bank_reference=reference,
        **own,
    )


def issue(lines, *, opening="1000.00", closing=None, of=None, starts_on=DAY, ends_on=DAY):
    """A file of one account. ``closing`` None: what the lines make of ``opening``."""
    start = Decimal(opening)
    end = start + sum((item.amount for item in lines), Decimal("0.00")) if closing is None else Decimal(closing)
    period = AccountPeriod(of or account(), starts_on, ends_on, start, end, tuple(lines), 1)
    return Issue((period,), datetime(2026, 9, 8, 6, tzinfo=UTC), 1)
