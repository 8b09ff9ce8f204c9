select
    groups.match_id,
    groups.rule_id,
    groups.difference,
    groups.difference_reason
from {{ ref('match_group') }} as groups
inner join {{ ref('match_rules') }} as rules
    on groups.rule_id = rules.rule_id and groups.rule_version = rules.version
where
    groups.status = 'confirmed'
    and groups.difference <> 0
    and (
        groups.difference_reason is null
        or (
            abs(groups.difference) > rules.amount_tolerance
            and abs(groups.difference) * 100 > rules.percent_tolerance * greatest(abs(groups.amount_left), abs(groups.amount_right))
        )
    )
