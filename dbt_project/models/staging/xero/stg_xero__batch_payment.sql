with source as (

    select * from {{ source('raw_xero', 'batch_payment') }}

),

final as (

    select
        source.connection_id,
        source.batch_payment_id,
        source.type as batch_type,
        {{ json_text('source.account', '$.AccountID') }} as source_account_id,
        {{ xero_date('source.date') }} as paid_on,
        nullif(trim(source.reference), '') as reference,
        coalesce(source.narrative, source.details) as narrative,
        {{ money('source.total_amount') }} as total_amount,
        lower(source.status) as status,
        source.status in ('VOIDED', 'DELETED') as is_void,
        {{ xero_time('source.updated_date_utc') }} as updated_at
    from source

)

select * from final
