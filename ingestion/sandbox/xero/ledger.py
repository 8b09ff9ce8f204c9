"""The general ledger as Xero keeps it: numbered journals that never change. A change adds a reversing journal and a new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from ingestion.sandbox.xero.native import ZERO, Native, Posted, Row, ms_date, ms_time
from ingestion.sandbox.xero.organisation import Organisation

_NUMBER_GAP = 17  # every so often a number is skipped: gaps are normal


def journals(org: Organisation, changes: Iterable[tuple[datetime, Native]]) -> Iterator[tuple[datetime, Native]]:
    """The journals of ``changes`` (documents in each of their states, oldest first), in order of entry."""
    standing: dict[tuple[str, str], Posted] = {}
    number = 0
    for at, native in changes:
        name = (native.entity, native.native_id)
        before, after = standing.get(name), native.posted
        if before == after:
            continue
        for posted in (_reversed(before) if before else None, after):
            if posted is None or not posted.lines:
                continue
            number += 2 if number % _NUMBER_GAP == _NUMBER_GAP - 1 else 1
            yield at, _journal(org, number, posted, at)
        if after:
            standing[name] = after
        else:
            standing.pop(name, None)


def _reversed(posted: Posted) -> Posted:
    return replace(posted, lines=tuple(replace(line, amount=-line.amount) for line in posted.lines))


def _journal(org: Organisation, number: int, posted: Posted, at: datetime) -> Native:
    native_id = org.uuid("journal", str(number))
    lines: list[Row] = [
        {
            "JournalLineID": org.uuid("journal line", native_id, str(n)),
            "AccountID": org.account_id(line.account),
            "AccountCode": org.account(line.account).code,
            "AccountType": org.account_type(line.account),
            "AccountName": org.account(line.account).name,
            "Description": line.memo,
            "NetAmount": line.amount,
            "GrossAmount": line.amount,
            "TaxAmount": ZERO,
            "TrackingCategories": [],
        }
        for n, line in enumerate(posted.lines)
    ]
    row = {
        "JournalID": native_id,
        "JournalDate": ms_date(posted.on),
        "JournalNumber": number,
        "CreatedDateUTC": ms_time(at),
        "Reference": posted.reference,
        "SourceID": posted.source_id,
        "SourceType": posted.source_type,
        "JournalLines": lines,
    }
    return Native("Journals", native_id, row)
