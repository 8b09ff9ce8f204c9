with source as (

    select * from {{ source('raw_quickbooks_online', 'purchase') }}

)

select
    {{ quickbooks_online_transaction('Purchase', 'purchase', 'purchase') }},
    purchase.doc_number,
    lower(purchase.payment_type) as payment_type,
    coalesce(purchase.credit, false) as is_credit,
    {{ json_text('purchase.account_ref', '$.value') }} as account_id,
    {{ json_text('purchase.entity_ref', '$.value') }} as entity_id,
    {{ json_text('purchase.entity_ref', '$.name') }} as entity_name,
    {{ json_text('purchase.entity_ref', '$.type') }} as entity_type
from source as purchase
