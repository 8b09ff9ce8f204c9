"""Certificates held against a replay: what is the same byte for byte, and what exactly differs where something does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from ingestion.settings import Settings
from orchestration.certificate.replay import opened, replay, want
from orchestration.certificate.verdict import DIFFERS, NOT_REPLAYED, VERIFIED, Finding, Verdict, differences
from orchestration.project import Project


@dataclass(frozen=True, slots=True)
class Verification:
    """verdicts: one per match, in the order of their ids. matches: how many there are, more than verdicts where a sample was taken."""

    verdicts: tuple[Verdict, ...]
    matches: int


def verify(settings: Settings, matches: Sequence[str] | None = None, *, most: int | None = None) -> Verification:
    """Replays ``matches`` (all where None, or a sample of whole scopes that hold about ``most``). Raises ConfigError, ReplayError."""
    with opened(settings) as con:
        want(con, None if matches is None else list(matches), most)
        project = replay(con, settings.warehouse.stem)
        findings: dict[str, list[Finding]] = defaultdict(list)
        for look in (_records, _not_made, _certificates, _rows, _members, _candidates):
            for match_id, finding in look(con, project):
                findings[match_id].append(finding)
        missing, notes = _rules(con, project)
        looked_at = {match_id: counts for match_id, *counts in con.execute(LOOKED_AT).fetchall()}
        verdicts = tuple(
            Verdict(
                match_id, reconciliation, rule_id, version, certificate,
                outcome=NOT_REPLAYED if (rule_id, version) in missing else DIFFERS if findings.get(match_id) else VERIFIED,
                findings=() if (rule_id, version) in missing else tuple(findings.get(match_id, ())),
                why=missing.get((rule_id, version), ""),
                notes=tuple(notes[rule_id, version]) if (rule_id, version) in notes else (),
                records=looked_at[match_id][0],
                candidates=looked_at[match_id][1],
            )
            for match_id, reconciliation, rule_id, version, certificate in con.execute(
                "select match_id, reconciliation, rule_id, rule_version, certificate from wanted order by match_id"
            ).fetchall()
        )  # fmt: skip
        ((published,),) = con.execute("select count(*) from published_copy.marts.match").fetchall()
    return Verification(verdicts, published if matches is None else len(verdicts))


LOOKED_AT = """
    with candidates as (
        select rule_id, left_unit_id, right_unit_id from candidate_exact
        union
        select rule_id, left_unit_id, right_unit_id from candidate_near
        union
        select rule_id, left_unit_id, right_unit_id from pair_by_reference
    ),
    pairs as (
        select decisions.group_id as match_id, left_unit_id, right_unit_id from match_decision as decisions
        inner join candidates on decisions.rule_id = candidates.rule_id and decisions.unit_id = candidates.left_unit_id
        union
        select decisions.group_id as match_id, left_unit_id, right_unit_id from match_decision as decisions
        inner join candidates on decisions.rule_id = candidates.rule_id and decisions.unit_id = candidates.right_unit_id
    ),
    pair_counts as (select match_id, count(*) as pairs from pairs group by match_id),
    record_counts as (select match_id, count(distinct entry_id) as records from published_copy.marts.match_member group by match_id)
    select wanted.match_id, coalesce(records, 0), coalesce(pairs, 0)
    from wanted left join record_counts using (match_id) left join pair_counts using (match_id)
"""


# ------------------------------------------------------------------------------------------------------------ what is looked at, in turn
Found = list[tuple[str, Finding]]
NAME = "{0}.record_type || ' ' || {0}.source_id || ' of ' || {0}.connection_id"


def _records(con: duckdb.DuckDBPyConnection, project: Project) -> Found:
    """Members whose present content is not what the ledger hashed, or not what their raw record says."""
    rows = _dicts(
        con,
        f"""
        select distinct members.match_id, entry_id, {NAME.format("published")} as name, published.row_hash as stored,
            now.row_hash as now, raw.row_hash as raw
        from published_copy.marts.match_member as members
        inner join wanted using (match_id)
        inner join published_copy.marts.ledger_entry as published using (entry_id)
        left join entry_now as now using (entry_id)
        left join entry_from_raw as raw using (entry_id)
        where now.row_hash is distinct from published.row_hash or raw.row_hash is distinct from published.row_hash
        order by members.match_id, name
        """,  # noqa: S608 our own text
    )
    if not rows:
        return []
    entries = sorted({row["entry_id"] for row in rows})
    before = _entries(con, "published_copy.marts.ledger_entry", entries)
    sources = [
        ("the ledger's entry", "now", _entries(con, "entry_now", entries)),
        ("the raw record", "raw", _entries(con, "entry_from_raw", entries)),
    ]
    found: Found = []
    for row in rows:
        for source, key, after in sources:
            if row[key] == row["stored"]:
                continue
            what = f"{source} of {row['name']}"
            if row["entry_id"] not in after:
                found.append((row["match_id"], Finding(what, "present", "gone")))
                continue
            old, new = before[row["entry_id"]], after[row["entry_id"]]
            changed = [name for name in old if name in new and name != "row_hash" and old[name] != new[name]]
            for name in changed or ["row_hash"]:
                found.append((row["match_id"], Finding(f"{what}, {name}", _text(old[name]), _text(new[name]))))
    return found


def _entries(con: duckdb.DuckDBPyConnection, relation: str, entries: Sequence[str]) -> dict[str, dict[str, Any]]:
    query = f"from {relation} where entry_id in (select unnest(cast(? as varchar[])))"
    return {row["entry_id"]: row for row in _dicts(con, query, [list(entries)])}


def _not_made(con: duckdb.DuckDBPyConnection, project: Project) -> Found:
    """Matches that the replay does not make, with what it makes of their members instead."""
    rows = con.execute(
        f"""
        select members.match_id, members.side || ' ' || {NAME.format("entries")} as name,
            case
                when items.item_id is null then 'takes no part in this reconciliation'
                when replayed.match_id is not null then 'matched by rule ' || replayed.rule_id || ' in match ' || replayed.match_id
                when undecided.verdict is not null then undecided.verdict || ' by rule ' || undecided.rule_id
                else 'open'
            end as fate
        from published_copy.marts.match_member as members
        inner join wanted using (match_id)
        inner join published_copy.marts.ledger_entry as entries using (entry_id)
        anti join main.match as same using (match_id)
        left join reconciliation_item as items
            on members.entry_id = items.entry_id and members.reconciliation = items.reconciliation
            and members.side = items.side and members.scope = items.scope
        left join match_member as again on items.item_id = again.item_id
        left join main.match as replayed on again.match_id = replayed.match_id
        left join (
            select unit_item.item_id, min(verdict) as verdict, min(rule_id) as rule_id
            from match_decision inner join unit_item using (unit_id) where verdict <> 'matched' group by unit_item.item_id
        ) as undecided on items.item_id = undecided.item_id
        order by members.match_id, name
        """  # noqa: S608 our own text
    ).fetchall()
    return [(match_id, Finding(name, "in this match", fate)) for match_id, name, fate in rows]


def _certificates(con: duckdb.DuckDBPyConnection, project: Project) -> Found:
    rows = con.execute("""
        select match_id, wanted.certificate, replayed.certificate from wanted inner join main.match as replayed using (match_id)
        where wanted.certificate is distinct from replayed.certificate order by match_id
    """).fetchall()
    return [(match_id, finding) for match_id, stored, anew in rows for finding in differences(stored or "", anew)]


def _rows(con: duckdb.DuckDBPyConnection, project: Project) -> Found:
    """What the published match says beside its certificate."""
    columns = [name for name, *_ in con.execute("describe wanted").fetchall() if name not in ("match_id", "certificate")]
    listed = ", ".join(f"wanted.{name}, replayed.{name}" for name in columns)
    differ = " or ".join(f"wanted.{name} is distinct from replayed.{name}" for name in columns)
    rows = con.execute(
        f"select match_id, {listed} from wanted inner join main.match as replayed using (match_id) where {differ} order by match_id"  # noqa: S608
    ).fetchall()
    return [
        (match_id, Finding(f"column {name} of the published match", _text(stored), _text(anew)))
        for match_id, *values in rows
        for name, stored, anew in zip(columns, values[::2], values[1::2], strict=True)
        if stored != anew
    ]


def _members(con: duckdb.DuckDBPyConnection, project: Project) -> Found:
    """What the published members say, for matches that the replay makes."""
    rows = con.execute("""
        with stored as (
            select match_id, entry_id, side, scope, allocated_amount from published_copy.marts.match_member
            where match_id in (select match_id from wanted) and match_id in (select match_id from main.match)
        ),
        anew as (
            select match_id, entry_id, side, scope, allocated_amount from match_member where match_id in (select match_id from wanted)
        ),
        both_ways as (
            select *, 'stored' as which from (from stored except from anew)
            union all
            select *, 'anew' as which from (from anew except from stored)
        )
        select match_id, side || ' entry ' || entry_id as name,
            max(case when which = 'stored' then cast(allocated_amount as varchar) end) as stored,
            max(case when which = 'anew' then cast(allocated_amount as varchar) end) as anew
        from both_ways group by match_id, name order by match_id, name
    """).fetchall()
    return [
        (match_id, Finding(f"published member {name}, allocated_amount", stored or "", anew or "")) for match_id, name, stored, anew in rows
    ]


def _candidates(con: duckdb.DuckDBPyConnection, project: Project) -> Found:
    """Pairs under the match's rule that its units could have made: those the warehouse keeps against those found anew."""
    found: Found = []
    for table in ("candidate_exact", "candidate_near", "pair_by_reference"):
        if (kept := project.stored(table)) is None:
            continue
        rows = con.execute(
            f"""
            with units as (
                select group_id as match_id, rule_id, unit_id from match_decision where group_id in (select match_id from wanted)
            ),
            stored as (
                select rule_id, left_unit_id, right_unit_id, cost from {kept}
                where left_unit_id in (select unit_id from units) or right_unit_id in (select unit_id from units)
            ),
            anew as (
                select rule_id, left_unit_id, right_unit_id, cost from memory.main.{table}
                where left_unit_id in (select unit_id from units) or right_unit_id in (select unit_id from units)
            ),
            both_ways as (
                select *, 'stored' as which from (from stored except from anew)
                union all
                select *, 'anew' as which from (from anew except from stored)
            )
            select units.match_id, left_unit_id, right_unit_id,
                max(case when which = 'stored' then 'cost ' || cost end) as stored,
                max(case when which = 'anew' then 'cost ' || cost end) as anew
            from both_ways inner join units on both_ways.rule_id = units.rule_id and units.unit_id in (left_unit_id, right_unit_id)
            group by units.match_id, left_unit_id, right_unit_id
            order by units.match_id, left_unit_id, right_unit_id
            """  # noqa: S608 names from the catalog
        ).fetchall()
        names = _units(con, project, {unit for row in rows for unit in row[1:3]})
        found += [
            (match_id, Finding(f"candidate pair {names.get(left, left)} with {names.get(right, right)}", stored or "", anew or ""))
            for match_id, left, right, stored, anew in rows
        ]
    return found


def _units(con: duckdb.DuckDBPyConnection, project: Project, units: set[str]) -> dict[str, str]:
    """Units by the records in them: as replayed, or as the warehouse remembers them where their records are gone."""
    if not units:
        return {}
    remembered = project.stored("unit_item"), project.stored("reconciliation_item"), "published_copy.marts.ledger_entry"
    names: dict[str, str] = {}
    for unit_items, items, entries in (remembered, ("unit_item", "reconciliation_item", "entry_now")):
        rows = con.execute(
            f"""
            select unit_items.unit_id, min({NAME.format("entries")}) as first, count(*) as records
            from {unit_items} as unit_items
            inner join {items} as items using (item_id)
            inner join {entries} as entries using (entry_id)
            where unit_items.unit_id in (select unnest(cast(? as varchar[]))) group by unit_items.unit_id
            """,  # noqa: S608 names from the catalog
            [sorted(units)],
        ).fetchall()
        names |= {unit: first if records == 1 else f"{first} and {records - 1} more" for unit, first, records in rows}
    return names


def _rules(con: duckdb.DuckDBPyConnection, project: Project) -> tuple[dict[tuple[str, int], str], dict[tuple[str, int], list[str]]]:
    """Per rule and version that certificates cite: why it cannot be replayed, where it is kept no longer; and what has come after it."""
    rules = project.stored("match_rules")
    rows = con.execute(
        f"""
        select cited.rule_id, cited.rule_version, kept.rule_id is not null as is_kept, max(force.version) as in_force,
            cast(max(force.effective_from) as varchar) as since
        from (select distinct rule_id, rule_version from wanted) as cited
        left join rule_cited as kept on cited.rule_id = kept.rule_id and cited.rule_version = kept.version
        left join {rules} as force
            on cited.rule_id = force.rule_id and force.effective_from <= (select max(as_of_on) from published_copy.marts.as_of)
            and (force.effective_to is null or force.effective_to >= (select max(as_of_on) from published_copy.marts.as_of))
        group by all
        """  # noqa: S608 names from the catalog
    ).fetchall()
    missing, notes = {}, {}
    for rule, version, is_kept, in_force, since in rows:
        now = f"version {in_force} is in force since {since}" if in_force is not None else "no version of it is in force"
        if not is_kept:
            missing[rule, version] = f"the rule {rule} has changed since: version {version} is no longer kept, {now}"
        elif in_force != version:
            notes[rule, version] = [f"the rule {rule} has changed since: {now}; replayed under version {version}"]
    return missing, notes


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _dicts(con: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    result = con.execute(query, parameters)
    names = [d[0] for d in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
