"""Two files of any size with their truth, made inside DuckDB: to measure time and memory; quality is measured on the labelled cases.

What happens to forty accounts: most rows carry a reference that the bank repeats (some of it mangled), some only a name, some a
recurring amount, a few arrive short of a fee, and a few are in one file only. Ids are hashes, rows lie in the order of their ids.
"""

from __future__ import annotations

import duckdb

ACCOUNTS = 40
PARTIES_PER_ACCOUNT = 250
# What of a hundred events are: the share of each kind, in the order of the numbers drawn.
KINDS = {"referenced": 60, "mangled": 12, "named": 14, "recurring": 5, "short": 3, "only_left": 3, "only_right": 3}
ONSETS = "AL BRA CED DOR EL FEN GRA HAR IVE JUN KEL LIN MAR NOR OAK PEM QUI RIV SAN TRE UL VAN WES YOR ZEN"
ENDINGS = "BROOK CREST DALE FIELD FORD GATE HAVEN HURST LAND MONT PORT RIDGE STEAD TON VALE WICK WOOD WORTH"
TRADES = "DENTAL IMAGING LABS LINEN MEDICAL NURSING OPTICAL PHARMACY STAFFING SUPPLY THERAPY TRANSPORT"
RECURRING = [45, 60, 75, 120, 250, 480, 995, 1500]


def make(con: duckdb.DuckDBPyConnection, rows: int, seed: int, days: int = 365) -> None:
    """Creates ``event`` (the truth: one row per event with its kind), and ``left_file`` and ``right_file`` of about ``rows`` rows each, of
    so many ``days`` up to the end of September 2026.

    A file has id, account, item_on, amount (decimal), counterparty, reference, description. What a row is about only ``event`` knows.
    """
    con.execute(f"""
        create or replace table event as
        with drawn as (
            select
                n,
                hash(n, {seed}) as h,
                hash(n, {seed}, 'day') as day,
                hash(n, {seed}, 'cents') as cents,
                hash(n, {seed}, 'kind') % 100 as lot,
                hash(n, {seed}, 'wait') % 4 as wait,
                (hash(n, {seed}, 'party') % {PARTIES_PER_ACCOUNT})::bigint as party,
                (hash(n, {seed}, 'account') % {ACCOUNTS})::bigint as account
            from range({rows}) as numbers (n)
        ),
        worded as (
            select *,
                hash(account, party, {seed}) as p,
                {_kind("lot")} as kind
            from drawn
        )
        select
            n,
            kind,
            'A' || lpad(account::varchar, 3, '0') as account,
            date '2026-09-30' - ({days - 1} - (day % {days})::integer) as left_on,
            date '2026-09-30' - ({days - 1} - (day % {days})::integer) + wait::integer as right_on,
            case when h % 3 = 0 then -1 else 1 end
            * case
                when kind = 'recurring' then cast({RECURRING}[1 + (cents % 8)::integer] as decimal(18, 2))
                else cast((1000 + cents % 90000000)::bigint as decimal(18, 2)) / 100
            end::decimal(18, 2) as amount,
            {ONSETS.split()}[1 + (p % 25)::integer] || {ENDINGS.split()}[1 + ((p // 25) % 18)::integer]
                || ' ' || {TRADES.split()}[1 + ((p // 450) % 12)::integer] as party,
            (1000000 + h % 899999999)::varchar as number,
            md5('L' || n || '-' || {seed}) as left_id,
            md5('R' || n || '-' || {seed}) as right_id
        from worded
    """)
    con.execute("""
        create or replace table left_file as
        select
            left_id as id, account, left_on as item_on, amount, party as counterparty,
            case when kind in ('referenced', 'mangled', 'short') then 'INV-' || number end as reference,
            cast(null as varchar) as description
        from event where kind <> 'only_right' order by id
    """)
    con.execute("""
        create or replace table right_file as
        select
            right_id as id, account, right_on as item_on,
            case when kind = 'short' then amount - sign(amount) * cast(0.25 as decimal(18, 2)) else amount end::decimal(18, 2) as amount,
            cast(null as varchar) as counterparty, cast(null as varchar) as reference,
            'ACH ' || case when amount < 0 then 'DEBIT ' else 'CREDIT ' end || party
            || case
                when kind in ('referenced', 'short') then ' INV-' || number
                when kind = 'mangled' then ' REF' || number
                else ''
            end as description
        from event where kind <> 'only_left' order by id
    """)


def _kind(lot: str) -> str:
    bound, cases = 0, []
    for name, share in KINDS.items():
        bound += share
        cases.append(f"when {lot} < {bound} then '{name}'")
    return f"case {' '.join(cases)} end"
