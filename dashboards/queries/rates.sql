-- One row per KPI, reconciliation, currency (only where the KPI measures amounts; counts and days add up) and window: 0 the last $days days,
-- 1 the $days before.
select
    kpi,
    reconciliation,
    case when kpi = 'match_rate_value' then currency end as currency,
    cast(floor(({as_of_on} - kpi_on) / $days::integer) as integer) as windows_ago,
    sum(numerator) as numerator,
    sum(denominator) as denominator
from kpi_daily
where
    kpi not in ('unreconciled_value', 'cash_in_transit')
    and ($facility::varchar is null or facility = $facility::varchar)
    and kpi_on <= {as_of_on}
    and kpi_on > {as_of_on} - 2 * $days::integer
group by all
order by kpi, reconciliation, currency, windows_ago
