with decisions as (
    select
        group_id,
        reconciliation,
        predicate,
        state,
        unit_id
    from {{ ref('match_decision') }}
    where verdict = 'matched'
),

bundle_items as (
    select * from {{ ref('bundle_item') }}
),

items as (
    select * from {{ ref('reconciliation_item') }}
),

allocations as (
    select * from {{ ref('application_allocation') }}
),

decided_items as (
    -- a unit that is no bundle is an item, and known by its id
    select
        decisions.group_id,
        decisions.reconciliation,
        decisions.predicate,
        decisions.state,
        coalesce(bundle_items.item_id, decisions.unit_id) as item_id
    from decisions
    left join bundle_items
        on decisions.unit_id = bundle_items.unit_id
),

final as (
    select
        decided_items.group_id as match_id,
        decided_items.reconciliation,
        items.entry_id,
        items.item_id,
        items.side,
        decided_items.state as status,
        items.scope,
        items.amount as item_amount,
        {{ money("case when decided_items.predicate = 'application' then coalesce(allocations.allocated_amount, 0) else items.amount end") }}
            as allocated_amount,
        items.currency
    from decided_items
    inner join items
        on decided_items.item_id = items.item_id
    left join allocations
        on items.entry_id = allocations.entry_id
)

select * from final
