"""Walks a tree and says which part of which platform is missing, stray or named differently."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from ingestion.catalog import COMMON_TABLES

STAGING = "dbt_project/models/staging"


def places(root: Path, name: str) -> dict[str, Path]:
    """The folders of a platform; ingestion/platforms/README.md says what is in each."""
    return {
        "connector": root / "ingestion/platforms" / name,
        "sandbox": root / "ingestion/sandbox" / name,
        "staging": root / STAGING / name,
        "tests": root / "tests/ingestion/platforms" / name,
    }


def names_used(root: Path) -> set[str]:
    """Every name that some place gives to a platform (the sandbox folder also holds the company itself)."""
    parents = {place: folder.parent for place, folder in places(root, "any").items()}
    found = {folder.name for parent in parents.values() for folder in parent.iterdir() if folder.is_dir() and folder.name != "__pycache__"}
    return found - {"company"}


def problems(root: Path, name: str) -> list[str]:
    """What is wrong with platform ``name`` in the tree at ``root``."""
    return [*_missing_files(root, name), *_source_problems(root, name), *_model_problems(root, name)]


def _missing_files(root: Path, name: str) -> list[str]:
    at = places(root, name)
    wanted = [
        at["connector"] / "platform.yml",
        *(at["sandbox"] / file for file in ("__init__.py", "view.py", "api.py")),
        at["staging"] / f"_{name}__sources.yml",
        at["staging"] / f"_{name}__models.yml",
        at["staging"] / f"int_{name}__ledger_entry.sql",
        at["tests"] / "__init__.py",
    ]
    found = [f"{path.relative_to(root)} is missing" for path in wanted if not path.exists()]
    for pattern, place in ((f"stg_{name}__*.sql", "staging"), ("test_*.py", "tests")):
        if not list(at[place].glob(pattern)):
            found.append(f"{at[place].relative_to(root)} holds no {pattern}")
    if _declared(root, name).get("name") != name:
        found.append(f"ingestion/platforms/{name}/platform.yml does not call itself {name}")
    if any(resource.get("python") for resource in _declared(root, name).get("resources", [])) != (at["connector"] / "source.py").exists():
        found.append(f"ingestion/platforms/{name}/source.py is there exactly where a resource says python: true")
    return found


def _source_problems(root: Path, name: str) -> list[str]:
    path = places(root, name)["staging"] / f"_{name}__sources.yml"
    sources = (yaml.safe_load(path.read_text()) if path.exists() else None) or {"sources": []}
    resources = [resource["name"] for resource in _declared(root, name).get("resources", [])]
    found = []
    if [(s["name"], s.get("schema", s["name"])) for s in sources["sources"]] != [(f"raw_{name}", f"raw_{name}")]:
        found.append(f"{path.name} declares the one source raw_{name}")
    tables = [table for source in sources["sources"] for table in source["tables"]]
    if sorted(table["name"] for table in tables) != sorted([*resources, *COMMON_TABLES]):
        found.append(f"{path.name} lists {sorted(t['name'] for t in tables)}, platform.yml gives {sorted([*resources, *COMMON_TABLES])}")
    for table in tables:
        meta = {**table.get("meta", {}), **table.get("config", {}).get("meta", {})}
        if meta.get("dagster", {}).get("asset_key") != ["raw", name, table["name"]]:
            found.append(f"{path.name}: the asset key of {table['name']} is not raw/{name}/{table['name']}")
    return found


def _model_problems(root: Path, name: str) -> list[str]:
    """Every model is named after its platform and described as "One row per"; every description has its model."""
    folder = places(root, name)["staging"]
    models = {path.stem for path in folder.glob("*.sql")}
    found = [f"{m}.sql is not named stg_{name}__ or int_{name}__" for m in sorted(models) if not re.match(f"(stg|int)_{name}__[a-z_]+$", m)]
    described = {
        model["name"]: model.get("description", "")
        for path in folder.glob("*.yml")
        for model in (yaml.safe_load(path.read_text()) or {}).get("models", [])
    }
    found += [f"{model} has no description" for model in sorted(models - {*described})]
    found += [f"{model} is described but not there" for model in sorted({*described} - models)]
    grainless = [model for model, text in described.items() if not text.strip().startswith("One row per")]
    return [*found, *(f"{model}: its description does not start with its grain" for model in grainless)]


def _declared(root: Path, name: str) -> dict:
    path = root / "ingestion/platforms" / name / "platform.yml"
    return yaml.safe_load(path.read_text()) if path.exists() else {}
