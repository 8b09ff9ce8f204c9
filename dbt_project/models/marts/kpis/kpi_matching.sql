{{ config(schema='matching') }}

-- How much of what happened on a day is matched, by count and by value.
with items as (
    select * from {{ ref('reconciliation_item') }}
    where amount <> 0
),

matched as (
    select
        members.item_id,
        sum(abs(members.allocated_amount)) as matched_amount,
        min(case when groups.predicate = 'decision' then 0 else 1 end) as is_automatic
    from {{ ref('match_member') }} as members
    inner join {{ ref('match_group') }} as groups
        on members.match_id = groups.match_id
    where members.status = 'confirmed'
    group by members.item_id
),

open_items as (
    select
        item_id,
        abs(amount) as open_amount,
        is_exception
    from {{ ref('open_item_reason') }}
),

judged as (
    select
        items.item_on as kpi_on,
        items.facility,
        items.reconciliation,
        items.currency,
        abs(items.amount) as amount,
        case when matched.item_id is not null then 1 else 0 end as is_matched,
        coalesce(matched.is_automatic, 0) as is_automatic,
        coalesce(matched.matched_amount, 0) as matched_amount,
        case when open_items.is_exception then 1 else 0 end as is_exception,
        case when open_items.is_exception then open_items.open_amount else 0 end as exception_amount
    from items
    left join matched
        on items.item_id = matched.item_id
    left join open_items
        on items.item_id = open_items.item_id
),

daily as (
    select
        kpi_on,
        facility,
        reconciliation,
        currency,
        count(*) as items,
        sum(amount) as amount,
        sum(is_matched) as matched_items,
        sum(is_automatic) as automatic_items,
        sum(matched_amount) as matched_amount,
        sum(is_exception) as exception_items,
        sum(exception_amount) as exception_amount
    from judged
    group by kpi_on, facility, reconciliation, currency
),

final as (
    select kpi_on, facility, reconciliation, 'match_rate' as kpi, currency, matched_items as numerator, items as denominator from daily
    union all
    select kpi_on, facility, reconciliation, 'auto_match_rate' as kpi, currency, automatic_items as numerator, items as denominator from daily
    union all
    select kpi_on, facility, reconciliation, 'match_rate_value' as kpi, currency, matched_amount as numerator, amount as denominator from daily
    union all
    select kpi_on, facility, reconciliation, 'exception_rate' as kpi, currency, exception_items as numerator, items as denominator from daily
    union all
    select kpi_on, facility, reconciliation, 'unreconciled_value' as kpi, currency, exception_amount as numerator, amount as denominator from daily
)

select * from final
