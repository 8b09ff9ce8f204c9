"""Loading day by day ends where loading once on the last day ends, and every cent is conserved on the way."""

from __future__ import annotations

import pytest

from orchestration.kpis import conservation_breaches, unexplained_statements
from tests.end_to_end.connected_company import CONNECTIONS
from tests.end_to_end.installation import differences

pytestmark = pytest.mark.end_to_end

# What a fresh load cannot know: when things were loaded, and what a source once had and deleted.
HISTORY = ("load_log", "source_deletion")
KPI_OF_LOADS = "integration_failure_rate"


def without_the_kpi_of_loads(marts):
    return {**marts, "kpi_daily": type(marts["kpi_daily"])({row: n for row, n in marts["kpi_daily"].items() if KPI_OF_LOADS not in row})}


def test_day_by_day_and_at_once_give_the_same_marts(at_once, today):
    at_once_marts, today_marts = without_the_kpi_of_loads(at_once[0].marts()), without_the_kpi_of_loads(today[0].marts())
    assert differences(at_once_marts, today_marts, leave_out=HISTORY) == {}


def test_the_days_between_had_late_edited_voided_and_deleted_records(connected, today):
    """Without them the comparison above would prove little."""
    first = connected.day(4)
    company = connected.source.company
    later = [s for name in CONNECTIONS for s in company.timelines[name] if s.at.date() > first]
    seen_before = {s.key for name in CONNECTIONS for s in company.timelines[name] if s.at.date() <= first}
    assert any(s.key in seen_before for s in later)
    assert today[0].rows("select count(*) from marts.source_deletion")[0][0] > 0


def test_each_day_reads_only_what_is_new(today):
    rows = today[0].rows("select sum(rows) from marts.load_log group by business_on order by business_on")
    first, *later = (n for (n,) in rows)
    assert len(later) == 4
    assert max(later) < first / 2


@pytest.mark.parametrize("which", ["at_once", "today"])
def test_another_seed_of_another_size_conserves_every_cent(request, which):
    installation, ended = request.getfixturevalue(which)
    assert ended.code == 0, ended.err
    assert installation.rows("select count(*) from marts.reconciliation_summary where items > 0")[0][0] >= 10
    assert conservation_breaches(installation.published) == []
    assert installation.rows("select count(*) from marts.reconciliation_statement")[0][0] >= 3
    assert unexplained_statements(installation.published) == []


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
