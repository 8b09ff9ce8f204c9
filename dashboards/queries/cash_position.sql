-- One row per currency: the latest statement of each account. Unexplained is the sum of absolute differences, so none hides another;
-- an account whose bank has not stated any balance is neither tied nor off.
select
    currency,
    count(*) as accounts,
    count(*) filter (where unexplained_difference = 0) as accounts_tied,
    count(*) filter (where unexplained_difference is null) as accounts_unstated,
    sum(book_balance) as book_balance,
    sum(bank_balance) as bank_balance,
    sum(abs(unexplained_difference)) as unexplained
from {latest_statement}
group by currency
order by accounts desc, currency
