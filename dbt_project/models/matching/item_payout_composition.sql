{{ config(materialized='table') }}

-- Charges, fees, refunds and disputes (left) against the payout that carries them (right).
with entries as (
    select * from {{ ref('ledger_entry') }}
    where not is_void and not is_pending
),

components as (
    select
        'payout_composition' as reconciliation,
        'left' as side,
        connection_id || '|' || currency as scope,
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
        {{ text_list(['group_key']) }} as stated_references,
        group_key as bundle_key
    from entries
    where record_type in ('charge', 'processor_fee', 'refund', 'dispute', 'dispute_reversal', 'adjustment')
),

payouts as (
    select
        'payout_composition' as reconciliation,
        'right' as side,
        connection_id || '|' || currency as scope,
        entry_id,
        facility,
        record_type,
        -amount as amount,
        currency,
        occurred_on as item_on,
        cast(null as varchar) as counterparty,
        description,
        cast(null as varchar) as check_number,
        false as is_check,
        {{ text_list(['group_key']) }} as stated_references,
        group_key as bundle_key
    from entries
    where record_type = 'payout'
),

final as (
    select * from components
    union all
    select * from payouts
)

select * from final
