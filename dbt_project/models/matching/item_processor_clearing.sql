{{ config(materialized='table') }}

-- Entries on the books' clearing accounts (left) against the processor's balance (right), facility by facility. A book may post a payout with
-- its fees in one amount, so the processor's payout and fees of one payout form a bundle.
with entries as (
    select * from {{ ref('ledger_entry') }}
    where not is_void and not is_pending
),

accounts as (
    select
        account_id,
        account_type,
        name
    from {{ ref('account') }}
),

known_references as (
    select * from {{ ref('entry_reference') }}
),

descriptors as (
    select * from {{ ref('processor_descriptor') }}
),

book as (
    select
        'processor_clearing' as reconciliation,
        'left' as side,
        coalesce(entries.facility, entries.connection_id) || '|' || descriptors.platform || '|' || entries.currency as scope,
        entries.entry_id,
        entries.facility,
        entries.record_type,
        entries.amount,
        entries.currency,
        entries.occurred_on as item_on,
        entries.counterparty,
        entries.description,
        cast(null as varchar) as check_number,
        false as is_check,
        coalesce(known_references.reference_keys, {{ empty_text_list() }}) as stated_references,
        -- a payout and its fees are booked on one day, as one entry or as several
        case
            when entries.record_type in ('transfer', 'bank_spend', 'bank_receipt', 'deposit_line')
                then 'payout of ' || cast(entries.occurred_on as varchar)
        end as bundle_key
    from entries
    inner join accounts
        on entries.account_id = accounts.account_id
    inner join descriptors
        on regexp_matches(upper(accounts.name), descriptors.pattern)
    left join known_references
        on entries.entry_id = known_references.entry_id
    where
        accounts.account_type = 'clearing'
        and entries.record_type <> 'gl_line'
),

processor as (
    select
        'processor_clearing' as reconciliation,
        'right' as side,
        coalesce(facility, connection_id) || '|' || platform || '|' || currency as scope,
        entry_id,
        facility,
        record_type,
        amount,
        currency,
        occurred_on as item_on,
        counterparty,
        description,
        cast(null as varchar) as check_number,
        false as is_check,
        reference_keys as stated_references,
        case when record_type in ('payout', 'processor_fee') then group_key end as bundle_key
    from entries
    where record_type in ('charge', 'processor_fee', 'refund', 'dispute', 'dispute_reversal', 'adjustment', 'payout')
),

final as (
    select * from book
    union all
    select * from processor
)

select * from final
