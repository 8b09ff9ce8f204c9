with published as (
    select
        reconciliation,
        side,
        currency,
        count(*) as items,
        sum(abs(amount)) as amount
    from {{ ref('exception') }}
    group by reconciliation, side, currency
)

select
    summary.reconciliation,
    summary.side,
    summary.currency,
    summary.exception_items,
    published.items as exceptions_published
from {{ ref('reconciliation_summary') }} as summary
full outer join published
    on
        summary.reconciliation = published.reconciliation
        and summary.side = published.side
        and summary.currency = published.currency
where
    coalesce(summary.exception_items, 0) <> coalesce(published.items, 0)
    or coalesce(summary.exception_amount, 0) <> coalesce(published.amount, 0)
