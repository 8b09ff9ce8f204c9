"""What Dagster gets: every table an asset in one joined lineage, every dbt test a check, one writer, schedules that say what they run."""

from __future__ import annotations

import json

import pytest

from ingestion.catalog import COMMON_TABLES, platform, platform_names

pytestmark = pytest.mark.end_to_end


def manifest(demo):
    return json.loads((demo.installation.state / "dbt_target" / "manifest.json").read_text())


def ancestors(assets, key):
    found, waiting = set(), [key]
    while waiting:
        for parent in assets[waiting.pop()]["deps"]:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def test_every_raw_table_is_an_asset_that_a_load_step_makes(definitions):
    for name in platform_names():
        for table in (*(r.name for r in platform(name).resources), *COMMON_TABLES):
            asset = definitions["assets"][f"raw/{name}/{table}"]
            assert asset["is_executable"]
            assert asset["group"] == name


def test_every_dbt_model_and_seed_is_an_asset(definitions, demo):
    nodes = [n for n in manifest(demo)["nodes"].values() if n["resource_type"] in ("model", "seed")]
    assert len(nodes) > 150
    assert {f"{n['schema']}/{n['name']}" for n in nodes} <= set(definitions["assets"])


def test_lineage_is_joined_from_the_raw_table_to_the_published_copy(definitions):
    assets = definitions["assets"]
    assert "raw/stripe/charge" in assets["staging/stg_stripe__charge"]["deps"]
    assert "ledger/ledger_entry" in ancestors(assets, "matching/match_group")
    behind = ancestors(assets, "published")
    for name in platform_names():
        assert f"staging/int_{name}__ledger_entry" in behind
        assert any(key.startswith(f"raw/{name}/") for key in ancestors(assets, f"staging/int_{name}__ledger_entry"))
    assert {key for key in assets if key.startswith("marts/")} == set(assets["published"]["deps"])
    for report in ("dashboard_pack", "monitoring_report"):
        assert assets[report]["deps"] == ["published"]


def test_every_raw_table_is_read_by_some_model(definitions):
    read = {parent for asset in definitions["assets"].values() for parent in asset["deps"]}
    assert {key for key in definitions["assets"] if key.startswith("raw/")} - read == set()


def test_no_asset_depends_on_one_that_nothing_makes(definitions):
    """Such a dependency orders nothing: a step would start before its input is there."""
    made_elsewhere = {key for key, asset in definitions["assets"].items() if not asset["is_executable"]}
    assert made_elsewhere <= {"raw_tieout/load_log", "raw_tieout/decision"}


def test_every_dbt_data_test_is_a_check_on_its_model(definitions, demo):
    tests = [n for n in manifest(demo)["nodes"].values() if n["resource_type"] == "test"]
    tests = [node for node in tests if (node.get("attached_node") or "").startswith("model.")]
    names = {name for _, name in definitions["checks"]}
    assert len(tests) > 300
    assert {test["name"] for test in tests} - names == set()


def test_conservation_statements_freshness_and_every_load_are_checked(definitions):
    checks = {tuple(check) for check in definitions["checks"]}
    for name in ("every_cent_is_conserved", "every_statement_is_explained", "every_source_is_fresh"):
        assert ("published", name) in checks
    for name in platform_names():
        assert any(key.startswith(f"raw/{name}/") and check == "every_connection_loaded" for key, check in checks)


def test_whatever_touches_the_warehouse_is_in_the_pool_of_one(definitions, demo):
    outside = {key for key, asset in definitions["assets"].items() if asset["is_executable"] and asset["pools"] != ["warehouse_writer"]}
    assert outside == {"dashboard_pack", "monitoring_report"}
    instance = (demo.installation.state / "dagster" / "dagster.yaml").read_text()
    assert "default_limit: 1" in instance


def test_jobs_run_in_one_process(definitions):
    assert {name: job["executor"] for name, job in definitions["jobs"].items()} == {"refresh": "in_process", "close_month": "in_process"}


def test_schedules_say_when_and_what(definitions):
    schedules = definitions["schedules"]
    assert {name: (s["cron"], s["job"]) for name, s in schedules.items()} == {
        "daily": ("0 6 * * *", "refresh"),
        "weekly": ("0 3 * * 0", "refresh"),
        "month_end": ("0 4 1 * *", "close_month"),
    }
    full = {"resources": {"scope": {"config": {"full_refresh": True}}}}
    assert {name: s["config"] for name, s in schedules.items()} == {"daily": {}, "weekly": full, "month_end": full}


def test_a_failed_run_alerts_people(definitions):
    assert definitions["sensors"] == ["alert_on_failure"]
