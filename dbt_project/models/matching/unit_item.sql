-- A view: nearly every unit is an item, and known by its id.
{{ config(materialized='view') }}
with units as (
    select
        unit_id,
        is_bundle
    from {{ ref('match_unit') }}
),

bundle_items as (
    select * from {{ ref('bundle_item') }}
),

final as (
    select
        unit_id,
        item_id
    from bundle_items
    union all
    select
        unit_id,
        unit_id as item_id
    from units
    where not is_bundle
)

select * from final
