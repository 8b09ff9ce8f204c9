-- A match: what is on each side, by which rule, and how sure. A view: it only puts together what others have written.
{{ config(materialized='view') }}
with decided as (
    select * from {{ ref('decided_group') }}
),

by_reference as (
    select * from {{ ref('pair_by_reference') }}
),

rules as (
    {{ rules_in_force() }}
),

united as (
    select * from decided
    union all
    -- one to one and of the same amount: nothing to add up
    select
        group_id,
        reconciliation,
        rule_id,
        cost,
        null as runner_up_cost,
        true as is_greedy,
        currency,
        facility,
        greatest(left_on, right_on) as matched_on,
        least(left_on, right_on) as first_on,
        1 as lefts,
        1 as rights,
        amount as amount_left,
        amount as amount_right
    from by_reference
),

final as (
    select
        united.group_id as match_id,
        united.reconciliation,
        united.rule_id,
        rules.version as rule_version,
        case
            when united.lefts = 0 or united.rights = 0 then 'reversal'
            else
                case when united.lefts = 1 then '1' else 'n' end || '-'
                || case when united.rights = 1 then '1' when united.lefts = 1 then 'n' else 'm' end
        end as kind,
        rules.state as status,
        rules.confidence,
        {{ money('united.amount_left') }} as amount_left,
        {{ money('united.amount_right') }} as amount_right,
        {{ money('united.amount_left - united.amount_right') }} as difference,
        rules.difference_reason,
        rules.reason_code,
        united.currency,
        united.facility,
        united.matched_on,
        united.first_on,
        cast(united.lefts as integer) as lefts,
        cast(united.rights as integer) as rights,
        rules.predicate,
        cast(united.cost as bigint) as cost,
        cast(united.runner_up_cost as bigint) as runner_up_cost,
        united.is_greedy
    from united
    inner join rules
        on united.rule_id = rules.rule_id
)

select * from final
