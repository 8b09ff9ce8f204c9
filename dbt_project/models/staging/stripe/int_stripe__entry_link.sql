with entries as (
    select * from {{ ref('int_stripe__entry') }}
),

movements as (
    select * from {{ ref('int_stripe__movement') }}
),

refunds as (
    select * from {{ ref('stg_stripe__refund') }}
),

disputes as (
    select * from {{ ref('stg_stripe__dispute') }}
),

given_back as (
    select
        entries.connection_id,
        entries.record_type as from_record_type,
        entries.source_id as from_source_id,
        'charge' as to_record_type,
        refunds.charge_id as to_source_id,
        'refunds' as link_kind,
        {{ money('abs(entries.amount)') }} as amount
    from entries
    inner join refunds
        on
            entries.connection_id = refunds.connection_id
            and entries.source_object_id = refunds.refund_id
    where entries.record_type = 'refund'
),

contested as (
    select
        entries.connection_id,
        entries.record_type as from_record_type,
        entries.source_id as from_source_id,
        'charge' as to_record_type,
        disputes.charge_id as to_source_id,
        'disputes' as link_kind,
        {{ money('abs(entries.amount)') }} as amount
    from entries
    inner join disputes
        on
            entries.connection_id = disputes.connection_id
            and entries.source_object_id = disputes.dispute_id
    where entries.record_type = 'dispute'
),

fees as (
    select
        entries.connection_id,
        entries.record_type as from_record_type,
        entries.source_id as from_source_id,
        movements.record_type as to_record_type,
        movements.source_id as to_source_id,
        'fee_of' as link_kind,
        {{ money('abs(entries.amount)') }} as amount
    from entries
    inner join movements
        on
            entries.connection_id = movements.connection_id
            and entries.balance_transaction_id = movements.balance_transaction_id
    where entries.is_fee_of_movement
),

undone as (
    select
        connection_id,
        record_type as from_record_type,
        source_id as from_source_id,
        case
            when record_type = 'dispute_reversal' then 'dispute'
            when record_type = 'payout' then 'payout'
            when reporting_category = 'refund_failure' then 'refund'
            else 'charge'
        end as to_record_type,
        source_object_id as to_source_id,
        'reverses' as link_kind,
        {{ money('abs(amount)') }} as amount
    from movements
    where
        source_object_id is not null
        and (record_type = 'dispute_reversal' or is_return or reporting_category in ('refund_failure', 'charge_failure'))
),

final as (
    select * from given_back
    union all
    select * from contested
    union all
    select * from fees
    union all
    select * from undone
)

select * from final
