with source as (

    select * from {{ source('raw_quickbooks_online', 'journal_entry') }}

),

line as (

    {{ json_array_rows('source', ['connection_id', 'id'], 'line') }}

)

select
    line.connection_id,
    line.id as journal_entry_id,
    line.element_number as line_number,
    case
        when {{ json_text('line.element', '$.JournalEntryLineDetail.PostingType') }} = 'Credit'
            then -{{ money(json_text('line.element', '$.Amount')) }}
        else {{ money(json_text('line.element', '$.Amount')) }}
    end as amount,
    {{ json_text('line.element', '$.JournalEntryLineDetail.AccountRef.value') }} as account_id,
    {{ json_text('line.element', '$.JournalEntryLineDetail.Entity.EntityRef.value') }} as entity_id,
    {{ json_text('line.element', '$.JournalEntryLineDetail.Entity.EntityRef.name') }} as entity_name,
    {{ json_text('line.element', '$.JournalEntryLineDetail.Entity.Type') }} as entity_type,
    {{ json_text('line.element', '$.Description') }} as description
from line as line
