"""The matching done again, in memory, from the records as they are now.

Nothing that matching left in the warehouse is used: items, units, candidates, costs and decisions are all made anew by the project's models
and solvers, so that a runner-up and its margin come out of the replay. Only whole scopes (an account, say) are replayed: a match depends on
nothing outside of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import jinja2

from ingestion.canonical import canonical_models
from ingestion.errors import ConfigError, TieoutError
from ingestion.settings import Settings
from orchestration.environment import DBT_PROJECT, NO_CHECKPOINTS
from orchestration.project import Project

REPLAYED = frozenset(path.stem for path in (DBT_PROJECT / "models" / "matching").iterdir() if path.suffix in (".sql", ".py")) | {
    "match",
    "match_runner_up",
}

WANTED_SCOPE = """
    create table memory.main.wanted_scope as
    with scopes as (
        select reconciliation, scope, count(distinct match_id) as matches from published_copy.marts.match_member
        where $matches is null or match_id in (select unnest(cast($matches as varchar[])))
        group by reconciliation, scope
    ),
    counted as (
        select reconciliation, scope,
            sum(matches) over (
                order by md5(reconciliation || '|' || scope), scope rows between unbounded preceding and 1 preceding
            ) as before
        from scopes
    )
    select reconciliation, scope from counted where $most is null or coalesce(before, 0) < $most
"""
WANTED = """
    create table memory.main.wanted as from published_copy.marts.match
    where ($matches is null or match_id in (select unnest(cast($matches as varchar[])))) and match_id in (
        select match_id from published_copy.marts.match_member
        where (reconciliation, scope) in (select reconciliation, scope from memory.main.wanted_scope)
    )
"""
ONLY_WANTED_SCOPES = """
    delete from memory.main.reconciliation_item
    where (reconciliation, scope) not in (select reconciliation, scope from memory.main.wanted_scope)
"""
ENTRY_NOW = """
    create view memory.main.entry_now as
    select entry.* replace ({{ row_hash('entry') }} as row_hash) from {{ ref('ledger_entry') }} as entry
"""
# Each rule in the version that the certificates cite, where that is kept; every other rule as it is.
RULE_CITED = """
    create table memory.main.rule_cited as
    with cited as (
        select rule_id, rule_version as version, row_number() over (partition by rule_id order by count(*) desc, rule_version desc) as place
        from memory.main.wanted group by rule_id, rule_version
    ),
    kept as (
        select rules.* replace (cast('0001-01-01' as date) as effective_from, cast(null as date) as effective_to)
        from {{ ref('match_rules') }} as rules inner join cited using (rule_id, version) where cited.place = 1
    )
    from kept union all from {{ ref('match_rules') }} where rule_id not in (select rule_id from kept)
"""
ENTRY_FROM_RAW = """
    create table memory.main.entry_from_raw as
    from ({model}) where entry_id in (
        select entry_id from published_copy.marts.match_member where match_id in (select match_id from memory.main.wanted)
    )
"""


class ReplayError(TieoutError):
    """The warehouse does not hold what a replay needs."""


@contextmanager
def opened(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, beside it the published copy (``published_copy``) and the warehouse (by its file's name, which its views use),
    both read-only. Raises ConfigError where one is not there or not to be had."""
    if not settings.published.exists():
        raise ConfigError(f"Nothing is published yet at {settings.published}.", "Run `make demo` or `tieout run` first.")
    if not settings.warehouse.exists():
        raise ConfigError(
            f"There is no warehouse at {settings.warehouse}; a replay reads the records that were matched, which are not published.",
            "Verify where `tieout run` keeps its state, or point TIEOUT_WAREHOUSE there.",
        )
    with duckdb.connect(config={"checkpoint_threshold": NO_CHECKPOINTS}) as con:
        _attach(con, settings.published, "published_copy")
        _attach(con, settings.warehouse, settings.warehouse.stem)
        yield con


def _attach(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    try:
        con.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as \"{name}\" (read_only)")
    except duckdb.Error as error:
        if "lock" not in str(error):
            raise ReplayError(f"{path} cannot be opened: {str(error).splitlines()[0]}", "Run `tieout run` anew.") from None
        raise ConfigError(
            f"Another process is writing to {path}, and DuckDB lets nobody read meanwhile.",
            "Wait until that run has ended and verify again.",
        ) from None


def want(con: duckdb.DuckDBPyConnection, matches: Sequence[str] | None, most: int | None) -> None:
    """Says what to verify: table ``wanted`` gets a row per published match, ``wanted_scope`` a row per scope that they stand in.

    All matches where ``matches`` is None; where those are more than ``most`` (None: no limit), whole scopes until they hold as many, in an
    order that stays and has nothing to do with what is in them.
    """
    con.execute(WANTED_SCOPE, {"matches": matches, "most": most})
    con.execute(WANTED, {"matches": matches})


def replay(con: duckdb.DuckDBPyConnection, warehouse: str) -> Project:
    """Replays the scopes of :func:`want` under the rules that their certificates cite, into tables in memory that are named as the models.

    ``entry_now`` is the ledger with hashes taken anew, ``entry_from_raw`` what the raw records of members say. Raises ReplayError.
    """
    as_of = con.execute("select cast(max(as_of_on) as varchar) from published_copy.marts.as_of").fetchall()[0][0]
    project = Project(
        con,
        warehouse,
        rebuilt=REPLAYED,
        after={"reconciliation_item": lambda: con.execute(ONLY_WANTED_SCOPES)},
        variables={"TIEOUT_AS_OF": as_of, "TIEOUT_CANONICAL_MODELS": ",".join(canonical_models())},
    )
    try:
        con.execute(project.render(ENTRY_NOW))
        con.execute(project.render(RULE_CITED))
        project.given = {"ledger_entry": "memory.main.entry_now", "match_rules": "memory.main.rule_cited"}
        project.build("match")
        con.execute(project.render(ENTRY_FROM_RAW.format(model=(DBT_PROJECT / "models" / "ledger" / "ledger_entry.sql").read_text())))
    except (duckdb.Error, jinja2.TemplateError, KeyError) as error:
        raise ReplayError(
            f"The warehouse does not hold what this version of Tieout replays: {str(error).splitlines()[0]}",
            "Run `tieout run`, which brings it up to date, and verify again.",
        ) from error
    return project
