-- One row per currency: control accounts in their latest period and how many equal their subledger.
select
    currency,
    count(*) as accounts,
    count(*) filter (where unexplained_difference = 0) as accounts_tied,
    sum(abs(unexplained_difference)) as unexplained
from (
    select *
    from gl_tieout
    where ($facility::varchar is null or facility = $facility::varchar)
    qualify row_number() over (partition by connection_id, account_id, currency order by period desc) = 1
)
group by currency
order by currency
