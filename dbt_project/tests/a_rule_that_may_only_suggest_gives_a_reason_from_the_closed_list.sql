select
    rules.rule_id,
    rules.reason_code
from {{ ref('match_rules') }} as rules
left join {{ ref('reason_codes') }} as reasons
    on rules.reason_code = reasons.reason_code
where rules.state = 'suggested' and reasons.reason_code is null
