-- One row per day and KPI that counts items or days (no amounts), all reconciliations and currencies together.
select
    kpi_on,
    kpi,
    sum(numerator)::bigint as numerator,
    sum(denominator)::bigint as denominator
from kpi_daily
where
    kpi not in ('unreconciled_value', 'cash_in_transit', 'match_rate_value')
    and ($facility::varchar is null or facility = $facility::varchar)
group by kpi_on, kpi
order by kpi, kpi_on
