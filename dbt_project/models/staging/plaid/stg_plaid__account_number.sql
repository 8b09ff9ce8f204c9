with numbers as (
    select * from {{ source('raw_plaid', 'account_number') }}
),

final as (
    select
        connection_id,
        account_id,
        scheme,
        coalesce(account, iban) as account_number,
        coalesce(routing, sort_code, bic) as routing_number,
        coalesce(is_tokenized_account_number, false) as is_token,
        {{ is_deleted('plaid', 'account_number', 'numbers', "account_id || '/' || numbers.scheme") }} as is_deleted
    from numbers
)

select * from final
