with sums as (
    select
        unit_items.unit_id,
        sum(items.amount) as amount,
        count(*) as items,
        count(distinct items.currency) as currencies
    from {{ ref('unit_item') }} as unit_items
    inner join {{ ref('reconciliation_item') }} as items
        on unit_items.item_id = items.item_id
    group by unit_items.unit_id
)

select
    units.unit_id,
    units.amount as amount_of_unit,
    sums.amount as amount_of_items
from {{ ref('match_unit') }} as units
left join sums
    on units.unit_id = sums.unit_id
where
    sums.unit_id is null
    or units.amount <> sums.amount
    or units.items <> sums.items
    or sums.currencies <> 1
