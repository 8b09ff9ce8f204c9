with source as (
    select * from {{ source('raw_stripe', 'dispute') }}
),

final as (
    select
        connection_id,
        id as dispute_id,
        charge as charge_id,
        {{ money_from_minor_units('amount', 'currency') }} as amount,
        upper(currency) as currency,
        created as created_unix,
        reason,
        status
    from source
)

select * from final
