"""What moves on bank accounts without an invoice or a bill: opening balances, rent, utilities, card purchases, fees, interest, transfers,
funding from the group, and the bank's own mistakes (put right by the bank)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ingestion.sandbox.company import clock
from ingestion.sandbox.company.catalogue import draw_lines, total
from ingestion.sandbox.company.model import BankAccount, BankTransaction, Journal, JournalLine, Party, Transfer
from ingestion.sandbox.company.money import draw_count, money, transposed
from ingestion.sandbox.company.narratives import short_name
from ingestion.sandbox.company.site import Site

INTEREST_TEXTS = ("INTEREST PAID", "INTEREST PAYMENT", "CREDIT INTEREST")
FEE_TEXTS = ("STOP PAYMENT FEE", "OVERDRAFT FEE", "INCOMING WIRE FEE", "COUNTER CHECKS FEE")


def opening_journals(site: Site) -> None:
    """Opening balances of bank accounts and wallets, the day before the first."""
    day = site.started_on - timedelta(days=1)
    roles = [(f"bank:{a.key}", a.opening_balance) for a in site.accounts]
    roles += [(f"clearing:{p.platform}", p.opening_balance) for p in site.processors if p.opening_balance]
    for role, amount in roles:
        lines = (JournalLine(role, amount, None, "Opening balance"), JournalLine("equity:opening", -amount, None, "Opening balance"))
        site.books.put(journal(site, day, lines, "Opening balance"), clock.utc(site.facility.timezone, day, 64_800))


def journal(site: Site, day: date, lines: tuple[JournalLine, ...], memo: str) -> Journal:
    return Journal(site.key(), site.facility.code, f"JE-{site.next_number('journal'):04d}", day, site.currency, lines, memo)


def transaction(
    site: Site, account: BankAccount, day: date, amount: Decimal, party: Party, counter: str, *, reference: str = "", memo: str = ""
) -> BankTransaction:
    """Money in or out posted straight against ``counter``, entered once the bank shows it."""
    record = BankTransaction(
        site.key(), site.facility.code, account.key, day, amount, site.currency, party.key, counter, None, reference, memo
    )
    at = site.entered(day + timedelta(days=1))
    if site.rng.random() < 0.012 and site.settles_before_end(day, 16) and (wrong := transposed(abs(amount), site.rng)):
        mistyped = replace(record, amount=wrong.copy_sign(amount))
        site.books.put(mistyped, at)
        site.books.revise(mistyped, record, at + timedelta(days=1, minutes=site.rng.randrange(300)))
    else:
        site.books.put(record, at)
    return record


@dataclass
class Treasury:
    """One facility's direct bank movements. The fixed amounts are drawn once per seed."""

    site: Site

    def __post_init__(self) -> None:
        rng = self.site.rng
        self._rent = money(rng.randrange(32, 90) * 100_00)
        self._rent_day = rng.choice((1, 1, 2, 3, 5))
        self._utility_days = (rng.randrange(8, 15), rng.randrange(16, 24))
        self._fee = money(rng.choice((2500, 1850, 4000)))
        self._funding_day = rng.randrange(9, 20)
        self._payroll = money(rng.randrange(90, 240) * 100_00)

    def day(self, day: date) -> None:
        site, rng = self.site, self.site.rng
        if self._falls(day, self._rent_day):
            self._direct(day, -self._rent, site.circle.landlord, "expense:rent", "RENT", "Rent")
        for party, on in zip(site.circle.utilities, self._utility_days, strict=True):
            if self._falls(day, on):
                self._direct(day, -money(rng.randrange(210_00, 1890_00)), party, "expense:utilities", "UTILITY", party.name)
        if self._falls(day, 28):
            self._fee_and_interest(day)
        if self._falls(day, self._funding_day) and rng.random() < 0.6:
            self._funding(day)
        if len(site.accounts) > 1 and day.weekday() == (3, 1)[site.index % 2] and rng.random() < 0.9:
            self._transfer(day)
        for _ in range(draw_count(rng, 0.35 * site.scale)):
            self._card_purchase(day)
        if rng.random() < 0.015:
            self._booked_fee(site.operating, day, money(500 * rng.randrange(2, 9)), rng.choice(FEE_TEXTS))
        if rng.random() < 0.008 * site.scale and site.settles_before_end(day):
            self._bank_mistake(day)

    def _falls(self, day: date, on: int) -> bool:
        """Whether ``day`` is the business day for day ``on`` of this month."""
        return self.site.at_business(day.replace(day=on)) == day

    def _direct(self, day: date, amount: Decimal, party: Party, counter: str, what: str, memo: str) -> None:
        site, feed = self.site, self.site.feeds[self.site.operating.key]
        text = feed.style.debit.format(who=short_name(party.name), what=what, ref="")
        line = feed.post("ach_debit", day, amount, text, counterparty=party.name if site.rng.random() < feed.style.names else "")
        booked = line.posted_on if site.rng.random() < 0.8 else line.posted_on + timedelta(days=1)
        record = transaction(site, site.operating, booked, amount, party, counter, memo=memo)
        site.matched([record.key], [line], "direct_debit")

    def _fee_and_interest(self, day: date) -> None:
        site = self.site
        for account in site.accounts:
            feed = site.feeds[account.key]
            if account is site.operating:
                self._booked_fee(account, day, self._fee, "MONTHLY SERVICE CHARGE")
            else:
                line = feed.post("interest", day, money(site.rng.randrange(40_00, 260_00)), site.rng.choice(INTEREST_TEXTS))
                record = transaction(site, account, day, line.amount, site.circle.bank, "income:interest", memo="Interest")
                site.matched([record.key], [line], "interest")

    def _booked_fee(self, account: BankAccount, day: date, amount: Decimal, text: str) -> None:
        line = self.site.feeds[account.key].post("fee", day, -amount, text)
        record = transaction(self.site, account, day, -amount, self.site.circle.bank, "expense:bank_fees", memo="Service charge")
        self.site.matched([record.key], [line], "fee")

    def _funding(self, day: date) -> None:
        """The group lends money, booked by journal: its first line stands on the bank account."""
        site, amount = self.site, money(self.site.rng.randrange(4, 30) * 1000_00)
        feed, role, group = site.feeds[site.operating.key], f"bank:{site.operating.key}", site.circle.group.key
        line = feed.post("transfer", day, amount, feed.style.credit.format(who="HARBOR CARE GRP", what="FUNDING", ref=""))
        if site.facility.platform == "xero":  # which lets nobody journal to a bank account
            spent = transaction(site, site.operating, day, amount, site.circle.group, "liability:intercompany", memo="Group funding")
            site.matched([spent.key], [line], "funding")
            return
        record = journal(
            site,
            day,
            (JournalLine(role, amount, group, "Group funding"), JournalLine("liability:intercompany", -amount, group, "Group funding")),
            "Funding from Harbor Care Group",
        )
        site.books.put(record, site.entered(day))
        site.matched([f"{record.key}:1"], [line], "journal")

    def _transfer(self, day: date) -> None:
        """Weekly money for payroll, or savings. Each leg is an entry of its own and meets its own account's line."""
        site = self.site
        source, target = site.accounts[:2]
        if site.rng.random() < 0.2:
            source, target = target, source
        amount = self._payroll if source is site.operating else money(site.rng.randrange(10, 60) * 100_00)
        record = Transfer(
            site.key(), site.facility.code, source.key, target.key, day, amount, site.currency, "", f"Transfer to {target.name}"
        )
        site.books.put(record, site.entered(day))
        for leg, account, other, signed in (("from", source, target, -amount), ("to", target, source, amount)):
            on = day if leg == "from" or site.rng.random() < 0.8 else site.business_days_after(day, 1)
            preposition = "TO" if leg == "from" else "FROM"
            line = site.feeds[account.key].post("transfer", on, signed, f"ONLINE TRANSFER {preposition} ...{other.number[-4:]}")
            site.matched([f"{record.key}:{leg}"], [line], "transfer")

    def _card_purchase(self, day: date) -> None:
        site, rng = self.site, self.site.rng
        vendor = rng.choice(site.circle.vendors)
        amount = -total(draw_lines(site, "purchase"))
        who = vendor.descriptor or short_name(vendor.party.name)
        feed = site.feeds[site.operating.key]
        line = feed.post("card", site.business_days_after(day, rng.choice((0, 1, 2))), amount, f"POS {who} {site.digits(4)}")
        record = transaction(site, site.operating, day, amount, vendor.party, "expense:supplies", memo="Card purchase")
        site.matched([record.key], [line], "alias" if vendor.descriptor else "card")

    def _bank_mistake(self, day: date) -> None:
        """The bank books something that is not ours and takes it back: two lines, nothing in the books."""
        site, feed = self.site, self.site.feeds[self.site.operating.key]
        amount = money(site.rng.randrange(40_00, 2_400_00)) * site.rng.choice((1, -1))
        serial = site.digits(6)
        kind = "ach_credit" if amount > 0 else "ach_debit"
        lines = [
            feed.post(kind, day, amount, f"MISC ENTRY {serial}"),
            feed.post(kind, site.business_days_after(day, site.rng.choice((0, 1, 2))), -amount, f"CORRECTION {serial} POSTED IN ERROR"),
        ]
        site.labels.group("bank", [], [site.line_ref(x) for x in lines], "bank_correction")
