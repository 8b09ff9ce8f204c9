with balances as (
    select * from {{ ref('stg_paypal__balance') }}
),

final as (
    select
        connection_id,
        'balance:' || currency || ':' || as_of_time as statement_id,
        connection_id || ':balance' as account_id,
        as_of_on as starts_on,
        as_of_on as ends_on,
        cast(null as decimal(18, 2)) as opening_balance,
        total_balance as closing_balance,
        currency,
        'snapshot' as control_status
    from balances
)

select * from final
