"""Another set of rules than the seed's: checked before anything long begins, then put in its place in one warehouse."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from ingestion.errors import ConfigError
from orchestration.environment import DBT_PROJECT

SEED = DBT_PROJECT / "seeds" / "match_rules.csv"
CURE = f"Give it the columns of dbt_project/seeds/{SEED.name}."


def check_rules(path: Path) -> None:
    """Raises ConfigError where ``path`` is no list of rules."""
    if not path.is_file():
        raise ConfigError(f"There is no file {path}.", f"Name a CSV in the form of dbt_project/seeds/{SEED.name}.")
    with SEED.open(newline="") as file, path.open(newline="", errors="replace") as given:
        wanted, found = next(csv.reader(file)), next(csv.reader(given), [])
    if missing := [name for name in wanted if name not in found]:
        raise ConfigError(f"{path.name} is no list of rules: it has no {', '.join(missing)}.", CURE)


def use_rules(warehouse: Path, path: Path) -> None:
    """Puts the rules of ``path`` in the place of the warehouse's. Raises ConfigError where a value fits no column; nothing changes."""
    with duckdb.connect(str(warehouse)) as con:
        con.execute("begin")
        try:
            con.execute("delete from rules.match_rules")
            con.execute("insert into rules.match_rules by name select * from read_csv(?, all_varchar = true)", [str(path)])
        except duckdb.Error as error:
            con.execute("rollback")
            raise ConfigError(f"{path.name} is no list of rules: {str(error).splitlines()[0]}", CURE) from None
        con.execute("commit")
