with source as (

    select * from {{ source('raw_xero', 'credit_note') }}

),

final as (

    select
        source.connection_id,
        source.credit_note_id,
        source.type as credit_note_type,
        source.credit_note_number,
        nullif(trim(source.reference), '') as reference,
        {{ json_text('source.contact', '$.ContactID') }} as contact_id,
        {{ json_text('source.contact', '$.Name') }} as contact_name,
        {{ xero_date('source.date') }} as issued_on,
        {{ money('source.total') }} as total,
        {{ money('source.remaining_credit') }} as remaining_credit,
        upper(source.currency_code) as currency,
        {{ json_text('source.line_items', '$[0].Description') }} as first_line,
        source.allocations,
        lower(source.status) as status,
        source.status in ('VOIDED', 'DELETED') as is_void,
        source.status in ('DRAFT', 'SUBMITTED') as is_pending,
        {{ xero_time('source.updated_date_utc') }} as updated_at
    from source

)

select * from final
