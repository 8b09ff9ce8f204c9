-- Units that the rules of the exact amount left: none of their items is decided.
with units as (
    select * from {{ ref('undecided_unit') }}
),

unit_items as (
    select * from {{ ref('unit_item') }}
),

decided as (
    select item_id from {{ ref('item_decided_exact') }}
),

busy as (
    select distinct unit_items.unit_id
    from unit_items
    inner join decided
        on unit_items.item_id = decided.item_id
),

final as (
    select units.*
    from units
    left join busy
        on units.unit_id = busy.unit_id
    where busy.unit_id is null
)

select * from final
