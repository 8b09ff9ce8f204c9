with daily as (
    select
        reconciliation,
        currency,
        sum(case when kpi = 'match_rate' then numerator else 0 end) as matched_items,
        sum(case when kpi = 'match_rate' then denominator else 0 end) as items,
        sum(case when kpi = 'match_rate_value' then numerator else 0 end) as matched_amount,
        sum(case when kpi = 'unreconciled_value' then numerator else 0 end) as exception_amount
    from {{ ref('kpi_daily') }}
    where kpi in ('match_rate', 'match_rate_value', 'unreconciled_value')
    group by reconciliation, currency
),

summary as (
    select
        reconciliation,
        currency,
        sum(matched_items) as matched_items,
        sum(items) as items,
        sum(matched_amount) as matched_amount,
        sum(exception_amount) as exception_amount
    from {{ ref('reconciliation_summary') }}
    group by reconciliation, currency
)

select
    summary.*,
    daily.matched_items as daily_matched_items,
    daily.items as daily_items,
    daily.matched_amount as daily_matched_amount,
    daily.exception_amount as daily_exception_amount
from summary
full outer join daily
    on summary.reconciliation = daily.reconciliation and summary.currency = daily.currency
where
    coalesce(summary.items, 0) <> coalesce(daily.items, 0)
    or coalesce(summary.matched_items, 0) <> coalesce(daily.matched_items, 0)
    or coalesce(summary.matched_amount, 0) <> coalesce(daily.matched_amount, 0)
    or coalesce(summary.exception_amount, 0) <> coalesce(daily.exception_amount, 0)
