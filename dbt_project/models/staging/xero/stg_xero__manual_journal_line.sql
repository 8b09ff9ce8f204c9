with parent as (

    select * from {{ ref('stg_xero__manual_journal') }}

),

line as (

    {{ json_array_rows('parent', ['connection_id', 'manual_journal_id', 'narration', 'occurred_on', 'status', 'is_void', 'is_pending'], 'journal_lines') }}

),

final as (

    select
        connection_id,
        manual_journal_id,
        narration,
        occurred_on,
        status,
        is_void,
        is_pending,
        element_number as line_number,
        {{ json_text('element', '$.AccountID') }} as line_account_id,
        {{ json_text('element', '$.AccountCode') }} as line_account_code,
        {{ json_text('element', '$.Description') }} as line_description,
        cast({{ json_text('element', '$.LineAmount') }} as decimal(18, 2)) as line_amount
    from line

)

select * from final
