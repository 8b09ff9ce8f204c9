"""The demo: one command, everything planted is found, every cent is where it belongs, and running it again changes nothing."""

from __future__ import annotations

import pytest

from tests.end_to_end.installation import differences

pytestmark = pytest.mark.end_to_end


def test_the_demo_ends_well_and_finds_what_was_planted(demo):
    assert demo.ended.code == 0, demo.ended.err
    summary = demo.ended.json
    assert summary["planted"] >= 40
    assert summary["found_share"] >= 0.98
    assert summary["confirmed_matches"] >= 300
    assert summary["wrong_matches"] == 0


def test_the_demo_plants_every_kind_of_problem_that_a_month_has_room_for(demo):
    from ingestion.sandbox.company.plan import KINDS
    from tests.end_to_end.demo_run import DAYS

    fitting = {kind.reason for kind in KINDS if kind.least_days <= DAYS and kind.clearance < DAYS}
    assert set(demo.ended.json["problems"]) == fitting


def test_the_demo_leaves_no_statement_unexplained_and_no_cent_unaccounted_for(demo):
    summary = demo.ended.json
    assert summary["unexplained_statements"] == []
    assert summary["conservation_breaches"] == []
    assert summary["reconciliations"]
    assert {float(line["unexplained"]) for line in summary["reconciliations"]} == {0.0}


def test_the_summary_is_the_only_thing_on_standard_output(demo):
    assert demo.ended.out.lstrip().startswith("{")
    assert demo.ended.out.rstrip().endswith("}")
    assert demo.ended.json


def test_the_demo_tells_what_it_does_while_it_does_it(demo):
    from ingestion.catalog import platform_names

    for platform in platform_names():
        assert f"{platform} [1/" in demo.ended.err
    assert "dbt: " in demo.ended.err
    assert "published " in demo.ended.err


def test_the_demo_renders_the_reports_it_names(demo):
    for report in ("pack.html", "monitoring.html"):
        assert "<html" in (demo.installation.state / "reports" / report).read_text()[:2000]


def test_every_mart_is_published_with_its_comment(demo):
    undocumented = demo.installation.rows(
        "select table_name from duckdb_tables() where schema_name = 'marts' and coalesce(comment, '') not ilike 'one row per%'"
    )
    assert undocumented == []


def test_raw_rows_and_secret_schemas_stay_behind(demo):
    assert demo.installation.rows("select distinct schema_name from duckdb_tables()") == [("marts",)]


def test_a_second_demo_changes_nothing_but_the_record_that_it_happened(demo, second_demo):
    again, ended = second_demo
    assert ended.code == 0, ended.err
    before, after = demo.installation.marts(), again.marts()
    assert differences(before, after, leave_out=("load_log",)) == {}
    assert not before["load_log"] - after["load_log"]
    assert after["load_log"].total() == 2 * before["load_log"].total()


def test_a_second_demo_reads_less_than_the_first(second_demo):
    again, _ = second_demo
    loads = again.rows("select load_id, sum(rows), connection_id from marts.load_log group by all order by connection_id, load_id")
    first, second = loads[::2], loads[1::2]
    assert sum(rows for _, rows, _ in second) < sum(rows for _, rows, _ in first) / 2
