-- How many of the pairs that truly belong together are found, estimated without labels: two passes that know nothing of each other (by
-- reference, and by an amount that occurs once on each side) are compared as two catches of one population are (Chapman's capture-recapture
-- estimate and its variance).
with rules as (
    {{ rules_in_force() }}
),

candidates as (
    select * from {{ ref('candidate_exact') }}
),

units as (
    select * from {{ ref('match_unit') }}
    where is_whole and reconciliation in ('bank', 'processor_payout', 'processor_clearing')
),

by_reference_alone as (
    select * from {{ ref('pair_by_reference') }}
),

referenced as (
    select
        reconciliation,
        left_unit_id,
        right_unit_id
    from by_reference_alone
    union
    select
        rules.reconciliation,
        candidates.left_unit_id,
        candidates.right_unit_id
    from candidates
    inner join rules
        on candidates.rule_id = rules.rule_id
    where rules.predicate in ('shared_reference', 'check_number')
),

counted as (
    select
        reconciliation,
        left_unit_id,
        right_unit_id,
        count(*) over (partition by reconciliation, left_unit_id) as rights,
        count(*) over (partition by reconciliation, right_unit_id) as lefts
    from referenced
),

amounts as (
    select
        reconciliation,
        scope,
        currency,
        amount,
        min(case when side = 'left' then unit_id end) as left_unit_id,
        min(case when side = 'right' then unit_id end) as right_unit_id,
        min(case when side = 'left' then unit_on end) as left_on,
        min(case when side = 'right' then unit_on end) as right_on
    from units
    group by reconciliation, scope, currency, amount
    having sum(case when side = 'left' then 1 else 0 end) = 1 and sum(case when side = 'right' then 1 else 0 end) = 1
),

passes as (
    -- what a pass finds without a rival
    select
        reconciliation,
        left_unit_id,
        right_unit_id,
        1 as by_reference,
        0 as by_amount
    from counted
    where rights = 1 and lefts = 1
    union all
    select
        reconciliation,
        left_unit_id,
        right_unit_id,
        0 as by_reference,
        1 as by_amount
    from amounts
    where {{ days_between('left_on', 'right_on') }} between -5 and 21
),

pairs as (
    select
        reconciliation,
        left_unit_id,
        right_unit_id,
        max(by_reference) as by_reference,
        max(by_amount) as by_amount
    from passes
    group by reconciliation, left_unit_id, right_unit_id
),

catches as (
    select
        reconciliation,
        sum(by_reference) as by_reference,
        sum(by_amount) as by_amount,
        sum(by_reference * by_amount) as by_both,
        count(*) as by_either
    from pairs
    group by reconciliation
),

estimated as (
    select
        *,
        cast(by_reference + 1 as double) * (by_amount + 1) / (by_both + 1) - 1 as pairs_estimated,
        1.96 * sqrt(
            cast(by_reference + 1 as double) * (by_amount + 1) / (by_both + 1)
            * (cast(by_reference - by_both as double) * (by_amount - by_both) / (by_both + 1) / (by_both + 2))
        ) as margin
    from catches
    -- one pass alone says nothing about what both miss
    where by_reference > 0 and by_amount > 0
),

final as (
    select
        reconciliation,
        cast(by_reference as bigint) as pairs_by_reference,
        cast(by_amount as bigint) as pairs_by_amount,
        cast(by_both as bigint) as pairs_by_both,
        cast(by_either as bigint) as pairs_found,
        cast(pairs_estimated as decimal(18, 2)) as pairs_estimated,
        cast(least(cast(by_either as double) / pairs_estimated, 1) as decimal(9, 6)) as recall,
        cast(least(cast(by_either as double) / (pairs_estimated + margin), 1) as decimal(9, 6)) as recall_low,
        cast(least(cast(by_either as double) / greatest(pairs_estimated - margin, by_either), 1) as decimal(9, 6)) as recall_high
    from estimated
)

select * from final
