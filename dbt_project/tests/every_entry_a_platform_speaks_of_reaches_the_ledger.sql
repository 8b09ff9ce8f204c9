-- Conservation, platforms to ledger: per platform and currency as many entries and as much money (deleted records are in source_deletion).
with spoken as (
    {{ union_canonical('ledger_entry', ['currency', 'amount', 'status']) }}
),

spoken_sums as (
    select
        platform,
        currency,
        count(*) as entries,
        sum(amount) as amount
    from spoken
    where coalesce(status, '') <> 'deleted'
    group by platform, currency
),

ledger_sums as (
    select
        platform,
        currency,
        count(*) as entries,
        sum(amount) as amount
    from {{ ref('ledger_entry') }}
    group by platform, currency
)

select
    spoken_sums.platform,
    spoken_sums.currency,
    spoken_sums.entries as entries_spoken,
    ledger_sums.entries as entries_in_ledger,
    spoken_sums.amount as amount_spoken,
    ledger_sums.amount as amount_in_ledger
from spoken_sums
full outer join ledger_sums
    on spoken_sums.platform = ledger_sums.platform and spoken_sums.currency = ledger_sums.currency
where
    coalesce(spoken_sums.entries, 0) <> coalesce(ledger_sums.entries, 0)
    or coalesce(spoken_sums.amount, 0) <> coalesce(ledger_sums.amount, 0)
