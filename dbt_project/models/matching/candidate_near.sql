-- Pairs that satisfy a rule which allows sums or differences.
with pairs as (
    select * from {{ ref('pair_near') }}
),

rules as (
    {{ rules_in_force() }}
),

matched as (
    {{ rule_pairs('pairs', [
        'reference_sum', 'sum', 'check_deposit_sum', 'counterparty_within_tolerance', 'reference_within_tolerance', 'check_number_within_tolerance',
        'transposition', 'nearest_amount', 'amount',
    ]) }}
),

final as (
    select
        matched.rule_id,
        matched.priority,
        matched.predicate,
        matched.left_unit_id,
        matched.right_unit_id,
        matched.left_on,
        matched.right_on,
        matched.difference,
        matched.days,
        matched.similarity,
        matched.shared_reference,
        matched.cost,
        rules.state
    from matched
    inner join rules
        on matched.rule_id = rules.rule_id
    union all
    select * from {{ ref('candidate_text') }}
)

select * from final
{{ by_day('left_on') }}
