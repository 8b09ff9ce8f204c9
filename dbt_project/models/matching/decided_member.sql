-- What the matches are made of that were found by comparing; those that a reference alone made are pairs, and need no row for each side.
with decisions as (
    {{ decided_by_comparing(['group_id', 'reconciliation', 'rule_id', 'unit_id'], "verdict = 'matched'") }}
),

rules as (
    {{ rules_in_force() }}
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
        decisions.rule_id,
        coalesce(bundle_items.item_id, decisions.unit_id) as item_id
    from decisions
    left join bundle_items
        on decisions.unit_id = bundle_items.unit_id
),

final as (
    select
        decided_items.group_id,
        decided_items.reconciliation,
        decided_items.rule_id,
        items.entry_id,
        items.item_id,
        items.side,
        items.scope,
        items.amount as item_amount,
        {{ money("case when rules.predicate = 'application' then coalesce(allocations.allocated_amount, 0) else items.amount end") }}
            as allocated_amount,
        items.currency,
        items.facility,
        items.item_on
    from decided_items
    inner join rules
        on decided_items.rule_id = rules.rule_id
    inner join items
        on decided_items.item_id = items.item_id
    left join allocations
        on items.entry_id = allocations.entry_id
)

select * from final
{{ by_day('item_on') }}
