"""The shape of the dbt project: arrows only go right, every model says what a row is, and the SQL keeps to what other engines know."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from ingestion.settings import ROOT

PROJECT = ROOT / "dbt_project"
MODELS = {p.stem: p for pattern in ("*.sql", "*.py") for p in sorted((PROJECT / "models").rglob(pattern))}
SEEDS = {p.stem for p in (PROJECT / "seeds").glob("*.csv")}
YAML = sorted((PROJECT / "models").rglob("*.yml"))
SQL = sorted([*(PROJECT / "models").rglob("*.sql"), *(PROJECT / "tests").rglob("*.sql")])
LAYERS = ["staging", "ledger", "matching", "exceptions", "marts"]
WITHIN_SIDE = {"reversal", "self_balancing", "application"}


def layer(model: str) -> str:
    return MODELS[model].relative_to(PROJECT / "models").parts[0]


def folder(model: str) -> tuple[str, ...]:
    return MODELS[model].relative_to(PROJECT / "models").parts[:-1]


def code(path: Path) -> str:
    """The file without comments and without what stands in quotes."""
    text = re.sub(r"\{#.*?#\}", " ", path.read_text(), flags=re.S)
    text = re.sub(r"--[^\n]*", " ", text)
    return re.sub(r"'[^'\n]*'", "''", text)


def references(path: Path) -> set[str]:
    return set(re.findall(r"\bref\(\s*['\"](\w+)['\"]\s*\)", path.read_text()))


def sources(path: Path) -> set[str]:
    return set(re.findall(r"\bsource\(\s*'(\w+)'\s*,", path.read_text()))


@cache
def documented() -> dict[str, tuple[Path, dict]]:
    return {model["name"]: (path, model) for path in YAML for model in yaml.safe_load(path.read_text()).get("models") or []}


def is_helper(model: str) -> bool:
    return "schema='matching'" in MODELS[model].read_text()


def rows(seed: str) -> list[dict[str, str]]:
    with (PROJECT / "seeds" / f"{seed}.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("model", MODELS)
def test_arrows_only_go_right(model):
    for target in references(MODELS[model]) - SEEDS:
        assert LAYERS.index(layer(target)) <= LAYERS.index(layer(model)), f"{layer(model)}.{model} reads {layer(target)}.{target}"


@pytest.mark.parametrize("model", [m for m in MODELS if layer(m) == "staging"])
def test_staging_knows_its_own_platform_only(model):
    platform = folder(model)[1]
    assert {folder(target)[1] for target in references(MODELS[model]) - SEEDS} <= {platform}
    assert sources(MODELS[model]) <= {f"raw_{platform}"}


@pytest.mark.parametrize("model", [m for m in MODELS if layer(m) != "staging"])
def test_nothing_behind_the_boundary_reads_a_platform(model):
    """The ledger reads platforms through union_canonical; nothing names one."""
    assert not [target for target in references(MODELS[model]) - SEEDS if layer(target) == "staging"]
    assert sources(MODELS[model]) <= {"raw_tieout"}


def test_shared_macros_name_no_platform():
    platforms = {p.name for p in (PROJECT / "models" / "staging").iterdir()}
    shared = [p for p in (PROJECT / "macros").rglob("*.sql") if p.stem not in platforms]
    for path in shared:
        assert not [target for target in references(path) - SEEDS if layer(target) == "staging"], path.name
        assert sources(path) <= {"raw_tieout"}, path.name


@pytest.mark.parametrize("model", MODELS)
def test_every_model_says_what_a_row_is_in_a_file_beside_it(model):
    assert model in documented(), f"{model} is in no YAML file"
    path, entry = documented()[model]
    assert path.parent == MODELS[model].parent
    assert entry["description"].startswith("One row per ")


def test_only_models_that_exist_are_documented():
    assert set(documented()) <= set(MODELS)


@pytest.mark.parametrize("model", documented())
def test_every_column_says_what_it_means(model):
    _, entry = documented()[model]
    assert entry.get("columns"), "no column is documented"
    assert [c["name"] for c in entry["columns"] if not c.get("description")] == []


@pytest.mark.parametrize("model", [m for m in MODELS if layer(m) in ("ledger", "marts")])
def test_what_others_rely_on_has_a_contract_with_types(model):
    _, entry = documented()[model]
    has_contract = entry.get("config", {}).get("contract", {}).get("enforced", False)
    assert has_contract is not is_helper(model)
    if has_contract:
        assert [c["name"] for c in entry["columns"] if not c.get("data_type")] == []
        assert [c["name"] for c in entry["columns"] if c["data_type"] in ("double", "float", "real")] == []


def test_no_column_marked_as_personal_is_behind_the_boundary():
    for model, (_, entry) in documented().items():
        personal = [c["name"] for c in entry.get("columns", []) if (c.get("config", {}).get("meta") or c.get("meta") or {}).get("phi")]
        assert not personal or layer(model) == "staging", f"{model}: {personal}"


@pytest.mark.parametrize("path", SQL, ids=lambda p: p.stem)
def test_sql_keeps_to_what_other_engines_know(path):
    text = code(path)
    assert "::" not in text, "cast with cast(x as t)"
    assert not re.search(r"\bqualify\b", text, re.I), "use row_number() and a where"
    assert not re.search(r"\bfilter\s*\(", text, re.I), "use sum(case when ...)"


@pytest.mark.parametrize("path", [p for p in SQL if p.is_relative_to(PROJECT / "models")], ids=lambda p: p.stem)
def test_money_is_never_divided(path):
    """A decimal divided in DuckDB is a double; quotients that are no money say so with a cast to double."""
    for line in code(path).splitlines():
        if " / " in line:
            assert "as double" in line or "hours_to_act" in line, line.strip()


# ------------------------------------------------------------------------------------------------------------ rules, reasons, macros
def test_every_rule_asks_for_a_predicate_that_some_model_serves():
    served = (
        WITHIN_SIDE
        | set(re.findall(r"rule\.predicate = '(\w+)'", MODELS["candidate_text"].read_text()))
        | {
            predicate
            for name in ("candidate_exact", "candidate_near")
            for predicate in re.findall(r"'(\w+)'", re.search(r"rule_pairs\('pairs', \[(.*?)\]", MODELS[name].read_text(), re.S)[1])
        }
    )
    assert {rule["predicate"] for rule in rows("match_rules")} <= served


def test_every_predicate_that_a_model_serves_is_a_macro():
    macros = set(re.findall(r"macro predicate_(\w+)\(", (PROJECT / "macros" / "predicates.sql").read_text()))
    assert {rule["predicate"] for rule in rows("match_rules")} - WITHIN_SIDE <= macros


def test_every_reason_that_is_ever_given_is_on_the_closed_list():
    text = (PROJECT / "macros" / "reasons.sql").read_text() + MODELS["open_item_reason"].read_text()
    given = set(re.findall(r"(?:then|else) '(\w+)'", text))
    given |= {rule["reason_code"] for rule in rows("match_rules") if rule["reason_code"]}
    assert given <= {reason["reason_code"] for reason in rows("reason_codes")}


def test_every_reason_on_the_list_can_be_given():
    text = (PROJECT / "macros" / "reasons.sql").read_text() + MODELS["open_item_reason"].read_text()
    given = set(re.findall(r"(?:then|else) '(\w+)'", text)) | {rule["reason_code"] for rule in rows("match_rules")}
    assert {reason["reason_code"] for reason in rows("reason_codes")} <= given


def test_every_meaning_of_a_bank_text_that_is_asked_for_has_a_pattern():
    text = "".join(p.read_text() for p in [*(PROJECT / "macros").rglob("*.sql"), *SQL])
    asked = set(re.findall(r"(?:word_pattern|text_means)\('(\w+)'\)", text))
    assert asked <= {row["meaning"] for row in rows("bank_text_words")}


@pytest.mark.parametrize("row", rows("bank_text_words") + rows("processor_descriptor"), ids=lambda r: next(iter(r.values())))
def test_every_pattern_is_a_regular_expression(row):
    re.compile(row["pattern"])


def test_every_shared_macro_is_explained():
    platforms = {p.name for p in (PROJECT / "models" / "staging").iterdir()}
    written = set()
    for path in (PROJECT / "macros").rglob("*.sql"):
        if path.stem in platforms:
            continue
        for name in re.findall(r"\{%-? *macro (\w+)\(", path.read_text()):
            if not name.startswith("_") and "__" not in name:
                written.add(name)
    explained = {macro["name"] for macro in yaml.safe_load((PROJECT / "macros" / "_macros.yml").read_text())["macros"]}
    assert written <= explained, written - explained
    assert not {name for name in explained - written if not name.startswith("test_")}
