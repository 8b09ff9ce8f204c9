-- A match: what is on each side, by which rule, and how sure.
with decisions as (
    select distinct
        group_id,
        reconciliation,
        rule_id,
        rule_version,
        predicate,
        state,
        confidence,
        difference_reason,
        reason_code,
        cost,
        runner_up_cost,
        is_greedy
    from {{ ref('match_decision') }}
    where verdict = 'matched'
),

members as (
    select * from {{ ref('match_member') }}
),

items as (
    select * from {{ ref('reconciliation_item') }}
),

sums as (
    select
        members.match_id,
        min(members.currency) as currency,
        min(items.facility) as facility,
        max(items.item_on) as matched_on,
        min(items.item_on) as first_on,
        sum(case when members.side = 'left' then 1 else 0 end) as lefts,
        sum(case when members.side = 'right' then 1 else 0 end) as rights,
        sum(case when members.side = 'left' then members.allocated_amount else 0 end) as amount_left,
        sum(case when members.side = 'right' then members.allocated_amount else 0 end) as amount_right
    from members
    inner join items
        on members.item_id = items.item_id
    group by members.match_id
),

final as (
    select
        decisions.group_id as match_id,
        decisions.reconciliation,
        decisions.rule_id,
        decisions.rule_version,
        case
            when sums.lefts = 0 or sums.rights = 0 then 'reversal'
            else
                case when sums.lefts = 1 then '1' else 'n' end || '-'
                || case when sums.rights = 1 then '1' when sums.lefts = 1 then 'n' else 'm' end
        end as kind,
        decisions.state as status,
        decisions.confidence,
        {{ money('sums.amount_left') }} as amount_left,
        {{ money('sums.amount_right') }} as amount_right,
        {{ money('sums.amount_left - sums.amount_right') }} as difference,
        decisions.difference_reason,
        decisions.reason_code,
        sums.currency,
        sums.facility,
        sums.matched_on,
        sums.first_on,
        cast(sums.lefts as integer) as lefts,
        cast(sums.rights as integer) as rights,
        decisions.predicate,
        decisions.cost,
        decisions.runner_up_cost,
        decisions.is_greedy
    from decisions
    inner join sums
        on decisions.group_id = sums.match_id
)

select * from final
