"""Runs the pipeline's matching models over two sets of items, in a warehouse of their own."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from ingestion import load_log
from ingestion.settings import Settings
from orchestration.dbt import build_models, build_results
from orchestration.environment import variables
from orchestration.file_match.file_read import Item
from orchestration.rule_set import use_rules

RECONCILIATION = "files"
MODELS = [
    "bundle_item", "match_unit", "unit_item", "reference_mention", "common_reference", "unit_reference", "decided_pair",
    "candidate_within_side", "pair_by_reference", "undecided_unit", "party_name", "party_text", "party_similarity",
    "alias_sighting", "alias_support", "counterparty_alias", "possible_party", "blocked_exact", "pair_exact", "candidate_exact",
    "decided_exact", "item_decided_exact", "free_unit", "unit_word", "pair_text", "blocked_near", "pair_near", "candidate_text",
    "candidate_near", "decided_near", "match_decision", "application_allocation", "decided_member", "decided_group",
    "decided_evidence", "match_member", "match_group", "match_evidence", "open_item", "open_item_evidence", "open_item_reason",
    "nearest_candidate",
]  # fmt: skip

STEPS_OF_AN_ITEM = 2000  # bytes, about: two files of a million rows take four gigabytes
SEEDS = ["match_rules", "reason_codes", "bank_text_words", "routing"]

# A row is known by a hash of its side and id, of twelve characters: as many as the database keeps in place, and ids are joined and written
# in every step. That two of ten million rows have the same has a chance of one in a hundred million.
LEDGER_ENTRY = """
create schema ledger;
create temp table identified as select left(to_base64(unhex(md5(side || '|' || source_id))), 12) as entry_id, * from items;
create table ledger.ledger_entry as
select
    entry_id, 'files' as connection_id, 'files' as platform, cast(null as varchar) as facility, record_type, source_id,
    cast(null as varchar) as document_id,
    scope as account_id, cast(null as varchar) as control_account_id, cast(null as varchar) as counterparty_id, counterparty, amount,
    currency, item_on as occurred_on, item_on as posted_on, cast(null as date) as due_on, cast(null as varchar) as document_number,
    check_number, description,
    stated_references as reference_keys, cast(null as varchar) as group_key, cast(null as varchar) as payment_method,
    cast(null as decimal(18, 2)) as outstanding_amount, cast(null as varchar) as status, false as is_void, false as is_pending,
    md5(entry_id || amount || item_on || coalesce(description, '')) as row_hash
from identified;
create table ledger.entry_link (
    from_entry_id varchar, to_entry_id varchar, connection_id varchar, platform varchar, link_kind varchar, amount decimal(18, 2));
create schema matching;
create table matching.reconciliation_item as
select
    entry_id as item_id, 'files' as reconciliation, side, scope, entry_id,
    cast(null as varchar) as facility,
    record_type, amount, currency, item_on, counterparty, cast(null as varchar) as counterparty_key, description,
    nullif(ltrim(regexp_replace(upper(check_number), '[^A-Z0-9]', '', 'g'), '0'), '') as check_number,
    check_number is not null as is_check, stated_references,
    -- rows that state one and the same reference may arrive as one: the charges, fees and refunds of a payout
    case when len(stated_references) = 1 then stated_references[1] end as bundle_key
from identified;
drop table identified;
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What the engine decided. Frames hold Decimal money.

    members: one row per row of a match; exceptions: one per open row, suggested ones too; nearest: one per open row and candidate that
    failed, the nearest first; rules: one per rule that could decide, in the order in which they did; reasons: sentence of each reason code;
    as_of: the day that ages count from.
    """

    members: pd.DataFrame
    exceptions: pd.DataFrame
    nearest: pd.DataFrame
    rules: pd.DataFrame
    reasons: Mapping[str, str]
    as_of: date


def match_items(items: Sequence[Item], settings: Settings, folder: Path, rules: Path | None = None) -> Result:
    """Matches the left and right ``items``. ``rules`` replaces the rule seed for this run.

    Where one side has no dates at all, dates take no part: every item stands on one and the same day.
    """
    dated = {item.side for item in items if item.on} == {item.side for item in items}
    latest = max((item.on for item in items if item.on), default=settings.as_of)
    work = replace(settings, state=folder, warehouse=folder / "match.duckdb", as_of=latest)
    _prepare([item if dated and item.on else replace(item, on=latest) for item in items], work)
    decide(work, settings, rules)
    with duckdb.connect(str(work.warehouse), read_only=True) as con:
        reasons = dict(con.execute("select reason_code, sentence from rules.reason_codes").fetchall())
        return Result(
            _frame(con, MEMBERS), _frame(con, EXCEPTIONS), _frame(con, NEAREST), _frame(con, RULES, latest, latest, latest), reasons, latest
        )


def decide(work: Settings, settings: Settings, rules: Path | None = None) -> None:
    """Runs the matching models in a warehouse that :func:`lay_out` prepared. The state of ``settings`` keeps the parsed project."""
    os.environ["TIEOUT_AS_OF"] = work.as_of.isoformat()
    if rules:
        build_results(SEEDS, work, settings.state)
        use_rules(work.warehouse, rules)
    models = MODELS if rules else [*SEEDS, *MODELS]
    if _steps_fit(work):
        build_results(models, work, settings.state)
    else:
        build_models(models, work)


def _steps_fit(work: Settings) -> bool:
    """Whether the steps of matching have room in memory: what does not fit is better written once than moved to disk and back."""
    with duckdb.connect(str(work.warehouse)) as con:
        con.execute(f"set memory_limit = '{variables(work)['TIEOUT_MEMORY']}'")
        ((items,),) = con.execute("select count(*) from matching.reconciliation_item").fetchall()
        ((room,),) = con.execute("select parse_formatted_bytes(current_setting('memory_limit'))").fetchall()
    return bool(items * STEPS_OF_AN_ITEM <= room)


def lay_out(con: duckdb.DuckDBPyConnection) -> None:
    """Makes what the matching models read, of a temporary table ``items``.

    Its columns: side, source_id (unique within a side), scope, amount (decimal(18, 2), signed), currency, item_on, counterparty,
    stated_references (a list), check_number, description, record_type.
    """
    con.execute(LEDGER_ENTRY)


MEMBERS = """
    select groups.match_id, members.side, entries.source_id as id, groups.status, groups.kind, groups.rule_id as rule, groups.confidence,
        members.allocated_amount as amount, groups.difference, members.currency, coalesce(evidence.compared, '') as evidence,
        groups.runner_up_cost - groups.cost as margin, groups.is_greedy
    from matching.match_group as groups
    inner join matching.match_member as members on groups.match_id = members.match_id
    inner join ledger.ledger_entry as entries on members.entry_id = entries.entry_id
    left join matching.match_evidence as evidence on groups.match_id = evidence.match_id
    order by groups.status, groups.match_id, members.side, entries.source_id
"""
EXCEPTIONS = """
    select reasons.side, reasons.source_id as id, reasons.reason_code as reason, reasons.amount, reasons.currency,
        coalesce((
            select string_agg(entries.source_id || ' (' || nearest.failed_test || ')', '; ' order by nearest.rank)
            from exceptions.nearest_candidate as nearest
            inner join ledger.ledger_entry as entries on nearest.candidate_entry_id = entries.entry_id
            where nearest.item_id = reasons.item_id
        ), '') as candidates
    from exceptions.open_item_reason as reasons
    order by reasons.side, reasons.source_id
"""

NEAREST = """
    select open_items.side, open_items.source_id as id, entries.source_id as candidate_id, nearest.difference, nearest.days,
        nearest.failed_test
    from exceptions.nearest_candidate as nearest
    inner join exceptions.open_item as open_items on nearest.item_id = open_items.item_id
    inner join ledger.ledger_entry as entries on nearest.candidate_entry_id = entries.entry_id
    order by open_items.side, open_items.source_id, nearest.rank
"""
RULES = """
    select rule_id as rule, version, state, confidence, description
    from rules.match_rules
    where reconciliation = 'files' and effective_from <= ? and coalesce(effective_to, ?) >= ?
    order by priority, rule_id
"""


def _prepare(items: Sequence[Item], work: Settings) -> None:
    work.warehouse.unlink(missing_ok=True)
    load_log.prepare(work.warehouse)
    by_account = bool({i.account for i in items if i.side == "left"} & {i.account for i in items if i.side == "right"} - {""})
    rows = [
        (
            i.side, i.id, f"{i.account if by_account else 'all'}|{i.currency}", str(i.amount), i.currency or "-",
            i.on.isoformat(), i.counterparty or None, list(i.references), i.check_number or None, i.description or None,
        )
        for i in items
    ]  # fmt: skip
    names = ["side", "source_id", "scope", "amount", "currency", "item_on", "counterparty", "refs", "check_number", "description"]
    frame = pd.DataFrame(rows, columns=names)
    with duckdb.connect(str(work.warehouse)) as con:
        con.register("rows", frame)
        con.execute("""
            create temp table items as
            select side, source_id, scope, cast(amount as decimal(18, 2)) as amount, currency, cast(item_on as date) as item_on,
                cast(counterparty as varchar) as counterparty, cast(refs as varchar[]) as stated_references,
                cast(check_number as varchar) as check_number, cast(description as varchar) as description, 'file_row' as record_type
            from rows
        """)
        lay_out(con)


def _frame(con: duckdb.DuckDBPyConnection, query: str, *values: object) -> pd.DataFrame:
    result = con.execute(query, values)
    return pd.DataFrame(result.fetchall(), columns=[d[0] for d in result.description])
