-- Pairs that satisfy a rule which asks for the exact amount, and what balances within itself.
with pairs as (
    select * from {{ ref('pair_exact') }}
),

rules as (
    {{ rules_in_force() }}
),

matched as (
    {{ rule_pairs('pairs', ['decision', 'shared_reference', 'check_number', 'counterparty', 'alias', 'transfer_leg', 'amount_unique', 'check_amount_unique']) }}
),

within_one_side as (
    select * from {{ ref('candidate_within_side') }}
),

united as (
    select
        rule_id,
        priority,
        predicate,
        left_unit_id,
        right_unit_id,
        left_on,
        right_on,
        difference,
        days,
        similarity,
        shared_reference,
        cost
    from matched
    union all
    select
        rule_id,
        priority,
        predicate,
        left_unit_id,
        right_unit_id,
        left_on,
        right_on,
        difference,
        days,
        similarity,
        shared_reference,
        cost
    from within_one_side
),

final as (
    select
        united.*,
        rules.state
    from united
    inner join rules
        on united.rule_id = rules.rule_id
)

select * from final
{{ by_day('left_on') }}
