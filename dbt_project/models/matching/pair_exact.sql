-- Pairs worth comparing at first: they share a reference, a check number or the amount, or a person joined them.
with units as (
    select * from {{ ref('undecided_unit') }}
    where amount <> 0
),

unit_references as (
    select unit_references.*
    from {{ ref('unit_reference') }} as unit_references
    inner join units
        on unit_references.unit_id = units.unit_id
),

same_reference as (
    {{ pairs_with_a_shared_reference('unit_references') }}
),

same_check as (
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        cast(null as varchar) as shared_reference
    from units as lefts
    inner join units as rights
        on
            lefts.reconciliation = rights.reconciliation
            and lefts.scope = rights.scope
            and lefts.check_number = rights.check_number
    where lefts.side = 'left' and rights.side = 'right'
),

same_amount as (
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        cast(null as varchar) as shared_reference
    from units as lefts
    inner join units as rights
        on
            lefts.reconciliation = rights.reconciliation
            and lefts.scope = rights.scope
            and lefts.currency = rights.currency
            and lefts.amount = rights.amount
    where
        lefts.side = 'left'
        and rights.side = 'right'
        and lefts.reconciliation in ('bank', 'processor_payout', 'processor_clearing', 'files')
        and {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -5 and case when lefts.is_check and rights.is_check then 90 else 21 end
),

decided as (
    select
        left_unit_id,
        right_unit_id,
        cast(null as varchar) as shared_reference
    from {{ ref('decided_pair') }}
    where verdict = 'accept'
),

united as (
    select * from same_reference
    union all
    select * from same_check
    union all
    select * from same_amount
    union all
    select * from decided
),

pairs as (
    select
        left_unit_id,
        right_unit_id,
        min(shared_reference) as shared_reference
    from united
    group by left_unit_id, right_unit_id
),

final as (
    {{ pair_evidence('pairs', 'units') }}
)

select * from final
