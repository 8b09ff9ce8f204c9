"""One facility while it is being simulated: its diary of things to come, its books, its bank accounts and its dice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from ingestion.sandbox.company import business_days, clock
from ingestion.sandbox.company.banking import BankFeed
from ingestion.sandbox.company.books import Books, Emit
from ingestion.sandbox.company.model import BankAccount, BankLine, EntryRef, Facility, ProcessorAccount
from ingestion.sandbox.company.parties import Circle
from ingestion.sandbox.company.truth import Labels

# Days between an event and its entry into the books. Late ones have at most five (and a weekend), so that "nobody booked it" is a clear
# verdict after that.
_ENTRY_LAG = (0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3)


@dataclass
class Site:
    """Mutable on purpose: the only place where the simulation keeps state between days."""

    facility: Facility
    circle: Circle
    accounts: tuple[BankAccount, ...]
    processors: tuple[ProcessorAccount, ...]
    started_on: date
    ended_on: date
    scale: float
    rng: Random
    keys: Random
    books: Books
    feeds: dict[str, BankFeed]
    labels: Labels
    emit: Emit
    plan: dict[str, list[date]]  # planted problems still to come, by reason code, earliest last
    unposted: set[str] = field(default_factory=set)
    used_amounts: set[Decimal] = field(default_factory=set)  # of documents so far
    reserved_amounts: set[Decimal] = field(default_factory=set)  # of planted documents: nothing else may have them
    staged: dict[date, list[Callable[[date], None]]] = field(default_factory=lambda: defaultdict(list))  # planted problems that begin
    _diary: dict[date, list[Callable[[date], None]]] = field(default_factory=lambda: defaultdict(list))
    _numbers: dict[str, int] = field(default_factory=dict)

    @property
    def operating(self) -> BankAccount:
        return self.accounts[0]

    @property
    def currency(self) -> str:
        return self.facility.currency

    @property
    def index(self) -> int:
        """0 for the first facility; used for habits that differ between facilities."""
        return int(self.facility.code[-2:]) - 1

    # ---- time
    def at_business(self, day: date) -> date:
        return business_days.on_or_after(self.facility.country, day)

    def business_days_after(self, day: date, count: int) -> date:
        return business_days.add(self.facility.country, day, count)

    def later(self, day: date, action: Callable[[date], None]) -> None:
        """Do ``action`` on ``day`` or the next business day; never if that is after the end."""
        self._diary[self.at_business(day)].append(action)

    def any_day(self, day: date, action: Callable[[date], None]) -> None:
        """Do ``action`` on ``day``, open or not."""
        self._diary[day].append(action)

    def live(self, day: date) -> None:
        """Does what the diary says for ``day``, including what is added while doing it."""
        actions = self._diary[day]
        for action in actions:  # grows while it is read
            action(day)
        del self._diary[day]

    def entered(self, day: date, lag: int | None = None) -> datetime:
        """When something of ``day`` shows in the books: office hours of a business day, usually within three days, always within nine."""
        if lag is None:
            lag = self.rng.choice(_ENTRY_LAG) if self.rng.random() > 0.03 else self.rng.randrange(3, 6)
        on = self.at_business(day + timedelta(days=lag))
        return clock.utc(self.facility.timezone, on, 30600 + self.rng.randrange(32400))

    def settles_before_end(self, day: date, days: int = 12) -> bool:
        """Whether something begun on ``day`` and put right within ``days`` is over before the end (never left half done by chance)."""
        return self.started_on <= day and day + timedelta(days=days) <= self.ended_on

    # ---- names and numbers
    def key(self) -> str:
        return f"{self.keys.getrandbits(64):016x}"

    def next_number(self, series: str) -> int:
        """Document numbers count up, with the small gaps of drafts thrown away."""
        if series not in self._numbers:
            self._numbers[series] = self.rng.randrange(1000, 7000)
        self._numbers[series] += 1 if self.rng.random() < 0.96 else 2
        return self._numbers[series]

    def digits(self, count: int) -> str:
        return f"{self.rng.randrange(10**count):0{count}d}"

    # ---- labels
    def ref(self, key: str) -> EntryRef:
        return EntryRef(self.facility.connection, key)

    def line_ref(self, line: BankLine) -> EntryRef:
        return EntryRef(self.feeds[line.bank_account].account.connection, line.key)

    def matched(self, books: list[str], lines: list[BankLine], case: str) -> None:
        """Bank truth: these book entries are these bank lines."""
        self.labels.group("bank", [self.ref(k) for k in books], [self.line_ref(x) for x in lines], case)

    def plant(self, reconciliation: str, reason: str, entries: list[EntryRef], amount: Decimal) -> None:
        self.labels.plant(reconciliation, reason, entries, amount, self.currency)

    def due(self, reason: str, day: date) -> bool:
        """Whether a planted problem of this kind is to happen now; it is then used up."""
        dates = self.plan.get(reason)
        if dates and dates[-1] <= day:
            dates.pop()
            return True
        return False
