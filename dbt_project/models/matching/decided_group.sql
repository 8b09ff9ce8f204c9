-- What stands on each side of the matches that were found by comparing.
with decisions as (
    {%- for decided in ['decided_exact', 'decided_near'] %}
    {{ 'union all' if not loop.first }}
    select distinct
        group_id,
        cost,
        runner_up_cost,
        is_greedy
    from {{ ref(decided) }}
    where verdict = 'matched'
    {%- endfor %}
),

members as (
    select
        group_id,
        reconciliation,
        rule_id,
        min(currency) as currency,
        min(facility) as facility,
        max(item_on) as matched_on,
        min(item_on) as first_on,
        sum(case when side = 'left' then 1 else 0 end) as lefts,
        sum(case when side = 'right' then 1 else 0 end) as rights,
        sum(case when side = 'left' then allocated_amount else 0 end) as amount_left,
        sum(case when side = 'right' then allocated_amount else 0 end) as amount_right
    from {{ ref('decided_member') }}
    group by group_id, reconciliation, rule_id
),

final as (
    select
        members.group_id,
        members.reconciliation,
        members.rule_id,
        cast(decisions.cost as bigint) as cost,
        cast(decisions.runner_up_cost as bigint) as runner_up_cost,
        decisions.is_greedy,
        members.currency,
        members.facility,
        members.matched_on,
        members.first_on,
        cast(members.lefts as integer) as lefts,
        cast(members.rights as integer) as rights,
        {{ money('members.amount_left') }} as amount_left,
        {{ money('members.amount_right') }} as amount_right
    from members
    inner join decisions
        on members.group_id = decisions.group_id
)

select * from final
{{ by_day('matched_on') }}
