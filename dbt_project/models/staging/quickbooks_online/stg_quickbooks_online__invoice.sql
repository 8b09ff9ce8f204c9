with source as (

    select * from {{ source('raw_quickbooks_online', 'invoice') }}

)

select
    {{ quickbooks_online_transaction('Invoice', 'invoice', 'invoice') }},
    invoice.doc_number,
    invoice.due_date,
    {{ json_text('invoice.customer_ref', '$.value') }} as customer_id,
    {{ json_text('invoice.customer_ref', '$.name') }} as customer_name,
    {{ json_text('invoice.ar_account_ref', '$.value') }} as receivable_account_id,
    {{ money('invoice.balance') }} as balance,
    {{ text_list([
        json_text('invoice.custom_field', '$[0].StringValue'),
        json_text('invoice.custom_field', '$[1].StringValue'),
        json_text('invoice.custom_field', '$[2].StringValue'),
    ]) }} as custom_field_texts
from source as invoice
