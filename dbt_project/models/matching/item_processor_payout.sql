{{ config(materialized='table') }}

-- Payouts (left) against the bank lines that name the processor (right), facility by facility. A line that takes such a credit back stands with it,
-- whomever it names: a payout that the bank returned and sends again under another reference must not be matched with the credit that was undone.
with entries as (
    select * from {{ ref('ledger_entry') }}
    where not is_void and not is_pending
),

links as (
    select * from {{ ref('bank_account_link') }}
),

descriptors as (
    select * from {{ ref('processor_descriptor') }}
),

payouts as (
    select
        'processor_payout' as reconciliation,
        'left' as side,
        coalesce(facility, connection_id) || '|' || platform || '|' || currency as scope,
        entry_id,
        facility,
        record_type,
        -amount as amount,  -- it left the processor's balance; the bank sees it arrive
        currency,
        coalesce(posted_on, occurred_on) as item_on,
        cast(null as varchar) as counterparty,
        description,
        cast(null as varchar) as check_number,
        false as is_check,
        reference_keys as stated_references,
        cast(null as varchar) as bundle_key
    from entries
    where record_type = 'payout'
),

credits as (
    select
        'processor_payout' as reconciliation,
        'right' as side,
        links.facility || '|' || descriptors.platform || '|' || entries.currency as scope,
        entries.entry_id,
        links.facility,
        entries.record_type,
        entries.amount,
        entries.currency,
        coalesce(entries.posted_on, entries.occurred_on) as item_on,
        cast(null as varchar) as counterparty,
        entries.description,
        cast(null as varchar) as check_number,
        false as is_check,
        entries.reference_keys as stated_references,
        cast(null as varchar) as bundle_key
    from entries
    inner join links
        on entries.account_id = links.bank_account_id
    inner join descriptors
        on regexp_matches(upper(coalesce(entries.description, '') || ' ' || coalesce(entries.counterparty, '')), descriptors.pattern)
    where entries.record_type = 'bank_line'
),

corrections as (
    select distinct
        credits.reconciliation,
        credits.side,
        credits.scope,
        entries.entry_id,
        credits.facility,
        entries.record_type,
        entries.amount,
        entries.currency,
        coalesce(entries.posted_on, entries.occurred_on) as item_on,
        cast(null as varchar) as counterparty,
        entries.description,
        cast(null as varchar) as check_number,
        false as is_check,
        entries.reference_keys as stated_references,
        cast(null as varchar) as bundle_key
    from credits
    inner join entries as originals
        on credits.entry_id = originals.entry_id
    inner join entries
        on
            originals.account_id = entries.account_id
            and originals.currency = entries.currency
            and originals.amount = -entries.amount
            and entries.record_type = 'bank_line'
    left join credits as named
        on entries.entry_id = named.entry_id
    where
        named.entry_id is null
        and {{ days_between('credits.item_on', 'coalesce(entries.posted_on, entries.occurred_on)') }} between 0 and 7
        and regexp_matches(upper(entries.description), {{ word_pattern('correction') }})
),

final as (
    select * from payouts
    union all
    select * from credits
    union all
    select * from corrections
)

select * from final
