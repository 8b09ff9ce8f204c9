with source as (
    select * from {{ source('raw_bank_statements', 'statement_file') }}
),

final as (
    select
        connection_id,
        file_name,
        sha256,
        size as byte_count,
        delivered_at,
        format,
        status,
        reason,
        cure,
        warnings,
        statements as statement_count,
        lines as line_count
    from source
)

select * from final
