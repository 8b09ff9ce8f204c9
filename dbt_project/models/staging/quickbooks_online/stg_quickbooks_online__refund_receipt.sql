with source as (

    select * from {{ source('raw_quickbooks_online', 'refund_receipt') }}

)

select
    {{ quickbooks_online_transaction('RefundReceipt', 'refund_receipt', 'refund_receipt') }},
    refund_receipt.doc_number,
    refund_receipt.payment_ref_num,
    {{ json_text('refund_receipt.customer_ref', '$.value') }} as customer_id,
    {{ json_text('refund_receipt.customer_ref', '$.name') }} as customer_name,
    {{ json_text('refund_receipt.ar_account_ref', '$.value') }} as receivable_account_id,
    {{ json_text('refund_receipt.deposit_to_account_ref', '$.value') }} as paid_from_account_id,
    {{ json_text('refund_receipt.payment_method_ref', '$.value') }} as payment_method_id,
    refund_receipt.linked_txn
from source as refund_receipt
