"""A small history full of collisions, and all of matching over it without dbt: what tests of matching on top of a history start from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import yaml

from orchestration.environment import DBT_PROJECT
from orchestration.increment.tables import VIEWS
from orchestration.project import Project

VARIABLES = {"TIEOUT_AS_OF": "2026-10-04", "TIEOUT_CANONICAL_MODELS": ""}
ITEMS_OF = ("item_", "reconciliation_item", "entry_reference", "rematch")  # models that matching begins after
MODELS = sorted(
    path.stem
    for path in (DBT_PROJECT / "models" / "matching").iterdir()
    if path.suffix in (".sql", ".py") and (not path.stem.startswith(ITEMS_OF) or path.stem == "item_decided_exact")
)
TABLES = [name for name in MODELS if name not in VIEWS]
FIRST = date(2026, 6, 1)
NAMES = ["Albrook Dental", "Albrook Dentistry", "Crest Labs", "Fenhurst Supply", "Medline Industries", "Quill Staffing", "Vale Therapy"]
COLUMNS = """
    reconciliation varchar, side varchar, scope varchar, entry_id varchar, facility varchar, record_type varchar, amount decimal(18, 2),
    currency varchar, item_on date, counterparty varchar, description varchar, check_number varchar, is_check boolean,
    stated_references varchar[], bundle_key varchar
"""


class Record(dict):
    """One item, by the names of COLUMNS."""


def record(entry_id: str, side: str, amount: float, day: int, **more: object) -> Record:
    """An item of a bank account, ``day`` days after FIRST."""
    return Record({
        "reconciliation": "bank", "side": side, "scope": "A0|USD", "entry_id": entry_id, "facility": "clinic",
        "record_type": "payment" if side == "left" else "bank_line", "amount": f"{amount:.2f}", "currency": "USD",
        "item_on": FIRST + timedelta(days=day), "counterparty": None, "description": None, "check_number": None, "is_check": False,
        "stated_references": [], "bundle_key": None,
    } | more)  # fmt: skip


def records(seed: int) -> list[Record]:
    """Some five hundred items: amounts, names, days and references meet again and again; one amount is crowded, one reference is common."""
    draw = random.Random(seed)
    found: list[Record] = []

    def add(side: str, amount: float, day: int, **more: object) -> None:
        found.append(record(f"e{len(found)}", side, amount, day, **{"scope": f"A{draw.randrange(2)}|USD"} | more))

    for number in range(150):
        name, day, scope = draw.choice(NAMES), draw.randrange(100), f"A{draw.randrange(2)}|USD"
        amount = draw.choice([45, 60, 75.5, 120, 250, round(draw.uniform(20, 900), 2)])
        reference = f"INV-{40000 + number // draw.choice([1, 1, 1, 3])}" if draw.random() < 0.5 else None
        check = str(draw.randrange(1000, 1040)) if draw.random() < 0.15 else None
        if draw.random() < 0.93:
            add(
                "left", amount, day, scope=scope, counterparty=name, stated_references=[reference] if reference else [], check_number=check,
                is_check=check is not None, bundle_key=f"slip {number % 20}" if draw.random() < 0.1 else None,
            )  # fmt: skip
        if draw.random() < 0.93:
            said = draw.choice([name.upper(), name.upper()[:9], "CRYPTIC 77" if name.startswith("Quill") else name.upper(), "DEPOSIT"])
            paid = amount - draw.choice([0, 0, 0, 0, 25])
            text = f"{said} {reference if reference and draw.random() < 0.8 else ''} CO 9988776655".strip()
            add("right", paid, day + draw.randrange(-1, 8), scope=scope, description=text, check_number=check, is_check=check is not None)
    for number in range(52):  # near the number from which it is a crowd
        add("right", 33, 20 + number % 9, scope="A0|USD", description=draw.choice(["CARD BATCH", "CREST LABS"]))
        if number % 2:
            add("left", 33, 20 + number % 9, scope="A0|USD", counterparty=draw.choice(NAMES))
    for number in range(40):  # payouts go by time and amount, and by their parts
        add("left", 500 + number, number * 2, reconciliation="processor_payout", scope="P|USD", stated_references=[f"po_{number}"])
        add(
            "right",
            500 + number - draw.choice([0, 0, 3]),
            number * 2 + 2,
            reconciliation="processor_payout",
            scope="P|USD",
            description="STRIPE",
        )
    return found


def records_of_sums(seed: int) -> list[Record]:
    """Three parties that pay all the year, mostly several entries at once: some of it adds up in one way, some in several."""
    draw = random.Random(seed)
    found: list[Record] = []
    for _ in range(160):
        name, day = draw.choice(["Quill Staffing", "Vale Therapy", "Crest Labs"]), draw.randrange(110)
        usual = [35, 40, 55, 60, 75, 90, 110, 130]
        parts = [
            draw.choice(usual) if draw.random() < 0.5 else round(draw.uniform(20, 400), 2) for _ in range(draw.choice([1, 1, 2, 2, 3]))
        ]
        for part in parts:
            if draw.random() < 0.9:
                found.append(record(f"e{len(found)}", "left", part, day + draw.randrange(2), counterparty=name))
        if draw.random() < 0.9:
            paid = sum(parts) + draw.choice([0, 0, 0, 0, 5])
            found.append(record(f"e{len(found)}", "right", paid, day + draw.randrange(4), description=f"ACH {name.upper()}"))
    return found


def records_of_equal_amounts(seed: int) -> list[Record]:
    """A few amounts all the year, many without a name, some of them checks and slips: what is unique is so among its weeks only."""
    draw = random.Random(seed)
    found: list[Record] = []
    for number in range(330):
        amount, day = draw.choice([35, 40, 55, 60, 75, 90, 110, 130, 150, 160, 170, 180, 190]), draw.randrange(300)
        name, is_check = draw.choice(["Quill Staffing", "Vale Therapy", "Crest Labs"]), draw.random() < 0.15
        slip = f"slip {number // 3}" if draw.random() < 0.08 else None
        if draw.random() < 0.85:
            known = name if draw.random() < 0.6 else None
            found.append(record(f"e{len(found)}", "left", amount, day, counterparty=known, is_check=is_check, bundle_key=slip))
        if draw.random() < 0.85:
            text = draw.choice(["WIRE 77", "DEPOSIT", "CHECK" if is_check else "XX", f"ACH {name.upper()}"])
            later = draw.randrange(70 if is_check else 9)
            found.append(
                record(f"e{len(found)}", "right", amount, day + later, description=text, is_check=is_check and draw.random() < 0.8)
            )
    return found


def lay_out(path: Path, rows: list[Record], decisions: Sequence[tuple[str, str, str]] = ()) -> None:
    """Writes what matching reads: items, seeds, decisions of people, and no links. Whatever matching made before stays."""
    name = path.stem
    with duckdb.connect() as con:
        con.execute(f"attach '{path}' as \"{name}\"")
        con.execute(f'use "{name}"')
        for schema in ("ledger", "rules", "raw_tieout", "matching"):
            con.execute(f"create schema if not exists {schema}")
        for seed in ("match_rules", "bank_text_words"):
            types = _types(seed)
            con.execute(f"create or replace table rules.{seed} as from read_csv('{DBT_PROJECT / 'seeds' / seed}.csv', types = {types})")
        con.execute("""
            create or replace table ledger.entry_link (
                from_entry_id varchar, to_entry_id varchar, connection_id varchar, platform varchar, link_kind varchar,
                amount decimal(18, 2))
        """)
        con.execute("""
            create or replace table raw_tieout.decision (
                decision_id varchar, reconciliation varchar, left_entry_id varchar, right_entry_id varchar, verdict varchar,
                decided_by varchar, decided_at timestamptz)
        """)
        for number, (left, right, verdict) in enumerate(decisions):
            con.execute(
                "insert into raw_tieout.decision values (?, 'bank', ?, ?, ?, 'someone', '2026-10-01')", [str(number), left, right, verdict]
            )
        con.execute(f"create or replace temp table record ({COLUMNS})")
        con.executemany(f"insert into record values ({', '.join('?' * len(rows[0]))})", [list(row.values()) for row in rows])
        project = Project(con, name, rebuilt=frozenset(), variables=VARIABLES)
        con.execute(
            project.render("""
                create or replace table matching.reconciliation_item as
                with items as (
                    select md5(reconciliation || '|' || side || '|' || scope || '|' || entry_id) as item_id, *,
                        {{ name_key('counterparty') }} as counterparty_key
                    from record
                )
                select *, {{ item_hash('items', 'cast(null as varchar)') }} as item_hash from items
            """)
        )


def match_whole(path: Path) -> None:
    """All of matching, anew."""
    name = path.stem
    with duckdb.connect() as con:
        con.execute(f"attach '{path}' as \"{name}\"")
        project = Project(con, name, rebuilt=frozenset(MODELS), variables=VARIABLES)
        for model in MODELS:
            project.build(model)
        for model in MODELS:
            con.execute(f'create or replace table "{name}".matching.{model} as from memory.main.{model}')


def differences(one: Path, other: Path, tables: Sequence[str] = TABLES) -> dict[str, int]:
    """Rows that only one of two databases has, by table of matching; empty where they are the same."""
    found: dict[str, int] = {}
    with duckdb.connect() as con:
        con.execute(f"attach '{one}' as one (read_only)")
        con.execute(f"attach '{other}' as other (read_only)")
        for name in tables:
            columns = ", ".join(column for column, *_ in con.execute(f"describe one.matching.{name}").fetchall())
            for mine, theirs in (("one", "other"), ("other", "one")):
                rows = f"select {columns} from {mine}.matching.{name} except all select {columns} from {theirs}.matching.{name}"
                ((count,),) = con.execute(f"select count(*) from ({rows})").fetchall()
                if count:
                    found[name] = found.get(name, 0) + count
    return found


def _types(seed: str) -> str:
    [config] = [
        one["config"]
        for path in (DBT_PROJECT / "seeds").glob("*.yml")
        for one in yaml.safe_load(path.read_text()).get("seeds", [])
        if one["name"] == seed
    ]
    return str(config["column_types"])
