-- One row per account whose latest statement has an unexplained difference.
select account_id, account_name, facility, currency, period, unexplained_difference
from {latest_statement}
where unexplained_difference <> 0
order by currency, abs(unexplained_difference) desc, account_id
