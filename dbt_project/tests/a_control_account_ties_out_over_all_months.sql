-- Between months a document and its posting may fall apart; over all of them only open items with a reason may remain.
select
    account_id,
    currency,
    sum(unexplained_difference) as unexplained_difference
from {{ ref('gl_tieout') }}
group by account_id, currency
having sum(unexplained_difference) <> 0
