{{ config(schema='matching') }}

-- At the end of each day: what the books have as moved and the bank shows only later, or not yet.
with items as (
    select * from {{ ref('reconciliation_item') }}
    where reconciliation = 'bank' and amount <> 0
),

members as (
    select * from {{ ref('match_member') }}
    where reconciliation = 'bank' and status = 'confirmed'
),

arrivals as (
    select
        members.match_id,
        max(items.item_on) as arrived_on
    from members
    inner join items
        on members.item_id = items.item_id
    where members.side = 'right'
    group by members.match_id
),

open_items as (
    select
        item_id,
        is_exception
    from {{ ref('open_item_reason') }}
),

travelling as (
    select
        items.facility,
        items.currency,
        abs(items.amount) as amount,
        items.item_on as left_on,
        coalesce(arrivals.arrived_on, {{ days_after(as_of(), 1) }}) as arrived_on
    from items
    left join members
        on items.item_id = members.item_id
    left join arrivals
        on members.match_id = arrivals.match_id
    left join open_items
        on items.item_id = open_items.item_id
    where
        items.side = 'left'
        and (arrivals.match_id is not null or not coalesce(open_items.is_exception, false))
),

days as (
    select distinct item_on as kpi_on
    from items
    where item_on <= {{ as_of() }}
),

final as (
    select
        days.kpi_on,
        travelling.facility,
        'bank' as reconciliation,
        'cash_in_transit' as kpi,
        travelling.currency,
        sum(travelling.amount) as numerator,
        count(*) as denominator
    from days
    inner join travelling
        on travelling.left_on <= days.kpi_on and travelling.arrived_on > days.kpi_on
    group by days.kpi_on, travelling.facility, travelling.currency
)

select * from final
