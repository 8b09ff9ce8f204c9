with source as (
    select * from {{ source('raw_stripe', 'account') }}
),

final as (
    select
        connection_id,
        id as stripe_account_id,
        upper(default_currency) as default_currency,
        coalesce({{ json_text('settings', '$.dashboard.timezone') }}, 'UTC') as timezone,
        {{ json_text('business_profile', '$.name') }} as business_name
    from source
)

select * from final
