with wallets as (
    select distinct connection_id from {{ ref('int_paypal__movement') }}
    union
    select distinct connection_id from {{ ref('stg_paypal__balance') }}
),

primary_currencies as (
    select
        connection_id,
        min(currency) as currency
    from {{ ref('stg_paypal__balance') }}
    where is_primary
    group by connection_id
),

final as (
    select
        wallets.connection_id,
        'balance' as source_account_id,
        wallets.connection_id || ':balance' as account_id,
        cast(null as varchar) as account_number,
        cast(null as varchar) as code,
        'PayPal balance' as name,
        'processor_balance' as account_type,
        primary_currencies.currency,
        cast(true as boolean) as is_active
    from wallets
    left join primary_currencies
        on wallets.connection_id = primary_currencies.connection_id
)

select * from final
