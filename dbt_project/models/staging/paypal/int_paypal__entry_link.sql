with movements as (
    select * from {{ ref('int_paypal__movement') }}
),

-- what a reference names: the first row of that transaction id that is a charge, a dispute or a withdrawal
referred as (
    select
        connection_id,
        transaction_id,
        record_type,
        source_id,
        reference_id
    from movements
    where record_type in ('charge', 'dispute') or is_withdrawal
),

to_charge as (
    select
        movements.connection_id,
        movements.record_type as from_record_type,
        movements.source_id as from_source_id,
        'charge' as to_record_type,
        referred.source_id as to_source_id,
        case movements.record_type when 'refund' then 'refunds' when 'dispute' then 'disputes' else 'fee_of' end as link_kind,
        {{ money('abs(movements.amount)') }} as amount
    from movements
    inner join referred
        on
            movements.connection_id = referred.connection_id
            and movements.reference_id = referred.transaction_id
    where
        referred.record_type = 'charge'
        and movements.record_type in ('refund', 'dispute', 'processor_fee')
        and movements.transaction_id <> movements.reference_id
),

fees_inside as (
    select
        connection_id,
        'processor_fee' as from_record_type,
        source_id || ':fee' as from_source_id,
        record_type as to_record_type,
        source_id as to_source_id,
        'fee_of' as link_kind,
        {{ money('abs(fee_amount)') }} as amount
    from movements
    where fee_amount <> 0
),

-- a won chargeback names the chargeback, or the payment that the chargeback was about
won as (
    select
        movements.connection_id,
        movements.record_type as from_record_type,
        movements.source_id as from_source_id,
        'dispute' as to_record_type,
        min(referred.source_id) as to_source_id,
        'reverses' as link_kind,
        {{ money('max(abs(movements.amount))') }} as amount
    from movements
    inner join referred
        on
            movements.connection_id = referred.connection_id
            and movements.reference_id in (referred.transaction_id, referred.reference_id)
    where movements.record_type = 'dispute_reversal' and referred.record_type = 'dispute'
    group by movements.connection_id, movements.record_type, movements.source_id
),

returned as (
    select
        movements.connection_id,
        movements.record_type as from_record_type,
        movements.source_id as from_source_id,
        'payout' as to_record_type,
        referred.source_id as to_source_id,
        'reverses' as link_kind,
        {{ money('abs(movements.amount)') }} as amount
    from movements
    inner join referred
        on
            movements.connection_id = referred.connection_id
            and movements.reference_id = referred.transaction_id
    where
        movements.record_type = 'payout'
        and not movements.is_withdrawal
        and referred.record_type = 'payout'
),

final as (
    select * from to_charge
    union all
    select * from fees_inside
    union all
    select * from won
    union all
    select * from returned
)

select * from final
