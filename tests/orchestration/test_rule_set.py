"""Other rules take the place of the seed's whole or not at all."""

from __future__ import annotations

import duckdb
import pytest

from ingestion.errors import ConfigError
from orchestration.rule_set import SEED, check_rules, use_rules


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create schema rules")
        con.execute(
            "create table rules.match_rules as select * replace (cast(priority as integer) as priority)"
            " from read_csv(?, all_varchar = true)",
            [str(SEED)],
        )
    return path


def rule_ids(warehouse):
    with duckdb.connect(str(warehouse), read_only=True) as con:
        return [name for (name,) in con.execute("select rule_id from rules.match_rules order by rule_id").fetchall()]


def rules_file(folder, *rows):
    header = SEED.read_text().splitlines()[0]
    path = folder / "own.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    check_rules(path)
    return path


def test_the_rules_of_a_file_are_the_only_ones(warehouse, tmp_path):
    row = "only,1,files,30,shared_reference,0,0,or,30,60,0,confirmed,0.9990,,,2000-01-01,,Only one"
    use_rules(warehouse, rules_file(tmp_path, row))
    assert rule_ids(warehouse) == ["only"]


def test_a_value_that_fits_no_column_is_wrong_usage_and_the_rules_stay(warehouse, tmp_path):
    before = rule_ids(warehouse)
    row = "odd,1,files,first,shared_reference,0,0,or,30,60,0,confirmed,0.9990,,,2000-01-01,,Priority in words"
    with pytest.raises(ConfigError, match=r"own\.csv is no list of rules"):
        use_rules(warehouse, rules_file(tmp_path, row))
    assert rule_ids(warehouse) == before


def test_a_file_without_the_columns_of_a_rule_is_refused_before_anything_runs(tmp_path):
    (tmp_path / "odd.csv").write_text("colour\nblue\n")
    with pytest.raises(ConfigError, match=r"odd\.csv is no list of rules: it has no rule_id"):
        check_rules(tmp_path / "odd.csv")
