-- One row per currency and severity: open exceptions, amounts without their sign.
select
    currency,
    severity,
    count(*) as exceptions,
    sum(abs(amount)) as amount
from exception
where ($facility::varchar is null or facility = $facility::varchar)
group by currency, severity
order by currency, severity
