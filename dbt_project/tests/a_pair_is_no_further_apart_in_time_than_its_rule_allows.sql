with pairs as (
    select
        groups.match_id,
        groups.rule_id,
        max(case when members.side = 'left' then items.item_on end) as left_on,
        max(case when members.side = 'right' then items.item_on end) as right_on,
        max(rules.days_before) as days_before,
        max(rules.days_after) as days_after
    from {{ ref('match_group') }} as groups
    inner join {{ ref('match_rules') }} as rules
        on groups.rule_id = rules.rule_id and groups.rule_version = rules.version
    inner join {{ ref('match_member') }} as members
        on groups.match_id = members.match_id
    inner join {{ ref('reconciliation_item') }} as items
        on members.item_id = items.item_id
    where
        groups.kind = '1-1'
        and groups.predicate <> 'application'
    group by groups.match_id, groups.rule_id
)

select *
from pairs
where not coalesce({{ days_between('left_on', 'right_on') }} between -days_before and days_after, false)
