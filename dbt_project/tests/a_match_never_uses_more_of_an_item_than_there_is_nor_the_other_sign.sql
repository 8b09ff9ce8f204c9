with used as (
    select
        item_id,
        item_amount,
        sum(allocated_amount) as allocated_amount
    from {{ ref('match_member') }}
    where status = 'confirmed'
    group by item_id, item_amount
)

select *
from used
where
    abs(allocated_amount) > abs(item_amount)
    or allocated_amount * item_amount < 0
