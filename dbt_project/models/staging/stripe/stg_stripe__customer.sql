with source as (
    select * from {{ source('raw_stripe', 'customer') }}
),

final as (
    select
        source.connection_id,
        source.id as customer_id,
        coalesce(source.business_name, source.name) as customer_name,
        {{ is_deleted('stripe', 'customer', 'source') }} as is_deleted
    from source
)

select * from final
