with statements as (
    select * from {{ ref('stg_bank_statements__statement') }}
),

accounts as (
    select
        connection_id,
        account_key,
        max(account_number) as account_number,
        max(iban) as iban,
        max(currency) as currency
    from statements
    group by connection_id, account_key
),

final as (
    select
        connection_id,
        account_key as source_account_id,
        connection_id || ':' || account_key as account_id,
        coalesce(account_number, iban) as account_number,
        cast(null as varchar) as code,
        'Account ending ' || right(coalesce(account_number, iban, account_key), 4) as name,
        'bank' as account_type,
        upper(currency) as currency,
        true as is_active
    from accounts
)

select * from final
