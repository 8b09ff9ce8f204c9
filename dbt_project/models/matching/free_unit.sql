-- Units that the rules of the exact amount left: none of their items is decided.
with units as (
    select * from {{ ref('undecided_unit') }}
),

bundle_items as (
    select * from {{ ref('bundle_item') }}
),

decided as (
    select item_id from {{ ref('item_decided_exact') }}
),

busy as (
    -- a unit that is no bundle is an item, and known by its id
    select item_id as unit_id from decided
    union all
    select bundle_items.unit_id
    from bundle_items
    inner join decided
        on bundle_items.item_id = decided.item_id
),

final as (
    select units.*
    from units
    left join busy
        on units.unit_id = busy.unit_id
    where busy.unit_id is null
)

select * from final
{{ by_day('unit_on') }}
