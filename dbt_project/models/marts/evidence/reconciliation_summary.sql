with items as (
    select * from {{ ref('reconciliation_item') }}
    where amount <> 0
),

members as (
    select
        item_id,
        max(case when status = 'confirmed' then 1 else 0 end) as is_confirmed,
        max(case when status = 'suggested' then 1 else 0 end) as is_suggested,
        sum(case when status = 'confirmed' then abs(allocated_amount) else 0 end) as matched_amount
    from {{ ref('match_member') }}
    group by item_id
),

open_items as (
    select
        item_id,
        is_exception,
        abs(amount) as open_amount
    from {{ ref('open_item_reason') }}
),

final as (
    select
        items.reconciliation,
        items.side,
        items.currency,
        count(*) as items,
        {{ money('sum(abs(items.amount))') }} as item_amount,
        cast(sum(coalesce(members.is_confirmed, 0)) as bigint) as matched_items,
        {{ money('sum(coalesce(members.matched_amount, 0))') }} as matched_amount,
        cast(sum(coalesce(members.is_suggested, 0)) as bigint) as suggested_items,
        cast(sum(case when open_items.item_id is not null then 1 else 0 end) as bigint) as open_items,
        {{ money('sum(coalesce(open_items.open_amount, 0))') }} as open_amount,
        cast(sum(case when open_items.is_exception then 1 else 0 end) as bigint) as exception_items,
        {{ money('sum(case when open_items.is_exception then open_items.open_amount else 0 end)') }} as exception_amount
    from items
    left join members
        on items.item_id = members.item_id
    left join open_items
        on items.item_id = open_items.item_id
    group by items.reconciliation, items.side, items.currency
)

select * from final
