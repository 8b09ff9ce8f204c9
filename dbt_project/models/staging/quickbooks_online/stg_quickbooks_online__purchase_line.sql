with source as (

    select * from {{ source('raw_quickbooks_online', 'purchase') }}

),

line as (

    {{ json_array_rows('source', ['connection_id', 'id'], 'line') }}

)

select
    line.connection_id,
    line.id as purchase_id,
    line.element_number as line_number,
    {{ money(json_text('line.element', '$.Amount')) }} as amount,
    {{ json_text('line.element', '$.AccountBasedExpenseLineDetail.AccountRef.value') }} as account_id,
    {{ json_text('line.element', '$.Description') }} as description
from line as line
