with source as (
    select * from {{ source('raw_bank_statements', 'statement') }}
),

final as (
    select
        connection_id,
        statement_key,
        bank_statement_id,
        file_name,
        statement_number,
        delivered_at,
        account_key,
        account_number,
        iban,
        currency,
        starts_on,
        ends_on,
        {{ money('opening_balance') }} as opening_balance,
        {{ money('closing_balance') }} as closing_balance,
        opening_is_stated,
        {{ money('movement') }} as movement,
        line_count
    from source
)

select * from final
