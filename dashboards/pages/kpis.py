"""The KPIs: what each one is, which way is good, and the published figure to hold it against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from dashboards import money

WINDOW_DAYS = 30


@dataclass(frozen=True, slots=True)
class Kpi:
    """One measure. ``more_is_better`` colours its change; ``of`` names numerator and denominator."""

    key: str
    title: str
    of: tuple[str, str]
    more_is_better: bool
    in_days: bool = False
    reference: str | None = None

    def show(self, value: Decimal | None) -> str:
        """The value in its unit."""
        return money.days(value) if self.in_days else money.percent(value)


KPIS = (
    Kpi("match_rate", "Match rate, by count", ("items matched", "items"), True),
    Kpi("match_rate_value", "Match rate, by value", ("amount matched", "amount"), True),
    Kpi(
        "auto_match_rate",
        "Auto-match rate",
        ("items matched by rules alone", "items"),
        True,
        reference="PO invoices only, first-time match: world class 90.1% (Coupa, 2019)",
    ),
    Kpi(
        "exception_rate",
        "Exception rate",
        ("items in exception", "items"),
        False,
        reference="AP invoices only: average 22.6%, best 10.1% (Ardent, 2019)",
    ),
    Kpi(
        "invoice_cycle_time_days",
        "Invoice cycle time",
        ("days to their payment", "invoices paid"),
        False,
        True,
    ),
    Kpi("payment_release_days", "Payment release time", ("days to their payment", "bills paid"), False, True),
    Kpi("integration_failure_rate", "Integration failure rate", ("failed loads", "loads"), False),
)
BY_KEY = {kpi.key: kpi for kpi in KPIS}
COUNTED = tuple(kpi for kpi in KPIS if kpi.key != "match_rate_value")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A numerator over a denominator; nothing where there is no denominator."""

    numerator: Decimal
    denominator: Decimal

    @property
    def value(self) -> Decimal | None:
        """The exact quotient."""
        return money.rate(self.numerator, self.denominator)


def ratio(
    frame: pd.DataFrame, kpi: str, *, currency: str | None = None, reconciliations: Iterable[str] | None = None, ago: int = 0
) -> Ratio:
    """Numerators over denominators of the rows of ``rates`` that fit. An amount needs its currency: amounts never add up across."""
    of = frame[(frame["kpi"] == kpi) & (frame["windows_ago"] == ago)] if len(frame) else frame
    if reconciliations is not None and len(of):
        of = of[of["reconciliation"].isin(list(reconciliations))]
    if len(of):
        of = of[of["currency"] == currency] if currency else of[of["currency"].isna()]
    return Ratio(sum(of.get("numerator", ()), Decimal(0)), sum(of.get("denominator", ()), Decimal(0)))
