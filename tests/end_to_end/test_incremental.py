"""Loading step by step ends where loading once on the last day ends, and every cent is conserved on the way."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import duckdb
import pytest

from orchestration.kpis import conservation_breaches, unexplained_statements
from tests.end_to_end.connected_company import CONNECTIONS, STEPS
from tests.end_to_end.installation import differences

pytestmark = pytest.mark.end_to_end

# What a fresh load cannot know: when things were loaded, and what a source once had and deleted.
HISTORY = ("load_log", "source_deletion")
KPI_OF_LOADS = "integration_failure_rate"
DATES = ("issued_on", "occurred_on", "received_on", "paid_on", "deposited_on", "posted_on")  # what a record's own date is called


def without_the_kpi_of_loads(marts):
    return {**marts, "kpi_daily": Counter({row: n for row, n in marts["kpi_daily"].items() if KPI_OF_LOADS not in row})}


def test_step_by_step_and_at_once_give_the_same_marts(at_once, today):
    at_once_marts, today_marts = without_the_kpi_of_loads(at_once[0].marts()), without_the_kpi_of_loads(today[0].marts())
    assert differences(at_once_marts, today_marts, leave_out=HISTORY) == {}


def test_the_last_day_was_matched_on_top_of_what_was_decided_before(today):
    """Else the comparison above would be one of two whole runs."""
    with duckdb.connect(str(today[0].warehouse), read_only=True) as con:
        ((mode, detail),) = con.execute("select mode, detail from matching.rematch").fetchall()
    assert mode == "changed", detail


def test_between_the_steps_records_were_edited_voided_deleted_and_posted_late(connected):
    """Without them the comparison above would prove little."""
    seen = Counter()
    for name in CONNECTIONS:
        timeline = connected.source.company.timelines[name]
        for before, after in pairwise(map(connected.day, STEPS)):
            known = {s.record.key: s for s in timeline if s.at.date() <= before}
            for snapshot in (s for s in timeline if before < s.at.date() <= after):
                seen[_what_happened(snapshot, known.get(snapshot.record.key), before)] += 1
    assert {"new", "edited", "voided", "deleted", "posted late"} <= set(seen)


def _what_happened(snapshot, known, before):
    if known is None:
        dated = [getattr(snapshot.record, field) for field in DATES if hasattr(snapshot.record, field)]
        return "posted late" if dated and dated[0] <= before else "new"
    if snapshot.deleted:
        return "deleted"
    return "voided" if getattr(snapshot.record, "is_void", False) and not getattr(known.record, "is_void", False) else "edited"


def test_later_loads_read_less_than_a_load_of_everything(at_once, today):
    query = "select sum(rows) from marts.load_log group by business_on order by business_on"
    ((everything,),) = at_once[0].rows(query)
    _, *later = (rows for (rows,) in today[0].rows(query))
    assert len(later) == len(STEPS) - 1
    assert max(later) < everything / 2


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("which", ["at_once", "today"])
def test_another_seed_of_another_size_conserves_every_cent(request, which):
    installation, ended = request.getfixturevalue(which)
    assert ended.code == 0, ended.err
    assert installation.rows("select count(*) from marts.reconciliation_summary where items > 0")[0][0] >= 10
    assert conservation_breaches(installation.published) == []
    assert installation.rows("select count(*) from marts.reconciliation_statement")[0][0] >= 3
    assert unexplained_statements(installation.published) == []


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("which", ["at_once", "today"])
def test_no_entry_is_consumed_twice(request, which):
    """Confirmed matches never allocate more of an entry than its reconciliation holds."""
    installation, _ = request.getfixturevalue(which)
    twice = installation.rows("""
        select member.reconciliation, member.entry_id
        from marts.match_member as member
        inner join marts.ledger_entry as entry on member.entry_id = entry.entry_id
        where member.status = 'confirmed'
        group by member.reconciliation, member.entry_id, member.side, entry.amount
        having abs(sum(member.allocated_amount)) > abs(entry.amount)
    """)
    assert twice == []
