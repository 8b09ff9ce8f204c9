with parts as (
    select * from {{ ref('statement_part') }}
),

entries as (
    select * from {{ ref('ledger_entry') }}
),

months as (
    select * from {{ ref('statement_month') }}
),

reasons as (
    select
        entry_id,
        min(reason_code) as reason_code
    from {{ ref('open_item_reason') }}
    where reconciliation = 'bank'
    group by entry_id
),

final as (
    select
        parts.account_id,
        parts.period,
        parts.kind,
        parts.entry_id,
        parts.item_on as occurred_on,
        entries.counterparty,
        entries.description,
        entries.document_number,
        parts.amount,
        parts.currency,
        cast({{ days_between('parts.item_on', 'months.period_end_on') }} as integer) as age_days,
        reasons.reason_code
    from parts
    inner join entries
        on parts.entry_id = entries.entry_id
    inner join months
        on parts.account_id = months.account_id and parts.period = months.period
    left join reasons
        on parts.entry_id = reasons.entry_id
)

select * from final
