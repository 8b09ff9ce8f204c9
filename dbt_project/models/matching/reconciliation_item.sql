with bank_items as (
    select * from {{ ref('item_bank') }}
),

payout_items as (
    select * from {{ ref('item_processor_payout') }}
),

composition_items as (
    select * from {{ ref('item_payout_composition') }}
),

clearing_items as (
    select * from {{ ref('item_processor_clearing') }}
),

receivable_items as (
    select * from {{ ref('item_receivable') }}
),

gl_items as (
    select * from {{ ref('item_gl_tieout') }}
),

united as (
    select * from bank_items
    union all
    select * from payout_items
    union all
    select * from composition_items
    union all
    select * from clearing_items
    union all
    select * from receivable_items
    union all
    select * from gl_items
),

final as (
    select
        md5(reconciliation || '|' || side || '|' || scope || '|' || entry_id) as item_id,
        reconciliation,
        side,
        scope,
        entry_id,
        facility,
        record_type,
        {{ money('amount') }} as amount,
        currency,
        item_on,
        counterparty,
        {{ name_key('counterparty') }} as counterparty_key,
        description,
        {{ reference_key('check_number') }} as check_number,
        is_check,
        stated_references,
        bundle_key
    from united
)

select * from final
