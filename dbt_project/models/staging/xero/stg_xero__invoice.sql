with source as (

    select * from {{ source('raw_xero', 'invoice') }}

),

final as (

    select
        source.connection_id,
        source.invoice_id,
        source.type as invoice_type,
        source.invoice_number,
        nullif(trim(source.reference), '') as reference,
        {{ json_text('source.contact', '$.ContactID') }} as contact_id,
        {{ json_text('source.contact', '$.Name') }} as contact_name,
        {{ xero_date('source.date') }} as issued_on,
        {{ xero_date('source.due_date') }} as due_on,
        {{ xero_date('source.fully_paid_on_date') }} as fully_paid_on,
        {{ money('source.total') }} as total,
        {{ money('source.amount_due') }} as amount_due,
        {{ money('source.amount_paid') }} as amount_paid,
        {{ money('source.amount_credited') }} as amount_credited,
        upper(source.currency_code) as currency,
        {{ json_text('source.line_items', '$[0].Description') }} as first_line,
        source.payments,
        source.credit_notes,
        lower(source.status) as status,
        source.status in ('VOIDED', 'DELETED') as is_void,
        source.status in ('DRAFT', 'SUBMITTED') as is_pending,
        {{ xero_time('source.updated_date_utc') }} as updated_at
    from source

)

select * from final
