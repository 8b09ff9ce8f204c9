-- Stripe's own identity: what a payout sends to the bank is the sum of its lines. Only payouts whose lines are complete.
with payouts as (
    select * from {{ ref('stg_stripe__payout') }}
    where reconciliation_status = 'completed'
),

lines as (
    select
        payout_lines.connection_id,
        payout_lines.payout_id,
        {{ money('sum(movements.net_amount)') }} as lines_amount,
        count(*) as line_count
    from {{ ref('stg_stripe__payout_line') }} as payout_lines
    inner join {{ ref('int_stripe__movement') }} as movements
        on
            payout_lines.connection_id = movements.connection_id
            and payout_lines.balance_transaction_id = movements.balance_transaction_id
    where movements.transaction_type <> 'payout'
    group by payout_lines.connection_id, payout_lines.payout_id
),

final as (
    select
        payouts.connection_id,
        payouts.payout_id,
        payouts.amount as payout_amount,
        {{ money('coalesce(lines.lines_amount, 0)') }} as lines_amount,
        coalesce(lines.line_count, 0) as line_count,
        {{ money('payouts.amount - coalesce(lines.lines_amount, 0)') }} as difference
    from payouts
    left join lines
        on
            payouts.connection_id = lines.connection_id
            and payouts.payout_id = lines.payout_id
)

select * from final
