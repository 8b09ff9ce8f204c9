"""BAI2 as a US bank writes it: one group a day, text in continuations, deposits with their value date."""

from __future__ import annotations

from ingestion.sandbox.bank_statements.period import AccountPeriod, Issue, minor
from ingestion.sandbox.company.model import BankLine

EXTENSION = "bai"
_CODES = {
    "ach_credit": "165",
    "ach_debit": "455",
    "check_paid": "475",
    "deposit": "301",
    "wire_in": "195",
    "wire_out": "495",
    "card": "469",
    "fee": "698",
    "interest": "354",
    "returned_item": "555",
    "transfer": ("275", "575"),
}
_TEXT_WIDTH = 60


def render(issue: Issue) -> bytes:
    """A BAI2 file whose trailers are right."""
    bank = issue.periods[0].account
    sender, day, at = bank.routing or "000000000", f"{issue.ends_on:%y%m%d}", f"{issue.written_at:%y%m%d,%H%M}"
    accounts = [_account(period) for period in issue.periods]
    group = [f"02,HARBORCARE,{sender},1,{day},2400,{bank.currency},2/"]
    for _, lines in accounts:
        group += lines
    total = sum(t for t, _ in accounts)
    group.append(f"98,{total},{len(accounts)},{len(group) + 1}/")
    file = [f"01,{sender},HARBORCARE,{at},{issue.number},,,2/", *group]
    file.append(f"99,{total},1,{len(file) + 1}/")
    return ("\r\n".join(file) + "\r\n").encode("ascii", errors="replace")


def _account(period: AccountPeriod) -> tuple[int, list[str]]:
    """Control total and records of one account."""
    opening, closing, credits, debits = (minor(v) for v in (period.opening, period.closing, period.credits, period.debits))
    counts = [sum(line.amount > 0 for line in period.lines), sum(line.amount < 0 for line in period.lines)]
    records = [
        f"03,{period.account.number},{period.account.currency},010,{opening},,,015,{closing},,/",
        f"88,040,{opening},,,045,{closing},,/",
        f"88,100,{credits},{counts[0]},,400,{debits},{counts[1]},/",
    ]
    total = 2 * (opening + closing) + credits + debits
    for line in period.lines:
        records += _detail(line)
        total += abs(minor(line.amount))
    return total, [*records, f"49,{total},{len(records) + 1}/"]


def _detail(line: BankLine) -> list[str]:
    code = _CODES[line.kind]
    if isinstance(code, tuple):
        code = code[0] if line.amount > 0 else code[1]
    elif line.amount > 0 and code >= "400":
        code = "399"
    elif line.amount < 0 and code < "400":
        code = "699"
    funds = f"V,{line.value_on:%y%m%d}," if line.value_on != line.posted_on else "Z"
    customer = line.check_number or line.customer_reference
    head = f"16,{code},{abs(minor(line.amount))},{funds},{line.bank_reference},{customer},"
    words, rows = line.text.split(" "), [""]
    for word in words:
        rows = [*rows[:-1], f"{rows[-1]} {word}".strip()] if len(rows[-1]) + len(word) < _TEXT_WIDTH else [*rows, word]
    return [f"{head}/", *(f"88,{row}" for row in rows)]
