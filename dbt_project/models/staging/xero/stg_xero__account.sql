with source as (

    select * from {{ source('raw_xero', 'account') }}

),

final as (

    select
        source.connection_id,
        source.account_id as source_account_id,
        source.code,
        source.name,
        source.type as xero_type,
        nullif(trim(source.bank_account_number), '') as bank_account_number,
        source.system_account,
        upper(source.currency_code) as currency,
        coalesce(source.enable_payments_to_account, false) as takes_payments,
        coalesce(source.status, 'ACTIVE') = 'ACTIVE' as is_active,
        {{ xero_time('source.updated_date_utc') }} as updated_at
    from source

)

select * from final
