-- What the decisions were made of: an item whose hash is another since, is new or is gone has to be matched again. Built last, so that it is there
-- only where all of matching is: {{ ref('match_group') }}, {{ ref('match_evidence') }}
with items as (
    select * from {{ ref('reconciliation_item') }}
),

final as (
    select
        item_id,
        item_hash,
        item_on
    from items
)

select * from final
