-- Composition is arithmetic: where the lines of a payout add up to it there is nothing to doubt, however many they are.
{{ config(severity='warn') }}

with matched as (
    select distinct entry_id
    from {{ ref('match_member') }}
    where reconciliation = 'payout_composition' and status = 'confirmed'
)

select
    payouts.payout_entry_id,
    payouts.platform,
    payouts.payout_amount,
    payouts.net
from {{ ref('payout_match') }} as payouts
left join matched
    on payouts.payout_entry_id = matched.entry_id
where
    payouts.composition_difference = 0
    and matched.entry_id is null
