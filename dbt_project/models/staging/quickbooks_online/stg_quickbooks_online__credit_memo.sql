with source as (

    select * from {{ source('raw_quickbooks_online', 'credit_memo') }}

)

select
    {{ quickbooks_online_transaction('CreditMemo', 'credit_memo', 'credit_memo') }},
    credit_memo.doc_number,
    {{ json_text('credit_memo.customer_ref', '$.value') }} as customer_id,
    {{ json_text('credit_memo.customer_ref', '$.name') }} as customer_name,
    {{ json_text('credit_memo.ar_account_ref', '$.value') }} as receivable_account_id,
    {{ money('credit_memo.remaining_credit') }} as remaining_credit
from source as credit_memo
