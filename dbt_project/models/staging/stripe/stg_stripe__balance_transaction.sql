with source as (
    select * from {{ source('raw_stripe', 'balance_transaction') }}
),

final as (
    select
        connection_id,
        id as balance_transaction_id,
        type as transaction_type,
        reporting_category,
        source as source_object_id,
        {{ money_from_minor_units('amount', 'currency') }} as amount,
        {{ money_from_minor_units('fee', 'currency') }} as fee_amount,
        {{ money_from_minor_units('net', 'currency') }} as net_amount,
        upper(currency) as currency,
        created as created_unix,
        {{ stripe_utc_date('available_on') }} as available_on,
        description,
        status
    from source
)

select * from final
