-- The amounts of the ledger: each movement, the fee that Stripe kept from it, and what has not moved (yet).
with movements as (
    select * from {{ ref('int_stripe__movement') }}
),

unmoved as (
    select * from {{ ref('int_stripe__unmoved') }}
),

payout_lines as (
    select * from {{ ref('stg_stripe__payout_line') }}
),

carried as (
    select
        movements.*,
        -- a payout is listed with its own line; before its lines are read, its id is known all the same
        coalesce(
            payout_lines.payout_id,
            case when movements.transaction_type = 'payout' then movements.source_object_id end
        ) as payout_id
    from movements
    left join payout_lines
        on
            movements.connection_id = payout_lines.connection_id
            and movements.balance_transaction_id = payout_lines.balance_transaction_id
),

moved as (
    select
        connection_id,
        record_type,
        source_id,
        balance_transaction_id,
        source_object_id,
        amount,
        currency,
        created_unix,
        available_on as posted_on,
        description,
        payout_id,
        status,
        record_type as moved_as,
        is_return,
        cast(false as boolean) as is_fee_of_movement
    from carried
),

fees as (
    select
        connection_id,
        'processor_fee' as record_type,
        balance_transaction_id || ':fee' as source_id,
        balance_transaction_id,
        source_object_id,
        {{ money('-fee_amount') }} as amount,
        currency,
        created_unix,
        available_on as posted_on,
        description,
        payout_id,
        status,
        record_type as moved_as,
        is_return,
        cast(true as boolean) as is_fee_of_movement
    from carried
    where fee_amount <> 0
),

not_moved as (
    select
        connection_id,
        record_type,
        source_id,
        cast(null as varchar) as balance_transaction_id,
        source_id as source_object_id,
        {{ money('amount') }} as amount,
        currency,
        created_unix,
        cast(null as date) as posted_on,
        cast(null as varchar) as description,
        cast(null as varchar) as payout_id,
        status,
        record_type as moved_as,
        cast(false as boolean) as is_return,
        cast(false as boolean) as is_fee_of_movement
    from unmoved
),

final as (
    select * from moved
    union all
    select * from fees
    union all
    select * from not_moved
)

select * from final
