-- How many of the pairs that truly belong together are found, estimated without labels: two passes that know nothing of each other (by
-- reference, and by party) are compared as two catches of one population are (Chapman's capture-recapture estimate and its variance).
with rules as (
    {{ rules_in_force() }}
),

candidates as (
    select * from {{ ref('candidate_exact') }}
),

found as (
    select distinct
        rules.reconciliation,
        case when rules.predicate in ('shared_reference', 'check_number') then 'reference' else 'party' end as pass,
        candidates.left_unit_id,
        candidates.right_unit_id
    from candidates
    inner join rules
        on candidates.rule_id = rules.rule_id
    where rules.predicate in ('shared_reference', 'check_number', 'counterparty', 'alias')
),

counted as (
    select
        reconciliation,
        pass,
        left_unit_id,
        right_unit_id,
        count(*) over (partition by reconciliation, pass, left_unit_id) as rights,
        count(*) over (partition by reconciliation, pass, right_unit_id) as lefts
    from found
),

pairs as (
    -- what a pass finds without a rival
    select
        reconciliation,
        left_unit_id,
        right_unit_id,
        max(case when pass = 'reference' then 1 else 0 end) as by_reference,
        max(case when pass = 'party' then 1 else 0 end) as by_party
    from counted
    where rights = 1 and lefts = 1
    group by reconciliation, left_unit_id, right_unit_id
),

catches as (
    select
        reconciliation,
        sum(by_reference) as by_reference,
        sum(by_party) as by_party,
        sum(by_reference * by_party) as by_both,
        count(*) as by_either
    from pairs
    group by reconciliation
),

estimated as (
    select
        *,
        cast(by_reference + 1 as double) * (by_party + 1) / (by_both + 1) - 1 as pairs_estimated,
        1.96 * sqrt(
            cast(by_reference + 1 as double) * (by_party + 1) / (by_both + 1)
            * (cast(by_reference - by_both as double) * (by_party - by_both) / (by_both + 1) / (by_both + 2))
        ) as margin
    from catches
    -- one pass alone says nothing about what both miss
    where by_reference > 0 and by_party > 0
),

final as (
    select
        reconciliation,
        cast(by_reference as bigint) as pairs_by_reference,
        cast(by_party as bigint) as pairs_by_party,
        cast(by_both as bigint) as pairs_by_both,
        cast(by_either as bigint) as pairs_found,
        cast(pairs_estimated as decimal(18, 2)) as pairs_estimated,
        cast(least(cast(by_either as double) / pairs_estimated, 1) as decimal(9, 6)) as recall,
        cast(least(cast(by_either as double) / (pairs_estimated + margin), 1) as decimal(9, 6)) as recall_low,
        cast(least(cast(by_either as double) / greatest(pairs_estimated - margin, by_either), 1) as decimal(9, 6)) as recall_high
    from estimated
)

select * from final
