with accounts as (
    select * from {{ ref('stg_stripe__account') }}
),

final as (
    select
        connection_id,
        'balance' as source_account_id,
        connection_id || ':balance' as account_id,
        cast(null as varchar) as account_number,
        cast(null as varchar) as code,
        'Stripe balance' || coalesce(' of ' || business_name, '') as name,
        'processor_balance' as account_type,
        default_currency as currency,
        cast(true as boolean) as is_active
    from accounts
)

select * from final
