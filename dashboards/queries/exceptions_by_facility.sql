-- One row per facility, severity and currency: open exceptions, amounts without their sign.
select
    coalesce(facility, 'Shared') as facility,
    severity,
    currency,
    count(*) as exceptions,
    sum(abs(amount)) as amount
from exception
where ($facility::varchar is null or facility = $facility::varchar)
group by all
order by facility, severity, currency
