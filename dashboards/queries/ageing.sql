-- One row per age bucket, currency and reconciliation: open exceptions.
select
    bucket_order,
    currency,
    reconciliation,
    sum(exceptions)::bigint as exceptions,
    sum(amount) as amount
from exception_ageing
where ($facility::varchar is null or facility = $facility::varchar)
group by bucket_order, currency, reconciliation
order by bucket_order, currency, reconciliation
