with source as (

    select * from {{ source('raw_quickbooks_online', 'bill_payment') }}

)

select
    {{ quickbooks_online_transaction('BillPayment', 'bill_payment', 'bill_payment') }},
    bill_payment.doc_number,
    {{ json_text('bill_payment.vendor_ref', '$.value') }} as vendor_id,
    {{ json_text('bill_payment.vendor_ref', '$.name') }} as vendor_name,
    {{ json_text('bill_payment.ap_account_ref', '$.value') }} as payable_account_id,
    lower(bill_payment.pay_type) as pay_type,
    coalesce(
        {{ json_text('bill_payment.check_payment', '$.BankAccountRef.value') }},
        {{ json_text('bill_payment.credit_card_payment', '$.CCAccountRef.value') }}
    ) as paid_from_account_id
from source as bill_payment
