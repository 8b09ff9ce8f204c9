with source as (

    select * from {{ source('raw_xero', 'overpayment') }}

),

final as (

    select
        source.connection_id,
        source.overpayment_id,
        source.type as overpayment_type,
        {{ json_text('source.contact', '$.ContactID') }} as contact_id,
        {{ json_text('source.contact', '$.Name') }} as contact_name,
        {{ xero_date('source.date') }} as paid_on,
        {{ money('source.total') }} as total,
        {{ money('source.remaining_credit') }} as remaining_credit,
        upper(source.currency_code) as currency,
        source.allocations,
        lower(source.status) as status,
        source.status in ('VOIDED', 'DELETED') as is_void,
        {{ xero_time('source.updated_date_utc') }} as updated_at
    from source

)

select * from final
