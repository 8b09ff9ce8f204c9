-- Every verdict of the cascade on a unit. A view: it only puts together what others have written.
{{ config(materialized='view') }}
with by_reference as (
    select * from {{ ref('pair_by_reference') }}
),

united as (
    {{ decided_by_comparing(['group_id', 'reconciliation', 'rule_id', 'verdict', 'unit_id', 'cost', 'runner_up_cost', 'is_greedy'], "verdict <> 'wanted'") }}
    {%- for side in ['left', 'right'] %}
    union all
    select
        group_id,
        reconciliation,
        rule_id,
        'matched' as verdict,
        {{ side }}_unit_id as unit_id,
        cost,
        null as runner_up_cost,
        true as is_greedy
    from by_reference
    {%- endfor %}
),

rules as (
    {{ rules_in_force() }}
),

final as (
    select
        united.group_id,
        united.reconciliation,
        united.rule_id,
        rules.version as rule_version,
        rules.predicate,
        rules.state,
        rules.confidence,
        rules.difference_reason,
        rules.reason_code,
        united.verdict,
        united.unit_id,
        cast(united.cost as bigint) as cost,
        cast(united.runner_up_cost as bigint) as runner_up_cost,
        united.is_greedy
    from united
    inner join rules
        on united.rule_id = rules.rule_id
)

select * from final
