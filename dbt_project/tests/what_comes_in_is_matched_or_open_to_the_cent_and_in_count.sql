-- Conservation, items to matches and open items: per reconciliation, side, scope and currency.
with items as (
    select * from {{ ref('reconciliation_item') }}
    where amount <> 0
),

used as (
    select
        item_id,
        sum(allocated_amount) as allocated_amount
    from {{ ref('match_member') }}
    where status = 'confirmed'
    group by item_id
),

judged as (
    select
        items.reconciliation,
        items.side,
        items.scope,
        items.currency,
        items.amount,
        coalesce(used.allocated_amount, 0) as matched_amount,
        case when used.allocated_amount = items.amount then 1 else 0 end as is_used_up
    from items
    left join used
        on items.item_id = used.item_id
),

came_in as (
    select
        reconciliation,
        side,
        scope,
        currency,
        count(*) as items,
        sum(amount) as amount,
        sum(is_used_up) as used_up_items,
        sum(matched_amount) as matched_amount
    from judged
    group by reconciliation, side, scope, currency
),

still_open as (
    select
        reconciliation,
        side,
        scope,
        currency,
        count(*) as open_items,
        sum(amount) as open_amount
    from {{ ref('open_item_reason') }}
    group by reconciliation, side, scope, currency
)

select
    came_in.*,
    still_open.open_items,
    still_open.open_amount
from came_in
full outer join still_open
    on
        came_in.reconciliation = still_open.reconciliation
        and came_in.side = still_open.side
        and came_in.scope = still_open.scope
        and came_in.currency = still_open.currency
where
    coalesce(came_in.amount, 0) <> coalesce(came_in.matched_amount, 0) + coalesce(still_open.open_amount, 0)
    or coalesce(came_in.items, 0) <> coalesce(came_in.used_up_items, 0) + coalesce(still_open.open_items, 0)
