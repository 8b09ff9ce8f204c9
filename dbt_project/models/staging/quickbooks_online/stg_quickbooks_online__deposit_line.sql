with source as (

    select * from {{ source('raw_quickbooks_online', 'deposit') }}

),

line as (

    {{ json_array_rows('source', ['connection_id', 'id'], 'line') }}

)

select
    line.connection_id,
    line.id as deposit_id,
    line.element_number as line_number,
    {{ money(json_text('line.element', '$.Amount')) }} as amount,
    {{ json_text('line.element', '$.LinkedTxn[0].TxnId') }} as linked_id,
    {{ json_text('line.element', '$.LinkedTxn[0].TxnType') }} as linked_type,
    {{ json_text('line.element', '$.DepositLineDetail.AccountRef.value') }} as account_id,
    {{ json_text('line.element', '$.DepositLineDetail.CheckNum') }} as check_num,
    {{ json_text('line.element', '$.DepositLineDetail.Entity.value') }} as entity_id,
    {{ json_text('line.element', '$.DepositLineDetail.Entity.name') }} as entity_name,
    {{ json_text('line.element', '$.DepositLineDetail.Entity.type') }} as entity_type,
    {{ json_text('line.element', '$.Description') }} as description
from line as line
