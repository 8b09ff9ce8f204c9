with source as (

    select * from {{ source('raw_quickbooks_online', 'bill_payment') }}

),

line as (

    {{ json_array_rows('source', ['connection_id', 'id'], 'line') }}

)

select
    line.connection_id,
    line.id as bill_payment_id,
    line.element_number as line_number,
    {{ money(json_text('line.element', '$.Amount')) }} as amount,
    {{ json_text('line.element', '$.LinkedTxn[0].TxnId') }} as linked_id,
    {{ json_text('line.element', '$.LinkedTxn[0].TxnType') }} as linked_type
from line as line
