with source as (

    select * from {{ source('raw_xero', 'bank_transfer') }}

),

final as (

    select
        source.connection_id,
        source.bank_transfer_id,
        {{ json_text('source.from_bank_account', '$.AccountID') }} as from_source_account_id,
        {{ json_text('source.to_bank_account', '$.AccountID') }} as to_source_account_id,
        {{ xero_date('source.date') }} as occurred_on,
        {{ money('source.amount') }} as amount,
        source.to_bank_transaction_id,
        nullif(trim(source.reference), '') as reference,
        lower(coalesce(source.status, 'AUTHORISED')) as status,
        coalesce(source.status, '') = 'DELETED' as is_void
    from source

)

select * from final
