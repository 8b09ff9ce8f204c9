-- One row per currency: processor payouts, how many equal both their parts and their bank credit, how many are not due at the bank yet.
select
    currency,
    count(*) as payouts,
    count(*) filter (where verdict = 'matched' and composition_difference = 0 and bank_difference = 0) as payouts_tied,
    count(*) filter (where verdict = 'payout_in_transit') as payouts_in_transit,
    sum(case when verdict = 'payout_in_transit' then 0 else abs(coalesce(bank_difference, payout_amount)) end)
    + sum(abs(composition_difference)) as difference
from payout_match
where ($facility::varchar is null or facility = $facility::varchar)
group by currency
order by currency
