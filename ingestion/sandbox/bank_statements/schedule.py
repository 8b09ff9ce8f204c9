"""When a bank writes which file: daily for BAI2, camt.053 and MT940; weekly for OFX and CSV, every third time the month to date again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from ingestion.sandbox.bank_statements.period import AccountPeriod, Issue
from ingestion.sandbox.company.model import BankAccount, BankLine, Company, Snapshot

WRITTEN_AFTER = timedelta(minutes=10)  # after the last line is published
DAILY = frozenset({"bai2", "camt053", "mt940"})
MONTH_TO_DATE_EVERY = 3


def issues(company: Company, connection: str) -> list[Issue]:
    """The files of ``connection``, oldest first, before any mishap. Every line is in at least one of them."""
    accounts = [a for a in company.bank_accounts if a.connection == connection]
    published = _published(company.timelines.get(connection, ()))
    spans = _days(published) if accounts[0].channel in DAILY else list(_weeks(published))
    ledger = _Ledger(accounts, published)
    return [ledger.issue(number, starts_on, ends_on) for number, (starts_on, ends_on) in enumerate(spans, 1)]


def _published(snapshots: tuple[Snapshot, ...]) -> list[tuple[datetime, BankLine]]:
    """Each line in its last state with the instant it became visible. A bank takes nothing back: it books the reversal."""
    state: dict[str, tuple[datetime, BankLine]] = {}
    for snapshot in snapshots:
        assert isinstance(snapshot.record, BankLine)
        first = state.get(snapshot.record.key, (snapshot.at, None))[0]
        state[snapshot.record.key] = (first, snapshot.record)
    return sorted(state.values(), key=lambda v: (v[1].posted_on, v[1].bank_reference))


def _days(published: list[tuple[datetime, BankLine]]) -> list[tuple[date, date]]:
    return [(day, day) for day in sorted({line.posted_on for _, line in published})]


def _weeks(published: list[tuple[datetime, BankLine]]) -> Iterator[tuple[date, date]]:
    """Monday to Sunday of each week with lines, cut at the last line; every third file reaches back to the first of the month."""
    days = [day for day, _ in _days(published)]
    weeks: dict[date, list[date]] = defaultdict(list)
    for day in days:
        weeks[day - timedelta(days=day.weekday())].append(day)
    for number, found in enumerate(weeks.values(), 1):
        month = found[-1].replace(day=1)
        in_month = [day for day in days if month <= day <= found[-1]]
        yield (min(in_month[0], found[0]) if number % MONTH_TO_DATE_EVERY == 0 else found[0]), found[-1]


class _Ledger:
    """Balances of one connection's accounts at the end of any day."""

    def __init__(self, accounts: list[BankAccount], published: list[tuple[datetime, BankLine]]) -> None:
        self._accounts = accounts
        self._published = published
        self._lines: dict[str, list[BankLine]] = defaultdict(list)
        for _, line in published:
            self._lines[line.bank_account].append(line)
        self._statements: dict[str, int] = defaultdict(int)

    def issue(self, number: int, starts_on: date, ends_on: date) -> Issue:
        seen = [at for at, line in self._published if starts_on <= line.posted_on <= ends_on]
        periods = tuple(self._period(account, starts_on, ends_on) for account in self._accounts if account.opened_on <= ends_on)
        return Issue(periods, max(seen) + WRITTEN_AFTER, number)

    def _period(self, account: BankAccount, starts_on: date, ends_on: date) -> AccountPeriod:
        self._statements[account.key] += 1
        lines = self._lines[account.key]
        inside = tuple(line for line in lines if starts_on <= line.posted_on <= ends_on)
        opening = account.opening_balance + sum((line.amount for line in lines if line.posted_on < starts_on), Decimal("0.00"))
        closing = opening + sum((line.amount for line in inside), Decimal("0.00"))
        return AccountPeriod(account, starts_on, ends_on, opening, closing, inside, self._statements[account.key])
