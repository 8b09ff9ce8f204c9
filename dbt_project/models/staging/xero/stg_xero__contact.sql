with source as (

    select * from {{ source('raw_xero', 'contact') }}

),

final as (

    select
        source.connection_id,
        source.contact_id,
        source.name,
        source.contact_status,
        coalesce(source.is_customer, false) as is_customer,
        coalesce(source.is_supplier, false) as is_supplier,
        {{ xero_time('source.updated_date_utc') }} as updated_at
    from source

)

select * from final
