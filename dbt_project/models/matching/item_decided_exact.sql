-- Items that a rule of the exact amount decided. A view: nearly every unit is an item, and known by its id.
{{ config(materialized='view') }}
with decided as (
    select * from {{ ref('decided_exact') }}
),

bundle_items as (
    select * from {{ ref('bundle_item') }}
),

final as (
    select distinct coalesce(bundle_items.item_id, decided.unit_id) as item_id
    from decided
    left join bundle_items
        on decided.unit_id = bundle_items.unit_id
)

select * from final
