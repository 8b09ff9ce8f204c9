with items as (
    select * from {{ ref('reconciliation_item') }}
),

units as (
    select
        unit_id,
        is_bundle
    from {{ ref('match_unit') }}
),

bundled as (
    select
        md5('bundle|' || reconciliation || '|' || side || '|' || scope || '|' || currency || '|' || bundle_key) as unit_id,
        item_id
    from items
    where bundle_key is not null and amount <> 0
),

final as (
    select
        units.unit_id,
        bundled.item_id
    from units
    inner join bundled
        on units.unit_id = bundled.unit_id
    where units.is_bundle
    union all
    select
        unit_id,
        unit_id as item_id
    from units
    where not is_bundle
)

select * from final
