-- Pairs worth comparing among what is left: they share a reference or a check number with another amount, name the same party, or differ little.
with decided as (
    select item_id from {{ ref('item_decided_exact') }}
),

busy_units as (
    select distinct unit_items.unit_id
    from {{ ref('unit_item') }} as unit_items
    inner join decided
        on unit_items.item_id = decided.item_id
),

units as (
    select units.*
    from {{ ref('undecided_unit') }} as units
    left join busy_units
        on units.unit_id = busy_units.unit_id
    where busy_units.unit_id is null and units.amount <> 0
),

earlier as (
    select
        left_unit_id,
        right_unit_id,
        shared_reference
    from {{ ref('pair_exact') }}
),

still_free as (
    select
        earlier.left_unit_id,
        earlier.right_unit_id,
        earlier.shared_reference
    from earlier
    inner join units as lefts
        on earlier.left_unit_id = lefts.unit_id
    inner join units as rights
        on earlier.right_unit_id = rights.unit_id
),

near as (
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
    where
        lefts.side = 'left'
        and rights.side = 'right'
        and sign(lefts.amount) = sign(rights.amount)
        and (
            (
                lefts.reconciliation in ('bank', 'processor_payout')
                and {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -3 and 10
            )
            or (
                -- two unknown files: a fee or an exchange may take up to an eighth, and the receipt may come weeks later
                lefts.reconciliation = 'files'
                and cast(abs(lefts.amount - rights.amount) as decimal(28, 2)) * 7 <= greatest(abs(lefts.amount), abs(rights.amount))
                and {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -3 and 21
            )
            -- or several rows of a few days make up one
            or (lefts.reconciliation = 'files' and {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -3 and 5)
        )
),

united as (
    select * from still_free
    union all
    select * from near
    union all
    -- rows of two files that share rare words
    select
        left_unit_id,
        right_unit_id,
        cast(null as varchar) as shared_reference
    from {{ ref('pair_text') }}
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
