"""Processor money on its way to the bank: automatic daily payouts (Stripe, two business days after the charge) or sweeps of a wallet
(PayPal, every few days), the bank credit, and the bookkeeper's deposit net of fees."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from ingestion.sandbox.company import clock
from ingestion.sandbox.company.balance import BalanceEntry, ProcessorLog, entry_of, net
from ingestion.sandbox.company.cards import CardDesk
from ingestion.sandbox.company.model import BankLine, Deposit, DepositLine, EntryRef, Payout, ProcessorAccount, ProcessorFee
from ingestion.sandbox.company.money import ZERO, money
from ingestion.sandbox.company.site import Site

_BASE32 = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_SPLIT, _MERGED, _CYCLE = 11, 23, 41  # the 11th payout comes as two credits, the 23rd together with the next; then again after 41


def statement_reference(site: Site) -> str:
    return f"ST-{''.join(site.rng.choice(_BASE32) for _ in range(12))}"


@dataclass
class PayoutDesk:
    """Forms and follows the payouts of one processor account."""

    site: Site
    account: ProcessorAccount
    log: ProcessorLog = field(init=False)
    cards: CardDesk = field(init=False)
    _waiting: list[tuple[datetime, BalanceEntry]] = field(default_factory=list)
    _formed: int = 0
    _kept_back: list[tuple[Payout, Deposit]] = field(default_factory=list)  # will come in one credit with the next payout

    def __post_init__(self) -> None:
        self.log = ProcessorLog(self.account.connection, self.site.emit)
        self.cards = CardDesk(self.site, self.account, self.log, self._hold, self._can_return)

    def _hold(self, entry: BalanceEntry, at: datetime) -> None:
        self._waiting.append((at, entry))

    def _can_return(self, amount: Decimal) -> bool:
        """A wallet returns money only from what no sweep can take away, keeping enough for the monthly fee: it never falls below zero."""
        going = sum((-e.net for _, e in self._waiting if e.net < ZERO), ZERO)
        return self.account.platform == "stripe" or amount + going + money(3000) <= self.account.opening_balance

    def day(self, day: date) -> None:
        """One business day: the monthly fee, and a payout where one is due."""
        if self.site.at_business(day.replace(day=3)) == day:
            self._monthly_fee(day)
        if self.account.platform == "stripe":
            # Created the business day before it arrives; carries what was taken up to the end of the business day before that.
            self._form(day, clock.utc("UTC", day, 5 * 3600 + self.site.rng.randrange(3600)), clock.utc("UTC", day, 0))
        elif day.weekday() in (0, 3) and self.site.rng.random() < 0.9:
            swept_at = clock.utc(self.account.timezone, day, 34000 + self.site.rng.randrange(20000))
            self._form(day, swept_at, swept_at)

    def _monthly_fee(self, day: date) -> None:
        at = clock.utc("UTC", day, 2 * 3600 + self.site.rng.randrange(7200))
        what, amount = ("Radar and Billing", 1840) if self.account.platform == "stripe" else ("Payments Pro monthly fee", 3000)
        fee = ProcessorFee(self.site.key(), self.account.key, at, money(amount), self.account.currency, what, None)
        self.log.write(fee, at)
        self._hold(entry_of(fee), at)

    def _form(self, day: date, at: datetime, before: datetime) -> None:
        """A payout of everything on hand from before ``before``. Nothing is paid out while the balance is not positive."""
        entries = [e for taken_at, e in self._waiting if taken_at < before]
        if net(entries) <= ZERO:
            return
        self._waiting = [(taken_at, e) for taken_at, e in self._waiting if taken_at >= before]
        site, self._formed = self.site, self._formed + 1
        arrival_on = site.business_days_after(day, 1 if self.account.platform == "stripe" else site.rng.choice((1, 1, 2)))
        payout = Payout(
            key=site.key(),
            account=self.account.key,
            created_at=at,
            arrival_on=arrival_on,
            amount=net(entries),
            currency=self.account.currency,
            trace=f"10{site.digits(8)}",
            statement_reference=statement_reference(site),
            status="in_transit",
        )
        self.log.write(payout, at)
        self.log.assign(entries, payout.key, at)
        arrived = replace(payout, status="paid")
        self.log.write(arrived, max(clock.utc("UTC", arrival_on, 9 * 3600 + site.rng.randrange(9000)), at + timedelta(hours=1)))
        self._settle(arrived, entries, day)

    # ---- arrival
    def _settle(self, payout: Payout, entries: list[BalanceEntry], day: date) -> None:
        """The books and the bank take note of the payout."""
        site, place = self.site, self._formed % _CYCLE
        merges = place == _MERGED and self.account.platform == "stripe"
        ordinary = place not in (_SPLIT, _MERGED) and not self._kept_back
        if ordinary and site.due("payout_missing_at_bank", day):
            deposit = self._book(payout, entries, payout.amount)
            site.labels.group("processor_clearing", [site.ref(deposit.key)], [self.ref(payout)], "payout")
            site.plant("processor_payout", "payout_missing_at_bank", [self.ref(payout)], payout.amount)
            # The same missing money, seen from the books.
            site.plant("bank", "missing_at_bank", [site.ref(deposit.key)], payout.amount)
            return
        if ordinary and site.due("payout_amount_mismatch", day):
            self._arrive_short(payout, entries)
            return
        deposit = self._book(payout, entries, payout.amount)
        site.labels.group("processor_clearing", [site.ref(deposit.key)], [self.ref(payout)], "payout")
        if merges and site.settles_before_end(day):
            self._kept_back.append((payout, deposit))
            return
        arrived = [*self._kept_back, (payout, deposit)]
        self._kept_back.clear()
        amount = sum((p.amount for p, _ in arrived), ZERO)
        parts = [amount]
        if place == _SPLIT and amount > money(20_000) and site.settles_before_end(day):
            parts = [money(100_00), amount - money(100_00)]
        lines = [self.bank_credit(payout, part) for part in parts]
        case = "split" if len(parts) > 1 else "merged" if len(arrived) > 1 else _case(payout, lines[0])
        site.labels.group("processor_payout", [self.ref(p) for p, _ in arrived], [site.line_ref(x) for x in lines], case)
        site.matched([d.key for _, d in arrived], lines, case)

    def _arrive_short(self, payout: Payout, entries: list[BalanceEntry]) -> None:
        """The bank credits another amount under the same reference; the bookkeeper parks the difference in suspense."""
        site = self.site
        difference = money(site.rng.randrange(500, 4500))
        credited = payout.amount - difference if payout.amount > difference + difference else payout.amount + difference
        deposit = self._book(payout, entries, credited)
        line = self.bank_credit(payout, credited, quoted=True)
        site.labels.group("processor_clearing", [site.ref(deposit.key)], [self.ref(payout)], "payout")
        site.matched([deposit.key], [line], "payout")
        site.labels.group("processor_payout", [self.ref(payout)], [site.line_ref(line)], "planted:payout_amount_mismatch")
        site.plant("processor_payout", "payout_amount_mismatch", [self.ref(payout), site.line_ref(line)], difference)

    def _book(self, payout: Payout, entries: list[BalanceEntry], credited: Decimal) -> Deposit:
        """The deposit: what the clearing account gives, less the processor's fees."""
        site = self.site
        gross, fees = sum((e.gross for e in entries), ZERO), sum((e.fee for e in entries), ZERO)
        lines = [DepositLine(gross, self.cards.role, None, "Payout"), DepositLine(-fees, "expense:merchant_fees", None, "Processor fees")]
        if credited != payout.amount:
            lines.append(DepositLine(credited - payout.amount, "asset:suspense", None, "Difference to payout"))
        name = payout.statement_reference if self.account.platform == "stripe" else payout.trace
        record = Deposit(
            key=site.key(),
            facility=site.facility.code,
            bank_account=self.account.payout_bank_account,
            deposited_on=payout.arrival_on,
            currency=site.currency,
            lines=tuple(lines),
            total=credited,
            reference=name if site.rng.random() < 0.7 else "",
            memo=f"{self.account.platform.title()} payout",
        )
        site.books.put(record, site.entered(payout.arrival_on + timedelta(days=1), site.rng.choice((0, 0, 0, 1, 2))))
        return record

    def bank_credit(self, payout: Payout, amount: Decimal, *, quoted: bool | None = None) -> BankLine:
        """The bank's credit, on the day of arrival or the next one. Now and then the text does not say which payout."""
        site, stripe = self.site, self.account.platform == "stripe"
        feed = site.feeds[self.account.payout_bank_account]
        says = site.rng.random() < 0.82 if quoted is None else quoted
        name = payout.statement_reference if stripe else payout.trace
        words = ("STRIPE TRANSFER" if stripe else "PAYPAL TRANSFER", name if says else "", self.account.descriptor)
        on = payout.arrival_on if site.rng.random() < 0.9 or self._kept_back else site.business_days_after(payout.arrival_on, 1)
        return feed.post(
            "ach_credit",
            on,
            amount,
            " ".join(words),
            counterparty=("Stripe" if stripe else "PayPal") if site.rng.random() < feed.style.names else "",
            customer_reference=payout.trace if says and site.rng.random() < feed.style.references else "",
        )

    def ref(self, payout: Payout) -> EntryRef:
        return EntryRef(self.account.connection, payout.key)


def _case(payout: Payout, line: BankLine) -> str:
    said = payout.statement_reference in line.text or payout.trace in line.text or payout.trace == line.customer_reference
    return "payout" if said else "payout_without_reference"
