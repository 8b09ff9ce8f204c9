-- One row per reason, severity and currency among the exceptions that pass the filters.
select
    reconciliation,
    reason_code,
    severity,
    currency,
    count(*) as exceptions,
    sum(abs(amount)) as amount
from exception
where
    {exception_filter}
group by all
order by reconciliation, reason_code, severity, currency
