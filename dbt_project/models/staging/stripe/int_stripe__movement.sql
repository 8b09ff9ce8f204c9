-- What each balance transaction is in the ledger's words. Everything that moves the balance is here, once.
with transactions as (
    select * from {{ ref('stg_stripe__balance_transaction') }}
),

classified as (
    select
        *,
        case
            when transaction_type = 'payout' or transaction_type in ('payout_cancel', 'payout_failure') then 'payout'
            when reporting_category = 'charge' then 'charge'
            when reporting_category = 'refund' then 'refund'
            when reporting_category = 'dispute' then 'dispute'
            when reporting_category = 'dispute_reversal' then 'dispute_reversal'
            when transaction_type in ('stripe_fee', 'stripe_fx_fee', 'tax_fee') or reporting_category in ('fee', 'network_cost')
                then 'processor_fee'
            else 'adjustment'
        end as record_type,
        transaction_type in ('payout_cancel', 'payout_failure') as is_return
    from transactions
),

named as (
    select
        *,
        case
            when record_type in ('processor_fee', 'adjustment') or source_object_id is null then balance_transaction_id
            when is_return then source_object_id || ':return'
            else source_object_id
        end as object_source_id
    from classified
),

numbered as (
    select
        *,
        row_number() over (
            partition by connection_id, record_type, object_source_id
            order by created_unix, balance_transaction_id
        ) as occurrence
    from named
),

final as (
    select
        connection_id,
        balance_transaction_id,
        record_type,
        -- a charge captured in parts, or a dispute withdrawn again, moves the balance more than once
        case when occurrence = 1 then object_source_id else object_source_id || ':' || cast(occurrence as varchar) end as source_id,
        source_object_id,
        transaction_type,
        reporting_category,
        is_return,
        amount,
        fee_amount,
        net_amount,
        currency,
        created_unix,
        available_on,
        description,
        status
    from numbered
)

select * from final
