-- What a movement's source object adds: who, under which references, how paid, in which state.
with charges as (
    select * from {{ ref('stg_stripe__charge') }}
),

refunds as (
    select * from {{ ref('stg_stripe__refund') }}
),

disputes as (
    select * from {{ ref('stg_stripe__dispute') }}
),

payouts as (
    select * from {{ ref('stg_stripe__payout') }}
),

objects as (
    select
        connection_id,
        charge_id as source_object_id,
        'charge' as object_kind,
        charge_id,
        payment_intent_id as first_reference,
        cast(null as varchar) as second_reference,
        cast(null as varchar) as third_reference,
        description,
        case when payment_method_type in ('us_bank_account', 'ach_debit') then 'ach' else payment_method_type end as payment_method,
        cast(null as date) as arrives_on,
        created_unix,
        status
    from charges

    union all

    select
        connection_id,
        refund_id as source_object_id,
        'refund' as object_kind,
        charge_id,
        acquirer_reference as first_reference,
        cast(null as varchar) as second_reference,
        cast(null as varchar) as third_reference,
        reason as description,
        cast(null as varchar) as payment_method,
        cast(null as date) as arrives_on,
        created_unix,
        status
    from refunds

    union all

    select
        connection_id,
        dispute_id as source_object_id,
        'dispute' as object_kind,
        charge_id,
        cast(null as varchar) as first_reference,
        cast(null as varchar) as second_reference,
        cast(null as varchar) as third_reference,
        reason as description,
        cast(null as varchar) as payment_method,
        cast(null as date) as arrives_on,
        created_unix,
        status
    from disputes

    union all

    select
        connection_id,
        payout_id as source_object_id,
        'payout' as object_kind,
        cast(null as varchar) as charge_id,
        payout_id as first_reference,
        trace_id as second_reference,
        statement_descriptor as third_reference,
        description,
        case destination_type when 'bank_account' then 'ach' else destination_type end as payment_method,
        arrives_on,
        created_unix,
        status
    from payouts
),

final as (
    select
        objects.connection_id,
        objects.source_object_id,
        objects.object_kind,
        objects.charge_id,
        charges.customer_id,
        -- what a charge quotes also names its refunds and disputes
        {{ text_list([
            'charges.invoice_number', 'charges.invoice_id', 'charges.order_id', 'charges.claim_id',
            'objects.first_reference', 'objects.second_reference', 'objects.third_reference',
        ]) }} as reference_keys,
        objects.description,
        objects.payment_method,
        objects.arrives_on,
        objects.created_unix,
        objects.status
    from objects
    left join charges
        on
            objects.connection_id = charges.connection_id
            and objects.charge_id = charges.charge_id
)

select * from final
