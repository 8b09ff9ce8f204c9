with source as (

    select * from {{ source('raw_xero', 'manual_journal') }}

),

final as (

    select
        source.connection_id,
        source.manual_journal_id,
        source.narration,
        {{ xero_date('source.date') }} as occurred_on,
        source.journal_lines,
        lower(source.status) as status,
        source.status in ('VOIDED', 'DELETED') as is_void,
        source.status in ('DRAFT', 'SUBMITTED') as is_pending,
        {{ xero_time('source.updated_date_utc') }} as updated_at
    from source

)

select * from final
