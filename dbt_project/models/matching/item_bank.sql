{{ config(materialized='table') }}

-- Book cash entries (left) against bank lines (right), account by account.
with entries as (
    select * from {{ ref('ledger_entry') }}
    where not is_void and not is_pending
),

links as (
    select * from {{ ref('bank_account_link') }}
),

known_references as (
    select * from {{ ref('entry_reference') }}
),

openings as (
    select entry_id from {{ ref('opening_entry') }}
),

book as (
    select
        'bank' as reconciliation,
        'left' as side,
        links.book_account_id as scope,
        entries.entry_id,
        entries.facility,
        entries.record_type,
        entries.amount,
        entries.currency,
        entries.occurred_on as item_on,
        entries.counterparty,
        entries.description,
        entries.check_number,
        coalesce(entries.payment_method = 'check', false) or entries.check_number is not null as is_check,
        coalesce(known_references.reference_keys, {{ empty_text_list() }}) as stated_references,
        -- checks received on one day go to the bank on one slip, even where the books do not say so
        coalesce(
            entries.group_key,
            case
                when entries.record_type = 'customer_payment' and entries.payment_method = 'check'
                    then 'checks of ' || cast(entries.occurred_on as varchar)
                -- and one transfer may pay several invoices that the books receive one by one
                when entries.record_type = 'customer_payment' and entries.counterparty is not null
                    then 'receipts of ' || cast(entries.occurred_on as varchar) || ' from ' || entries.counterparty
            end
        ) as bundle_key
    from entries
    inner join links
        on entries.account_id = links.book_account_id
    left join openings
        on entries.entry_id = openings.entry_id
    left join known_references
        on entries.entry_id = known_references.entry_id
    where
        entries.record_type <> 'gl_line'
        and openings.entry_id is null
),

bank as (
    select
        'bank' as reconciliation,
        'right' as side,
        links.book_account_id as scope,
        entries.entry_id,
        links.facility,
        entries.record_type,
        entries.amount,
        entries.currency,
        coalesce(entries.posted_on, entries.occurred_on) as item_on,
        entries.counterparty,
        entries.description,
        entries.check_number,
        coalesce(entries.payment_method = 'check', false) or entries.check_number is not null as is_check,
        entries.reference_keys as stated_references,
        -- one payment may arrive as several credits with the same text on one day
        case
            when entries.check_number is null
                then cast(coalesce(entries.posted_on, entries.occurred_on) as varchar) || ' ' || {{ text_key('entries.description') }}
        end as bundle_key
    from entries
    inner join links
        on entries.account_id = links.bank_account_id
    where entries.record_type = 'bank_line'
),

final as (
    select * from book
    union all
    select * from bank
)

select * from final
