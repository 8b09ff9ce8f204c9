with kpis as (
    select * from {{ ref('kpi_matching') }}
    union all
    select * from {{ ref('kpi_cycle_time') }}
    union all
    select * from {{ ref('kpi_cash_in_transit') }}
    union all
    select * from {{ ref('kpi_integration') }}
),

final as (
    select
        kpi_on,
        facility,
        reconciliation,
        kpi,
        currency,
        cast(numerator as decimal(18, 2)) as numerator,
        cast(denominator as decimal(18, 2)) as denominator,
        -- a quotient is a rate or a number of days, never money; sums of money stand as they are
        case
            when kpi in ('unreconciled_value', 'cash_in_transit') then cast(numerator as decimal(18, 4))
            when denominator = 0 then null
            else cast(cast(numerator as double) / cast(denominator as double) as decimal(18, 4))
        end as value
    from kpis
)

select * from final
