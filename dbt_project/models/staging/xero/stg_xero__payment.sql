with source as (

    select * from {{ source('raw_xero', 'payment') }}

),

final as (

    select
        source.connection_id,
        source.payment_id,
        source.payment_type,
        source.batch_payment_id,
        {{ json_text('source.batch_payment', '$.Reference') }} as batch_reference,
        coalesce({{ json_text('source.invoice', '$.InvoiceID') }}, {{ json_text('source.credit_note', '$.CreditNoteID') }}, {{ json_text('source.overpayment', '$.OverpaymentID') }}, {{ json_text('source.prepayment', '$.PrepaymentID') }}) as settled_document_id,
        coalesce({{ json_text('source.invoice', '$.InvoiceNumber') }}, source.invoice_number) as invoice_number,
        coalesce({{ json_text('source.invoice', '$.Contact.ContactID') }}, {{ json_text('source.credit_note', '$.Contact.ContactID') }}, {{ json_text('source.overpayment', '$.Contact.ContactID') }}, {{ json_text('source.prepayment', '$.Contact.ContactID') }}) as contact_id,
        coalesce({{ json_text('source.invoice', '$.Contact.Name') }}, {{ json_text('source.credit_note', '$.Contact.Name') }}, {{ json_text('source.overpayment', '$.Contact.Name') }}, {{ json_text('source.prepayment', '$.Contact.Name') }}) as contact_name,
        {{ json_text('source.account', '$.AccountID') }} as source_account_id,
        {{ xero_date('source.date') }} as paid_on,
        {{ money('source.amount') }} as amount,
        {{ money('coalesce(source.bank_amount, source.amount)') }} as bank_amount,
        upper({{ json_text('source.invoice', '$.CurrencyCode') }}) as document_currency,
        nullif(trim(source.reference), '') as reference,
        {{ xero_check_number('source.reference') }} as check_number,
        source.details,
        coalesce(source.is_reconciled, false) as is_reconciled,
        lower(source.status) as status,
        source.status in ('VOIDED', 'DELETED') as is_void,
        {{ xero_time('source.updated_date_utc') }} as updated_at
    from source

)

select * from final
