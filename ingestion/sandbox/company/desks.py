"""The desks of one facility, together: who invoices, pays, banks and takes cards there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingestion.sandbox.company import business_days
from ingestion.sandbox.company.payables import Payables
from ingestion.sandbox.company.payouts import PayoutDesk
from ingestion.sandbox.company.receivables import Receivables
from ingestion.sandbox.company.site import Site
from ingestion.sandbox.company.treasury import Treasury


@dataclass(frozen=True)
class Desks:
    site: Site
    receivables: Receivables
    payables: Payables
    treasury: Treasury
    payouts: tuple[PayoutDesk, ...]

    @classmethod
    def of(cls, site: Site) -> Desks:
        payouts = tuple(PayoutDesk(site, account) for account in site.processors)
        return cls(site, Receivables(site), Payables(site), Treasury(site), payouts)

    def day(self, day: date) -> None:
        """What the diary says, then the ordinary work of a business day. Money moves only from the start on.

        The diary is read again after invoicing: some pay the same day. Payouts are formed last, when the day's charges are known.
        """
        site = self.site
        site.live(day)
        if not business_days.is_open(site.facility.country, day):
            return
        for desk in self.payouts:
            desk.cards.bill_residents(day)
        self.receivables.day(day)
        site.live(day)
        self.payables.day(day)
        if day >= site.started_on:
            self.treasury.day(day)
            for desk in self.payouts:
                desk.day(day)
