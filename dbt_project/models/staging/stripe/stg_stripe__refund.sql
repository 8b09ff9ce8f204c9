with source as (
    select * from {{ source('raw_stripe', 'refund') }}
),

final as (
    select
        connection_id,
        id as refund_id,
        balance_transaction as balance_transaction_id,
        charge as charge_id,
        {{ money_from_minor_units('amount', 'currency') }} as amount,
        upper(currency) as currency,
        created as created_unix,
        {{ json_text('destination_details', '$.card.reference') }} as acquirer_reference,
        reason,
        coalesce(status, 'succeeded') as status
    from source
)

select * from final
