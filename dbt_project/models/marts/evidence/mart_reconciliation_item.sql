{{ config(alias='reconciliation_item') }}

with items as (
    select * from {{ ref('reconciliation_item') }}
),

final as (
    select
        item_id,
        reconciliation,
        side,
        scope,
        entry_id,
        facility,
        record_type,
        amount,
        currency,
        item_on
    from items
)

select * from final
