with invoice as (

    select * from {{ ref('stg_xero__invoice') }}

),

credit_note as (

    select * from {{ ref('stg_xero__credit_note') }}

),

control_account as (

    select * from {{ ref('int_xero__control_account') }}

),

document as (

    select
        connection_id,
        case when invoice_type = 'ACCREC' then 'invoice' else 'bill' end as record_type,
        invoice_id as source_id,
        'invoice:' || invoice_id as document_id,
        invoice_type = 'ACCREC' as is_receivable,
        case when invoice_type = 'ACCREC' then 1 else -1 end as sign,
        contact_id,
        contact_name,
        total,
        amount_due as open_amount,
        currency,
        issued_on,
        due_on,
        invoice_number as document_number,
        first_line,
        reference,
        status,
        is_void,
        is_pending
    from invoice
    union all
    select
        connection_id,
        case when credit_note_type = 'ACCRECCREDIT' then 'credit_note' else 'vendor_credit' end as record_type,
        credit_note_id as source_id,
        'credit_note:' || credit_note_id as document_id,
        credit_note_type = 'ACCRECCREDIT' as is_receivable,
        case when credit_note_type = 'ACCRECCREDIT' then -1 else 1 end as sign,
        contact_id,
        contact_name,
        total,
        remaining_credit as open_amount,
        currency,
        issued_on,
        cast(null as date) as due_on,
        credit_note_number as document_number,
        first_line,
        reference,
        status,
        is_void,
        is_pending
    from credit_note

),

final as (

    select
        document.connection_id,
        document.record_type,
        document.source_id,
        document.document_id,
        case
            when document.is_receivable then control_account.receivable_account_id
            else control_account.payable_account_id
        end as account_id,
        cast(null as varchar) as control_account_id,
        document.contact_id as counterparty_id,
        document.contact_name as counterparty,
        document.sign * document.total as amount,
        document.currency,
        document.issued_on as occurred_on,
        document.issued_on as posted_on,
        document.due_on,
        document.document_number,
        cast(null as varchar) as check_number,
        document.first_line as description,
        {{ text_list(['document.reference']) }} as reference_keys,
        cast(null as varchar) as group_key,
        cast(null as varchar) as payment_method,
        document.sign * document.open_amount as outstanding_amount,
        document.status,
        document.is_void,
        document.is_pending
    from document
    left join control_account
        on document.connection_id = control_account.connection_id

)

select * from final
