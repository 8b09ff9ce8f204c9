"""One name for a platform everywhere, nothing of it missing, and nothing else to touch when one is added."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import duckdb
import pytest

from ingestion.catalog import COMMON_TABLES, platform, platform_names
from ingestion.settings import ROOT
from tests.ingestion.toy import ToyServer, write_platform
from tests.platform_folders import STAGING, names_used, places, problems

CONTRACT = {
    "ledger_entry": [
        ("connection_id", "VARCHAR"),
        ("record_type", "VARCHAR"),
        ("source_id", "VARCHAR"),
        ("document_id", "VARCHAR"),
        ("account_id", "VARCHAR"),
        ("control_account_id", "VARCHAR"),
        ("counterparty_id", "VARCHAR"),
        ("counterparty", "VARCHAR"),
        ("amount", "DECIMAL(18,2)"),
        ("currency", "VARCHAR"),
        ("occurred_on", "DATE"),
        ("posted_on", "DATE"),
        ("due_on", "DATE"),
        ("document_number", "VARCHAR"),
        ("check_number", "VARCHAR"),
        ("description", "VARCHAR"),
        ("reference_keys", "VARCHAR[]"),
        ("group_key", "VARCHAR"),
        ("payment_method", "VARCHAR"),
        ("outstanding_amount", "DECIMAL(18,2)"),
        ("status", "VARCHAR"),
        ("is_void", "BOOLEAN"),
        ("is_pending", "BOOLEAN"),
    ],
    "entry_link": [
        ("connection_id", "VARCHAR"),
        ("from_record_type", "VARCHAR"),
        ("from_source_id", "VARCHAR"),
        ("to_record_type", "VARCHAR"),
        ("to_source_id", "VARCHAR"),
        ("link_kind", "VARCHAR"),
        ("amount", "DECIMAL(18,2)"),
    ],
    "account": [
        ("connection_id", "VARCHAR"),
        ("source_account_id", "VARCHAR"),
        ("account_id", "VARCHAR"),
        ("account_number", "VARCHAR"),
        ("code", "VARCHAR"),
        ("name", "VARCHAR"),
        ("account_type", "VARCHAR"),
        ("currency", "VARCHAR"),
        ("is_active", "BOOLEAN"),
    ],
    "bank_statement": [
        ("connection_id", "VARCHAR"),
        ("statement_id", "VARCHAR"),
        ("account_id", "VARCHAR"),
        ("starts_on", "DATE"),
        ("ends_on", "DATE"),
        ("opening_balance", "DECIMAL(18,2)"),
        ("closing_balance", "DECIMAL(18,2)"),
        ("currency", "VARCHAR"),
        ("control_status", "VARCHAR"),
    ],
}


@pytest.mark.parametrize("name", sorted(names_used(ROOT)))
def test_every_platform_has_all_its_parts_under_one_name(name):
    assert name in platform_names()
    assert problems(ROOT, name) == []


def test_the_walk_notices_what_is_missing_stray_or_misnamed(tmp_path):
    for place in places(ROOT, "stripe"):
        shutil.copytree(places(ROOT, "stripe")[place], places(tmp_path, "stripe")[place])
    assert problems(tmp_path, "stripe") == []
    staging = places(tmp_path, "stripe")["staging"]
    (places(tmp_path, "stripe")["sandbox"] / "view.py").unlink()
    (staging / "stg_stripe__payout.sql").rename(staging / "payouts.sql")
    sources = staging / "_stripe__sources.yml"
    text = sources.read_text().replace('["raw", "stripe", "charge"]', '["raw", "charge"]')
    sources.write_text(text.replace("- name: quarantine", "- name: sick"))
    found = " ".join(problems(tmp_path, "stripe"))
    assert "view.py is missing" in found
    assert "payouts.sql is not named" in found
    assert "stg_stripe__payout is described but not there" in found
    assert "asset key of charge" in found
    assert "'sick'" in found


@pytest.mark.parametrize("name", platform_names())
def test_every_resource_that_staging_reads_is_declared_and_every_declared_one_is_read(name):
    read = {
        table
        for path in places(ROOT, name)["staging"].glob("*.sql")
        for source, table in re.findall(r"source\(\s*'(\w+)',\s*'(\w+)'\s*\)", path.read_text())
        if source == f"raw_{name}"
    }
    macros = " ".join(path.read_text() for path in (ROOT / "dbt_project/macros").glob("*.sql"))
    staged = " ".join(path.read_text() for path in places(ROOT, name)["staging"].glob("*.sql")) + macros
    declared = {resource.name for resource in platform(name).resources}
    assert read <= {*declared, *COMMON_TABLES}
    assert {resource for resource in declared - read if not re.search(rf"\b{resource}\b", staged)} == set()


@pytest.mark.end_to_end
@pytest.mark.parametrize("name", platform_names())
def test_the_raw_schema_holds_the_declared_resources_and_the_common_tables(demo, name):
    query = "select table_name from duckdb_tables() where schema_name = ? and table_name not like '\\_dlt%' escape '\\'"
    with duckdb.connect(str(demo.installation.warehouse), read_only=True) as con:
        found = {table for (table,) in con.execute(query, [f"raw_{name}"]).fetchall()}
    assert found == {*(resource.name for resource in platform(name).resources), *COMMON_TABLES}


@pytest.mark.end_to_end
@pytest.mark.parametrize("name", platform_names())
def test_what_speaks_for_a_platform_has_the_contracts_columns_in_order_with_their_types(demo, name):
    spoken = {
        entity: columns for entity, columns in CONTRACT.items() if (places(ROOT, name)["staging"] / f"int_{name}__{entity}.sql").exists()
    }
    assert {"ledger_entry", "account"} <= set(spoken)
    query = "select column_name, data_type from duckdb_columns() where schema_name = 'staging' and table_name = ? order by column_index"
    with duckdb.connect(str(demo.installation.warehouse), read_only=True) as con:
        for entity, columns in spoken.items():
            assert con.execute(query, [f"int_{name}__{entity}"]).fetchall() == columns, entity


def test_the_contract_above_is_the_one_that_the_readme_states():
    readme = (ROOT / "ingestion/platforms/README.md").read_text()
    table = readme.split("int_<platform>__ledger_entry`**")[1].split("| record_type | amount |")[0]
    rows = re.findall(r"^\| ([a-z_, ]+) \| ([a-z0-9(), \[\]]+) \|", table, re.M)
    stated = []
    for names, types in rows:
        listed, kinds = names.split(", "), re.findall(r"decimal\(18,2\)|[a-z]+(?:\[\])?", types)
        stated += list(zip(listed, kinds * len(listed) if len(kinds) == 1 else kinds, strict=True))
    assert stated[1:] == [(name, kind.lower()) for name, kind in CONTRACT["ledger_entry"]]
    for entity in ("entry_link", "account", "bank_statement"):
        text = readme.split(f"int_<platform>__{entity}`**")[1].split("**`int_")[0]
        positions = [re.search(rf"\b{column}\b", text).start() for column, _ in CONTRACT[entity]]
        assert positions == sorted(positions)


# Adding a platform

SOURCES = """
version: 2
sources:
  - name: raw_toybank
    schema: raw_toybank
    tables:
      - name: payment
        config: {meta: {dagster: {asset_key: ["raw", "toybank", "payment"]}}}
      - name: account
        config: {meta: {dagster: {asset_key: ["raw", "toybank", "account"]}}}
      - name: deleted_record
        config: {meta: {dagster: {asset_key: ["raw", "toybank", "deleted_record"]}}}
      - name: quarantine
        config: {meta: {dagster: {asset_key: ["raw", "toybank", "quarantine"]}}}
"""
VALUES = {"connection_id": "connection_id", "source_id": "id", "amount": "amount", "record_type": "'charge'", "currency": "'USD'"}
SCRIPT = """
import json, sys
from datetime import date
from pathlib import Path
from ingestion.canonical import canonical_models
from ingestion.catalog import platform_names
from ingestion.connections import Connection
from ingestion.load import load
from ingestion.settings import settings
from orchestration.defs.ingestion import ingestion_assets

(result,) = load([Connection(name="toy", platform="toybank", base_url=sys.argv[1])], settings())
print(json.dumps({
    "platforms": platform_names(),
    "models": canonical_models(),
    "error": result.error and result.error.error,
    "rows": {row.resource: row.rows for row in result.rows},
    "assets": sorted(key.to_user_string() for asset in ingestion_assets for key in asset.keys),
}))
"""


@pytest.fixture(scope="module")
def tree_with_a_new_platform(tmp_path_factory):
    """A copy of the code with the files of one more platform; nothing that was there is changed."""
    tree = tmp_path_factory.mktemp("tree")
    for part in ("ingestion", "orchestration", "dbt_project", "dashboards"):
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__", "target", "logs"))
    write_platform(tree / "ingestion/platforms")
    staging = tree / STAGING / "toybank"
    staging.mkdir()
    (staging / "_toybank__sources.yml").write_text(SOURCES)
    casts = (f"cast({VALUES.get(name, 'null')} as {kind.lower()}) as {name}" for name, kind in CONTRACT["ledger_entry"])
    columns = ",\n    ".join(casts)
    (staging / "int_toybank__ledger_entry.sql").write_text(f"select\n    {columns}\nfrom {{{{ source('raw_toybank', 'payment') }}}}\n")
    return tree


@pytest.mark.end_to_end
def test_adding_a_platform_adds_files_in_its_own_folders_and_edits_nothing(tree_with_a_new_platform, tmp_path):
    tree = tree_with_a_new_platform
    toy = ToyServer()
    toy.rows["payments"] = [f'{{"id": "p{n}", "amount": {amount}, "updated": "2026-02-01"}}' for n, amount in ((1, "0.10"), (2, "2.00"))]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TIEOUT_", "DBT_", "DAGSTER_"))},
        "PYTHONPATH": str(tree),
        "TIEOUT_STATE": str(tmp_path / "state"),
        "TIEOUT_KEY": "a key for tests",
        "TIEOUT_SECRET__TOY__API_KEY": toy.key,
    }

    def python(*arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    found = json.loads(python("-c", SCRIPT, toy.url))
    assert "toybank" in found["platforms"]
    assert "int_toybank__ledger_entry" in found["models"]
    assert (found["error"], found["rows"]) == (None, {"payment": 2, "account": 1})
    assert {"raw/toybank/payment", "raw/toybank/account", "raw/toybank/quarantine"} <= set(found["assets"])

    python("-m", "orchestration.cli", "dbt", "run", "--quiet", "--select", "int_toybank__ledger_entry")
    with duckdb.connect(str(tmp_path / "state" / "warehouse.duckdb"), read_only=True) as con:
        query = "select connection_id, source_id, cast(amount as varchar) from staging.int_toybank__ledger_entry order by 2"
        loaded = con.execute(query).fetchall()
    assert loaded == [("toy", "p1", "0.10"), ("toy", "p2", "2.00")]
    manifest = json.loads((tmp_path / "state" / "dbt_target" / "manifest.json").read_text())
    assert "model.tieout.int_toybank__ledger_entry" in manifest["nodes"]["model.tieout.ledger_entry"]["depends_on"]["nodes"]


def test_the_walk_asks_the_new_platform_for_its_sandbox_and_its_tests(tree_with_a_new_platform):
    found = " ".join(problems(tree_with_a_new_platform, "toybank"))
    assert "ingestion/sandbox/toybank/view.py is missing" in found
    assert "tests/ingestion/platforms/toybank" in found
