select
    reasons.reason_code,
    reasons.cause
from {{ ref('reason_codes') }} as reasons
left join {{ ref('routing') }} as routing
    on reasons.cause = routing.cause
where routing.owner is null
