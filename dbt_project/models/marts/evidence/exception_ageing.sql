with exceptions as (
    select * from {{ ref('exception') }}
),

bucketed as (
    select
        exceptions.*,
        case
            when age_days <= 7 then 1
            when age_days <= 30 then 2
            when age_days <= 60 then 3
            when age_days <= 90 then 4
            else 5
        end as bucket_order
    from exceptions
),

final as (
    select
        reconciliation,
        facility,
        currency,
        case bucket_order
            when 1 then '0-7 days'
            when 2 then '8-30 days'
            when 3 then '31-60 days'
            when 4 then '61-90 days'
            else 'over 90 days'
        end as bucket,
        bucket_order,
        count(*) as exceptions,
        {{ money('sum(abs(amount))') }} as amount
    from bucketed
    group by reconciliation, facility, currency, bucket_order
)

select * from final
