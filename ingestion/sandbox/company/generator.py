"""The sample company, from a seed: what truly happened, recorded three times (books, processors, banks), and the truth about it.

Promise: :func:`generate` depends on its arguments alone; the same call gives the same company in every process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from ingestion.sandbox.company import clock, parties, roster
from ingestion.sandbox.company.banking import BankFeed
from ingestion.sandbox.company.books import Books
from ingestion.sandbox.company.charts import chart
from ingestion.sandbox.company.desks import Desks
from ingestion.sandbox.company.model import BankAccount, Company, Facility, Record, Snapshot
from ingestion.sandbox.company.plan import Kind, plan
from ingestion.sandbox.company.site import Site
from ingestion.sandbox.company.treasury import opening_journals
from ingestion.sandbox.company.truth import Labels, finished

_WARM_UP = timedelta(days=35)  # older documents that are still open at the start


def generate(
    seed: int = 7,
    days: int = 92,
    scale: float = 1.0,
    ended_on: date = date(2026, 9, 30),
    platforms: frozenset[str] | None = None,
) -> Company:
    """Harbor Care Group over the ``days`` up to and including ``ended_on``.

    scale: multiplies the number of documents. platforms: keeps only their connections (names as in :meth:`Company.connections`); what
    happened stays the same, labels that name a dropped connection go.
    """
    started_on = ended_on - timedelta(days=days - 1)
    facilities, accounts, processors = roster.facilities(), roster.bank_accounts(started_on), roster.processor_accounts()
    timelines: dict[str, list[Snapshot]] = {
        name: [] for name in (*(f.connection for f in facilities), *(p.connection for p in processors), *(a.connection for a in accounts))
    }
    emit = _emitter(timelines, clock.end_of(ended_on))
    labels, unposted = Labels(), set[str]()
    plans = plan(seed, started_on, ended_on, scale, facilities, accounts)
    for facility in facilities:
        site = _site(seed, facility, accounts, started_on, ended_on, scale, labels, emit, unposted)
        _simulate(site, plans[facility.code])
    for snapshots in timelines.values():
        # Bank lines of one statement share an instant: their random keys decide, so that order says nothing.
        snapshots.sort(key=lambda s: (s.at, s.record.key))
    company = Company(
        seed=seed,
        started_on=started_on,
        ended_on=ended_on,
        facilities=facilities,
        bank_accounts=accounts,
        processor_accounts=processors,
        parties=parties.parties(),
        charts={
            f.code: chart(f, tuple(a for a in accounts if a.facility == f.code), tuple(p for p in processors if p.facility == f.code))
            for f in facilities
        },
        timelines={},
    )
    kept = {name for platform, name in company.connections() if platforms is None or platform in platforms}
    return _labelled(company, {name: found for name, found in timelines.items() if name in kept}, labels, unposted)


def _emitter(timelines: dict[str, list[Snapshot]], until: datetime) -> Callable[..., None]:
    """Writes snapshots; what would be visible only after ``until`` does not exist."""

    def emit(connection: str, at: datetime, record: Record, deleted: bool = False) -> None:
        if at <= until:
            timelines[connection].append(Snapshot(at, record, deleted))

    return emit


def _site(
    seed: int,
    facility: Facility,
    accounts: tuple[BankAccount, ...],
    started_on: date,
    ended_on: date,
    scale: float,
    labels: Labels,
    emit: Callable[..., None],
    unposted: set[str],
) -> Site:
    """A facility with dice of its own: what happens elsewhere never changes it."""
    rng, keys = Random(f"{seed}/{facility.code}/events"), Random(f"{seed}/{facility.code}/keys")
    own = tuple(a for a in accounts if a.facility == facility.code)
    return Site(
        facility=facility,
        circle=parties.circle(facility.code),
        accounts=own,
        processors=tuple(p for p in roster.processor_accounts() if p.facility == facility.code),
        started_on=started_on,
        ended_on=ended_on,
        scale=scale,
        rng=rng,
        keys=keys,
        books=Books(facility.connection, emit),
        feeds={a.key: BankFeed(a, facility.country, facility.timezone, Random(f"{seed}/{a.key}"), keys, emit) for a in own},
        labels=labels,
        emit=emit,
        plan={},
        unposted=unposted,
    )


def _simulate(site: Site, planned: list[tuple[date, Kind]]) -> None:
    """Day by day from the warm-up to the end."""
    desks = Desks.of(site)
    opening_journals(site)
    for on, kind in planned:
        if kind.stage:
            site.staged[site.at_business(on)].append(partial(kind.stage, desks))
        else:
            site.plan.setdefault(kind.reason, []).insert(0, on)
    day = site.started_on - _WARM_UP
    while day <= site.ended_on:
        desks.day(day)
        day += timedelta(days=1)
    site.books.close()


def _labelled(company: Company, timelines: dict[str, list[Snapshot]], labels: Labels, unposted: set[str]) -> Company:
    """``company`` with its timelines and the labels that hold for them."""
    groups, planted = finished(labels, timelines)
    planted_keys = {e.entry for p in planted for e in p.entries}
    return replace(
        company,
        timelines={name: tuple(snapshots) for name, snapshots in timelines.items()},
        truth=groups,
        planted=planted,
        unposted=frozenset(unposted & planted_keys),
    )
