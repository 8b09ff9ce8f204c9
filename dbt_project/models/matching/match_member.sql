with decisions as (
    select * from {{ ref('match_decision') }}
    where verdict = 'matched'
),

unit_items as (
    select * from {{ ref('unit_item') }}
),

items as (
    select * from {{ ref('reconciliation_item') }}
),

allocations as (
    select * from {{ ref('application_allocation') }}
),

final as (
    select
        decisions.group_id as match_id,
        decisions.reconciliation,
        items.entry_id,
        items.item_id,
        items.side,
        decisions.state as status,
        items.scope,
        items.amount as item_amount,
        {{ money("case when decisions.predicate = 'application' then coalesce(allocations.allocated_amount, 0) else items.amount end") }} as allocated_amount,
        items.currency
    from decisions
    inner join unit_items
        on decisions.unit_id = unit_items.unit_id
    inner join items
        on unit_items.item_id = items.item_id
    left join allocations
        on items.entry_id = allocations.entry_id
)

select * from final
