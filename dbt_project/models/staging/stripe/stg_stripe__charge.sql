with source as (
    select * from {{ source('raw_stripe', 'charge') }}
),

final as (
    select
        connection_id,
        id as charge_id,
        balance_transaction as balance_transaction_id,
        {{ money_from_minor_units('amount', 'currency') }} as amount,
        upper(currency) as currency,
        created as created_unix,
        customer as customer_id,
        payment_intent as payment_intent_id,
        {{ json_text('metadata', '$.invoice_number') }} as invoice_number,
        {{ json_text('metadata', '$.invoice_id') }} as invoice_id,
        {{ json_text('metadata', '$.order_id') }} as order_id,
        {{ json_text('metadata', '$.claim_id') }} as claim_id,
        description,
        {{ json_text('payment_method_details', '$.type') }} as payment_method_type,
        status
    from source
)

select * from final
