{{ config(materialized='table') }}

-- The references by which an entry can be known: its own, and those of the documents that the books say it settles.
with entries as (
    select
        entry_id,
        record_type,
        document_number,
        reference_keys
    from {{ ref('ledger_entry') }}
    where not is_void and record_type <> 'gl_line'
),

links as (
    select * from {{ ref('entry_link') }}
    where link_kind = 'applies_to'
),

own as (
    select
        entry_id,
        unnest(reference_keys) as reference
    from entries
),

settled_numbers as (
    select
        links.from_entry_id as entry_id,
        documents.document_number as reference
    from links
    inner join entries as documents
        on links.to_entry_id = documents.entry_id
    where documents.document_number is not null
),

settled_references as (
    select
        links.from_entry_id as entry_id,
        unnest(documents.reference_keys) as reference
    from links
    inner join entries as documents
        on links.to_entry_id = documents.entry_id
),

united as (
    select * from own
    union
    select * from settled_numbers
    union
    select * from settled_references
),

final as (
    select
        entry_id,
        {{ collect_list('reference', 'reference') }} as reference_keys
    from united
    where reference is not null
    group by entry_id
)

select * from final
