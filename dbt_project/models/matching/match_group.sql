-- A match: what is on each side, by which rule, and how sure.
with exact as (
    select * from {{ ref('decided_exact') }}
    where verdict = 'matched'
),

near as (
    select * from {{ ref('decided_near') }}
    where verdict = 'matched'
),

by_reference as (
    select * from {{ ref('pair_by_reference') }}
),

members as (
    select * from {{ ref('match_member') }}
),

items as (
    select * from {{ ref('reconciliation_item') }}
),

rules as (
    {{ rules_in_force() }}
),

decisions as (
    {%- for decided in ['exact', 'near'] %}
    {{ 'union all' if not loop.first }}
    select distinct
        group_id,
        reconciliation,
        rule_id,
        cost,
        runner_up_cost,
        is_greedy
    from {{ decided }}
    {%- endfor %}
),

summed as (
    select
        decisions.group_id,
        decisions.reconciliation,
        decisions.rule_id,
        decisions.cost,
        decisions.runner_up_cost,
        decisions.is_greedy,
        min(members.currency) as currency,
        min(items.facility) as facility,
        max(items.item_on) as matched_on,
        min(items.item_on) as first_on,
        sum(case when members.side = 'left' then 1 else 0 end) as lefts,
        sum(case when members.side = 'right' then 1 else 0 end) as rights,
        sum(case when members.side = 'left' then members.allocated_amount else 0 end) as amount_left,
        sum(case when members.side = 'right' then members.allocated_amount else 0 end) as amount_right
    from decisions
    inner join members
        on decisions.group_id = members.match_id
    inner join items
        on members.item_id = items.item_id
    group by
        decisions.group_id, decisions.reconciliation, decisions.rule_id, decisions.cost, decisions.runner_up_cost, decisions.is_greedy
),

united as (
    select * from summed
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
