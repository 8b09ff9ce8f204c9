with payment as (

    select * from {{ ref('stg_xero__payment') }}

),

invoice as (

    select * from {{ ref('stg_xero__invoice') }}

),

account as (

    select * from {{ ref('int_xero__account') }}

),

control_account as (

    select * from {{ ref('int_xero__control_account') }}

),

classified as (

    -- A payment settles one document; which one tells who got the money. What is paid on a credit goes the other way.
    select
        *,
        case
            when payment_type = 'ACCRECPAYMENT' then 'customer_payment'
            when payment_type in ('ARCREDITPAYMENT', 'AROVERPAYMENTPAYMENT', 'ARPREPAYMENTPAYMENT') then 'customer_refund'
            else 'bill_payment'
        end as record_type,
        case
            when payment_type in ('ACCRECPAYMENT', 'APCREDITPAYMENT', 'APOVERPAYMENTPAYMENT', 'APPREPAYMENTPAYMENT') then 1
            else -1
        end as sign
    from payment

),

final as (

    select
        classified.connection_id,
        classified.record_type,
        classified.payment_id as source_id,
        'payment:' || classified.payment_id as document_id,
        {{ xero_account('classified.connection_id', 'classified.source_account_id') }} as account_id,
        case
            when classified.record_type = 'bill_payment' then control_account.payable_account_id
            else control_account.receivable_account_id
        end as control_account_id,
        classified.contact_id as counterparty_id,
        classified.contact_name as counterparty,
        classified.sign * classified.bank_amount as amount,
        coalesce(account.currency, classified.document_currency) as currency,
        classified.paid_on as occurred_on,
        classified.paid_on as posted_on,
        cast(null as date) as due_on,
        cast(null as varchar) as document_number,
        classified.check_number,
        coalesce(classified.details, classified.reference) as description,
        {{ text_list([
            "case when classified.check_number is null then classified.reference end",
            "nullif(classified.batch_reference, coalesce(classified.reference, ''))",
            "classified.invoice_number",
            "invoice.reference",
        ]) }} as reference_keys,
        classified.batch_payment_id as group_key,
        case when classified.check_number is not null then 'check' end as payment_method,
        cast(null as decimal(18, 2)) as outstanding_amount,
        classified.status,
        classified.is_void,
        false as is_pending
    from classified
    left join invoice
        on
            classified.connection_id = invoice.connection_id
            and classified.settled_document_id = invoice.invoice_id
            and invoice.invoice_type = 'ACCREC'
    left join account
        on
            classified.connection_id = account.connection_id
            and classified.source_account_id = account.source_account_id
    left join control_account
        on classified.connection_id = control_account.connection_id

)

select * from final
