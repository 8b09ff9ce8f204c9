with source as (

    select * from {{ source('raw_xero', 'bank_transaction') }}

),

final as (

    select
        source.connection_id,
        source.bank_transaction_id,
        source.type as transaction_type,
        {{ json_text('source.bank_account', '$.AccountID') }} as source_account_id,
        {{ json_text('source.contact', '$.ContactID') }} as contact_id,
        {{ json_text('source.contact', '$.Name') }} as contact_name,
        {{ xero_date('source.date') }} as occurred_on,
        nullif(trim(source.reference), '') as reference,
        {{ xero_check_number('source.reference') }} as check_number,
        {{ json_text('source.line_items', '$[0].Description') }} as first_line,
        {{ json_text('source.line_items', '$[0].AccountID') }} as line_account_id,
        {{ json_text('source.line_items', '$[0].AccountCode') }} as line_account_code,
        source.overpayment_id,
        source.prepayment_id,
        {{ money('source.total') }} as total,
        upper(source.currency_code) as currency,
        coalesce(source.is_reconciled, false) as is_reconciled,
        lower(source.status) as status,
        source.status in ('VOIDED', 'DELETED') as is_void,
        {{ xero_time('source.updated_date_utc') }} as updated_at
    from source

)

select * from final
