-- What the decisions were made of, by day.
with items as (
    select * from {{ ref('matched_item') }}
),

final as (
    select
        item_on,
        count(*) as items,
        {{ sum_of_hashes('item_hash') }} as hash_sum
    from items
    group by item_on
)

select * from final
