select distinct unit_items.item_id
from {{ ref('decided_exact') }} as decided
inner join {{ ref('unit_item') }} as unit_items
    on decided.unit_id = unit_items.unit_id
