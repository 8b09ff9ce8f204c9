with source as (
    select * from {{ source('raw_paypal', 'balance') }}
),

final as (
    select
        connection_id,
        as_of_time,
        cast(substr(as_of_time, 1, 10) as date) as as_of_on,
        upper(currency) as currency,
        coalesce("primary", false) as is_primary,
        {{ money(json_text('total_balance', '$.value')) }} as total_balance,
        {{ money(json_text('available_balance', '$.value')) }} as available_balance
    from source
)

select * from final
