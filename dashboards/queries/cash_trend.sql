-- One row per currency and day with cash in transit, and per currency and week (its Monday) with the unreconciled value that occurred in it.
select
    case when kpi = 'cash_in_transit' then kpi_on else date_trunc('week', kpi_on)::date end as kpi_on,
    kpi,
    currency,
    sum(value)::decimal(38, 2) as amount
from kpi_daily
where
    kpi in ('unreconciled_value', 'cash_in_transit')
    and currency is not null
    and ($facility::varchar is null or facility = $facility::varchar)
group by all
order by kpi, currency, kpi_on
