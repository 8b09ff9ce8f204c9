select
    unit_items.item_id,
    count(*) as bundles
from {{ ref('unit_item') }} as unit_items
inner join {{ ref('match_unit') }} as units
    on unit_items.unit_id = units.unit_id
where units.is_bundle
group by unit_items.item_id
having count(*) > 1
