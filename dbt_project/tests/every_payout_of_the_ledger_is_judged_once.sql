with payouts as (
    select entry_id from {{ ref('ledger_entry') }}
    where record_type = 'payout' and not is_void and not is_pending
)

select
    payouts.entry_id,
    judged.payout_entry_id
from payouts
full outer join {{ ref('payout_match') }} as judged
    on payouts.entry_id = judged.payout_entry_id
where payouts.entry_id is null or judged.payout_entry_id is null
