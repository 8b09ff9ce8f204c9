with items as (
    select * from {{ source('raw_plaid', 'item') }}
),

final as (
    select
        connection_id,
        item_id,
        institution_name,
        cast({{ json_text('status', '$.transactions.last_successful_update') }} as timestamp with time zone) as read_at,
        cast(substr({{ json_text('status', '$.transactions.last_successful_update') }}, 1, 10) as date) as read_on,
        transactions_update_status,
        consent_expiration_time as consent_expires_at,
        {{ json_text('error', '$.error_code') }} as error_code
    from items
)

select * from final
