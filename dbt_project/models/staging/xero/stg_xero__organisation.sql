with source as (

    select * from {{ source('raw_xero', 'organisation') }}

),

final as (

    select
        source.connection_id,
        source.organisation_id,
        source.name,
        upper(source.base_currency) as base_currency,
        source.country_code,
        source.timezone as time_zone
    from source

)

select * from final
