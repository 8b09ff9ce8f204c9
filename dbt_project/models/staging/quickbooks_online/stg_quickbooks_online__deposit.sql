with source as (

    select * from {{ source('raw_quickbooks_online', 'deposit') }}

)

select
    {{ quickbooks_online_transaction('Deposit', 'deposit', 'deposit') }},
    deposit.doc_number,
    {{ json_text('deposit.deposit_to_account_ref', '$.value') }} as deposit_to_account_id
from source as deposit
