with source as (

    select * from {{ source('raw_quickbooks_online', 'payment') }}

)

select
    {{ quickbooks_online_transaction('Payment', 'payment', 'payment') }},
    payment.payment_ref_num,
    {{ json_text('payment.customer_ref', '$.value') }} as customer_id,
    {{ json_text('payment.customer_ref', '$.name') }} as customer_name,
    {{ json_text('payment.ar_account_ref', '$.value') }} as receivable_account_id,
    {{ json_text('payment.deposit_to_account_ref', '$.value') }} as deposit_to_account_id,
    {{ json_text('payment.payment_method_ref', '$.value') }} as payment_method_id,
    {{ money('payment.unapplied_amt') }} as unapplied_amount
from source as payment
