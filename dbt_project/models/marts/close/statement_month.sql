{{ config(schema='matching') }}

-- The months of each book bank account that is linked to an account at a bank, up to the business date.
with links as (
    select * from {{ ref('bank_account_link') }}
),

entries as (
    select
        account_id,
        coalesce(posted_on, occurred_on) as entry_on
    from {{ ref('ledger_entry') }}
    where record_type = 'bank_line' and not is_pending
),

spans as (
    select
        links.book_account_id as account_id,
        links.bank_account_id,
        links.facility,
        links.currency,
        {{ month_of('min(entries.entry_on)') }} as first_month
    from links
    inner join entries
        on links.bank_account_id = entries.account_id
    group by links.book_account_id, links.bank_account_id, links.facility, links.currency
),

months as (
    select distinct {{ month_of('entry_on') }} as period
    from entries
),

final as (
    select
        spans.account_id,
        spans.bank_account_id,
        spans.facility,
        spans.currency,
        months.period,
        least({{ month_end('months.period') }}, {{ as_of() }}) as period_end_on
    from spans
    inner join months
        on spans.first_month <= months.period
    where months.period <= {{ as_of() }}
)

select * from final
