-- Stripe's balance carries no time of its own: it is what stands after the newest movement that was read with it.
with balances as (
    select * from {{ ref('stg_stripe__balance') }}
),

accounts as (
    select * from {{ ref('stg_stripe__account') }}
),

newest as (
    select
        connection_id,
        currency,
        max(created_unix) as created_unix
    from {{ ref('int_stripe__movement') }}
    group by connection_id, currency
),

final as (
    select
        balances.connection_id,
        'balance:' || balances.currency as statement_id,
        balances.connection_id || ':balance' as account_id,
        {{ stripe_local_date('newest.created_unix', "coalesce(accounts.timezone, 'UTC')") }} as starts_on,
        {{ stripe_local_date('newest.created_unix', "coalesce(accounts.timezone, 'UTC')") }} as ends_on,
        cast(null as decimal(18, 2)) as opening_balance,
        {{ money('balances.available_amount + balances.pending_amount') }} as closing_balance,
        balances.currency,
        'snapshot' as control_status
    from balances
    inner join newest
        on
            balances.connection_id = newest.connection_id
            and balances.currency = newest.currency
    left join accounts
        on balances.connection_id = accounts.connection_id
)

select * from final
