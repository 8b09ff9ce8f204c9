with source as (

    select * from {{ source('raw_xero', 'journal') }}

),

final as (

    select
        source.connection_id,
        source.journal_id,
        source.journal_number,
        {{ xero_date('source.journal_date') }} as journal_on,
        {{ xero_time('source.created_date_utc') }} as created_at,
        nullif(trim(source.reference), '') as reference,
        source.source_id,
        source.source_type,
        source.journal_lines
    from source

)

select * from final
