-- What matches are made of. A view: it only puts together what others have written.
{{ config(materialized='view') }}
with decided as (
    select * from {{ ref('decided_member') }}
),

by_reference as (
    select * from {{ ref('pair_by_reference') }}
),

rules as (
    {{ rules_in_force() }}
),

united as (
    select
        group_id,
        reconciliation,
        rule_id,
        entry_id,
        item_id,
        side,
        scope,
        item_amount,
        allocated_amount,
        currency
    from decided
    {%- for side in ['left', 'right'] %}
    union all
    select
        group_id,
        reconciliation,
        rule_id,
        {{ side }}_entry_id as entry_id,
        -- none of these is a bundle
        {{ side }}_unit_id as item_id,
        '{{ side }}' as side,
        scope,
        amount as item_amount,
        amount as allocated_amount,
        currency
    from by_reference
    {%- endfor %}
),

final as (
    select
        united.group_id as match_id,
        united.reconciliation,
        united.entry_id,
        united.item_id,
        united.side,
        rules.state as status,
        united.scope,
        united.item_amount,
        united.allocated_amount,
        united.currency
    from united
    inner join rules
        on united.rule_id = rules.rule_id
)

select * from final
