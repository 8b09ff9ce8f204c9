select
    match_id,
    count(distinct currency) as currencies,
    count(distinct scope) as scopes,
    count(distinct reconciliation) as reconciliations
from {{ ref('match_member') }}
group by match_id
having count(distinct currency) > 1 or count(distinct scope) > 1 or count(distinct reconciliation) > 1
