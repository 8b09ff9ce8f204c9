-- Pairs that rare words, the amount and the time speak for together, by a rule that says how sure and how near is enough.
with pairs as (
    select * from {{ ref('pair_near') }}
),

texts as (
    select * from {{ ref('pair_text') }}
),

rules as (
    {{ rules_in_force() }}
),

weighed as (
    select
        pairs.*,
        texts.evidence_bits,
        -- what is left of 1 when the rows of the other file that agree as well by chance are counted
        cast(1 - power(2.0, -texts.evidence_bits) as decimal(5, 4)) as certainty
    from pairs
    inner join texts
        on pairs.left_unit_id = texts.left_unit_id and pairs.right_unit_id = texts.right_unit_id
),

final as (
    select
        rule.rule_id,
        rule.priority,
        rule.predicate,
        pair.left_unit_id,
        pair.right_unit_id,
        pair.left_on,
        pair.right_on,
        pair.difference,
        pair.days,
        pair.certainty as similarity,
        pair.shared_reference,
        {{ evidence_cost('pair.evidence_bits') }} as cost,
        rule.state
    from weighed as pair
    inner join rules as rule
        on pair.reconciliation = rule.reconciliation
    where
        rule.predicate = 'rare_words'
        and pair.days between -rule.days_before and rule.days_after
        and not pair.references_contradict
        and {{ predicate_rare_words() }}
)

select * from final
