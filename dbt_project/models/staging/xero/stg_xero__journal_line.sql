with parent as (

    select * from {{ ref('stg_xero__journal') }}

),

line as (

    {{ json_array_rows('parent', ['connection_id', 'journal_id', 'journal_number', 'journal_on', 'reference', 'source_id', 'source_type'], 'journal_lines') }}

),

final as (

    select
        connection_id,
        journal_id,
        journal_number,
        journal_on,
        reference,
        source_id,
        source_type,
        element_number as line_number,
        {{ json_text('element', '$.AccountID') }} as source_account_id,
        {{ json_text('element', '$.AccountCode') }} as account_code,
        {{ json_text('element', '$.Description') }} as line_description,
        cast({{ json_text('element', '$.NetAmount') }} as decimal(18, 2)) as net_amount
    from line

)

select * from final
