-- A balance as of the day Plaid last read the bank. It has no opening balance: a feed proves nothing between two readings.
with accounts as (
    select * from {{ ref('stg_plaid__account') }}
    where
        not is_deleted
        and current_balance is not null
),

readings as (
    select
        connection_id,
        max(read_on) as read_on
    from {{ ref('stg_plaid__item') }}
    group by connection_id
),

dated as (
    select
        accounts.connection_id,
        accounts.account_id,
        accounts.current_balance,
        accounts.currency,
        coalesce(accounts.balance_on, readings.read_on) as balance_on
    from accounts
    left join readings
        on accounts.connection_id = readings.connection_id
),

final as (
    select
        connection_id,
        'balance:' || account_id as statement_id,
        connection_id || ':' || account_id as account_id,
        balance_on as starts_on,
        balance_on as ends_on,
        cast(null as decimal(18, 2)) as opening_balance,
        current_balance as closing_balance,
        currency,
        'snapshot' as control_status
    from dated
    where balance_on is not null
)

select * from final
