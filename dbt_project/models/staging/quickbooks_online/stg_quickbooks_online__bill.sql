with source as (

    select * from {{ source('raw_quickbooks_online', 'bill') }}

)

select
    {{ quickbooks_online_transaction('Bill', 'bill', 'bill') }},
    bill.doc_number,
    bill.due_date,
    {{ json_text('bill.vendor_ref', '$.value') }} as vendor_id,
    {{ json_text('bill.vendor_ref', '$.name') }} as vendor_name,
    {{ json_text('bill.ap_account_ref', '$.value') }} as payable_account_id,
    {{ money('bill.balance') }} as balance
from source as bill
