-- Charges and refunds that did not move the balance: declined, canceled, or not settled yet.
with moved as (
    select distinct
        connection_id,
        record_type,
        source_object_id
    from {{ ref('int_stripe__movement') }}
    where record_type in ('charge', 'refund')
),

objects as (
    select
        connection_id,
        'charge' as record_type,
        charge_id as source_id,
        amount,
        currency,
        created_unix,
        status
    from {{ ref('stg_stripe__charge') }}

    union all

    select
        connection_id,
        'refund' as record_type,
        refund_id as source_id,
        -amount as amount,
        currency,
        created_unix,
        status
    from {{ ref('stg_stripe__refund') }}
),

final as (
    select
        objects.connection_id,
        objects.record_type,
        objects.source_id,
        objects.amount,
        objects.currency,
        objects.created_unix,
        objects.status
    from objects
    left join moved
        on
            objects.connection_id = moved.connection_id
            and objects.record_type = moved.record_type
            and objects.source_id = moved.source_object_id
    where moved.source_object_id is null
)

select * from final
