with source as (
    select * from {{ source('raw_stripe', 'payout') }}
),

final as (
    select
        connection_id,
        id as payout_id,
        {{ money_from_minor_units('amount', 'currency') }} as amount,
        upper(currency) as currency,
        created as created_unix,
        {{ stripe_utc_date('arrival_date') }} as arrives_on,
        {{ json_text('trace_id', '$.value') }} as trace_id,
        statement_descriptor,
        description,
        type as destination_type,
        coalesce(automatic, true) as is_automatic,
        coalesce(reconciliation_status, 'not_applicable') as reconciliation_status,
        status
    from source
)

select * from final
