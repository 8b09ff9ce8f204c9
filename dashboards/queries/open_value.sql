-- One row per currency and KPI: unreconciled value of all days, cash in transit at the end of the last day measured.
select
    kpi,
    currency,
    sum(value)::decimal(38, 2) as amount
from kpi_daily
where
    currency is not null
    and ($facility::varchar is null or facility = $facility::varchar)
    and (
        kpi = 'unreconciled_value'
        or (kpi = 'cash_in_transit' and kpi_on = (select max(kpi_on) from kpi_daily where kpi = 'cash_in_transit'))
    )
group by kpi, currency
order by kpi, currency
