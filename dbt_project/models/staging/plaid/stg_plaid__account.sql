with accounts as (
    select * from {{ source('raw_plaid', 'account') }}
),

typed as (
    select
        connection_id,
        account_id,
        persistent_account_id,
        name,
        official_name,
        mask,
        lower(type) as type,
        lower(subtype) as subtype,
        {{ money(json_text('balances', '$.current')) }} as stated_current,
        {{ money(json_text('balances', '$.available')) }} as available_balance,
        upper(coalesce({{ json_text('balances', '$.iso_currency_code') }}, {{ json_text('balances', '$.unofficial_currency_code') }})) as currency,
        cast(substr({{ json_text('balances', '$.last_updated_datetime') }}, 1, 10) as date) as balance_on,
        {{ is_deleted('plaid', 'account', 'accounts', 'account_id') }} as is_deleted
    from accounts
),

final as (
    select
        connection_id,
        account_id,
        persistent_account_id,
        name,
        official_name,
        mask,
        type,
        subtype,
        -- Plaid states what is owed on cards and loans as a positive balance; here it is the holder's money, so a debt is negative.
        case when type in ('credit', 'loan') then -stated_current else stated_current end as current_balance,
        available_balance,
        currency,
        balance_on,
        is_deleted
    from typed
)

select * from final
