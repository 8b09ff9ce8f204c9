select
    groups.match_id,
    groups.rule_id,
    groups.difference
from {{ ref('match_group') }} as groups
inner join {{ ref('match_rules') }} as rules
    on groups.rule_id = rules.rule_id and groups.rule_version = rules.version
where
    groups.status = 'confirmed'
    and rules.amount_tolerance = 0
    and rules.percent_tolerance = 0
    and groups.difference <> 0
