-- PayPal has no payout with lines: a withdrawal carries what moved the wallet since the withdrawal before it, in order of time.
with movements as (
    select * from {{ ref('int_paypal__movement') }}
    where not is_void and not is_pending
),

withdrawals as (
    select
        connection_id,
        currency,
        source_id as group_key,
        row_number() over (partition by connection_id, currency order by settled_at, source_id) as withdrawal_number
    from movements
    where is_withdrawal
),

counted as (
    select
        connection_id,
        record_type,
        source_id,
        currency,
        is_withdrawal,
        -- withdrawals up to this moment, one at the very same moment included: it took only what was there before
        sum(case when is_withdrawal then 1 else 0 end) over (
            partition by connection_id, currency
            order by settled_at
            range between unbounded preceding and current row
        ) as withdrawals_before
    from movements
),

final as (
    select
        counted.connection_id,
        counted.record_type,
        counted.source_id,
        case when counted.is_withdrawal then counted.source_id else withdrawals.group_key end as group_key
    from counted
    left join withdrawals
        on
            counted.connection_id = withdrawals.connection_id
            and counted.currency = withdrawals.currency
            and counted.withdrawals_before + 1 = withdrawals.withdrawal_number
)

select * from final
