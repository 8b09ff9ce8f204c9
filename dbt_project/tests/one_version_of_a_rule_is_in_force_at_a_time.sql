select
    rules.rule_id,
    rules.version,
    others.version as other_version
from {{ ref('match_rules') }} as rules
inner join {{ ref('match_rules') }} as others
    on rules.rule_id = others.rule_id and rules.version < others.version
where
    rules.effective_from <= coalesce(others.effective_to, rules.effective_from)
    and others.effective_from <= coalesce(rules.effective_to, others.effective_from)
