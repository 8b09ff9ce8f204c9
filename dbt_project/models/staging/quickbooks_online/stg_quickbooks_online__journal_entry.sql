with source as (

    select * from {{ source('raw_quickbooks_online', 'journal_entry') }}

)

select
    {{ quickbooks_online_transaction('JournalEntry', 'journal_entry', 'journal_entry') }},
    journal_entry.doc_number
from source as journal_entry
