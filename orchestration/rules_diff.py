"""What other rules would change: both sets of rules run on a copy of the current data, and their verdicts compared. Nothing is touched."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingestion.errors import ConfigError
from ingestion.settings import Settings
from orchestration.dbt import build_models
from orchestration.rule_set import check_rules, use_rules

CHANGED_BY_RULES = ["path:models/matching", "open_item"]
GROUPS = """
    select groups.reconciliation, groups.rule_id, groups.status, groups.currency, abs(groups.amount_right) as amount,
        list(members.item_id order by members.item_id) as items
    from matching.match_group as groups
    inner join matching.match_member as members on groups.match_id = members.match_id
    group by all
"""
UNDECIDED = "select reconciliation, item_id from exceptions.open_item where verdict is not null"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A match. ``items`` identify it whichever rule made it; ``amount`` without sign, in ``currency``."""

    reconciliation: str
    rule: str
    status: str
    currency: str
    amount: object
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything one set of rules decides: matches, and items it calls undecided, each with its reconciliation."""

    matches: tuple[Verdict, ...]
    undecided: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RulesDiff:
    """Matches only the new rules make, only the old ones made, both make by another rule or with another status; items newly undecided."""

    gained: tuple[Verdict, ...]
    lost: tuple[Verdict, ...]
    changed: tuple[tuple[Verdict, Verdict], ...]
    newly_undecided: frozenset[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        return not (self.gained or self.lost or self.changed or self.newly_undecided)


def compare(old: Outcome, new: Outcome) -> RulesDiff:
    """What changes from ``old`` to ``new``."""
    before = {(match.reconciliation, match.items): match for match in old.matches}
    after = {(match.reconciliation, match.items): match for match in new.matches}
    in_order = sorted(before.keys() | after.keys(), key=lambda key: (key[0], sorted(key[1])))
    return RulesDiff(
        gained=tuple(after[key] for key in in_order if key not in before),
        lost=tuple(before[key] for key in in_order if key not in after),
        changed=tuple((before[key], after[key]) for key in in_order if key in before and key in after and before[key] != after[key]),
        newly_undecided=new.undecided - old.undecided,
    )


def rules_diff(old: Path, new: Path, settings: Settings) -> RulesDiff:
    """Runs ``old`` and ``new`` (in the form of seeds/match_rules.csv) on a copy of the warehouse. Raises ConfigError, DbtError."""
    for path in (old, new):
        check_rules(path)
    if not settings.warehouse.exists():
        raise ConfigError(f"There is no warehouse at {settings.warehouse} yet.", "Run `tieout run` or `tieout demo` first.")
    return compare(_outcome(old, settings), _outcome(new, settings))


def _outcome(rules: Path, settings: Settings) -> Outcome:
    with TemporaryDirectory(dir=settings.warehouse.parent) as folder:
        copy = replace(settings, warehouse=Path(folder) / "warehouse.duckdb")
        shutil.copy(settings.warehouse, copy.warehouse)
        use_rules(copy.warehouse, rules)
        build_models(CHANGED_BY_RULES, copy)
        with duckdb.connect(str(copy.warehouse), read_only=True) as con:
            matches = tuple(Verdict(*row[:-1], frozenset(row[-1])) for row in con.execute(GROUPS).fetchall())
            return Outcome(matches, frozenset(con.execute(UNDECIDED).fetchall()))
