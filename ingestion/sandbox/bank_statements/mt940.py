"""MT940 as a British bank writes it: one message per account and day, field 86 in slash words, returned items as RC."""

from __future__ import annotations

from decimal import Decimal

from ingestion.sandbox.bank_statements.period import AccountPeriod, Issue
from ingestion.sandbox.company.model import BankLine

EXTENSION = "sta"
_TYPES = {
    "ach_credit": "TRF",
    "ach_debit": "DDT",
    "check_paid": "CHK",
    "deposit": "CLR",
    "wire_in": "TRF",
    "wire_out": "TRF",
    "card": "MSC",
    "fee": "CHG",
    "interest": "INT",
    "returned_item": "RTI",
    "transfer": "TRF",
}
_WIDTH = 65


def render(issue: Issue) -> bytes:
    """MT940 messages, one after the other, with Windows line ends."""
    return ("\r\n".join(line for period in issue.periods for line in _message(period)) + "\r\n").encode("latin-1", errors="replace")


def _message(period: AccountPeriod) -> list[str]:
    account = period.account
    lines = [
        f":20:{period.ends_on:%y%m%d}{account.number[-8:]}",
        f":25:{account.routing}/{account.number}" if account.routing else f":25:{account.number}",
        f":28C:{period.number:05d}/00001",
        f":60F:{_balance(period.opening, period, period.starts_on)}",
    ]
    for line in period.lines:
        lines += [_line(line), *_details(line)]
    return [
        *lines,
        f":62F:{_balance(period.closing, period, period.ends_on)}",
        f":64:{_balance(period.closing, period, period.ends_on)}",
        "-",
    ]


def _balance(amount: Decimal, period: AccountPeriod, day: object) -> str:
    return f"{'C' if amount >= 0 else 'D'}{day:%y%m%d}{period.account.currency}{_comma(amount)}"


def _line(line: BankLine) -> str:
    if line.kind == "returned_item" and line.amount < 0:
        mark = "RC"
    else:
        mark = "C" if line.amount >= 0 else "D"
    customer = (line.check_number or line.customer_reference or "NONREF")[:16]
    days = f"{line.value_on:%y%m%d}{line.posted_on:%m%d}"
    return f":61:{days}{mark}{_comma(line.amount)}N{_TYPES[line.kind]}{customer}//{line.bank_reference[:16]}"


def _details(line: BankLine) -> list[str]:
    said = f"/TRTP/{_TYPES[line.kind]}"
    if line.customer_reference and not line.check_number:
        said += f"/EREF/{line.customer_reference}"
    if line.counterparty:
        said += f"/NAME/{line.counterparty}"
    said += f"/REMI/{line.text}"
    rows = [f":86:{said}"[i : i + _WIDTH] for i in range(0, len(said) + 4, _WIDTH)]
    return _unbroken(rows)


def _unbroken(rows: list[str]) -> list[str]:
    """A row never ends or starts with a space or starts like a field: the character moves to the row before."""
    whole = "".join(rows)
    found, rest = [], whole
    while rest:
        cut = min(_WIDTH, len(rest))
        while cut < len(rest) and cut > 40 and (rest[cut - 1] in " :-" or rest[cut] in " :-"):
            cut -= 1
        found.append(rest[:cut])
        rest = rest[cut:]
    return found


def _comma(amount: Decimal) -> str:
    return f"{abs(amount):.2f}".replace(".", ",")
