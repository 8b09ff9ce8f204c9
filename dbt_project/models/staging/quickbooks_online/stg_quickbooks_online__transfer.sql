with source as (

    select * from {{ source('raw_quickbooks_online', 'transfer') }}

)

select
    {{ quickbooks_online_transaction('Transfer', 'transfer', 'transfer', total='amount') }},
    {{ json_text('transfer.from_account_ref', '$.value') }} as from_account_id,
    {{ json_text('transfer.to_account_ref', '$.value') }} as to_account_id
from source as transfer
