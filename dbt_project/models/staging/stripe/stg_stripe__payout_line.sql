with source as (
    select * from {{ source('raw_stripe', 'payout_line') }}
),

final as (
    select
        connection_id,
        id as balance_transaction_id,
        payout as payout_id
    from source
)

select * from final
