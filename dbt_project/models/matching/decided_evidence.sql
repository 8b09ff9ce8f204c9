-- What the two sides of a match have in common that was found by comparing.
with rules as (
    {{ rules_in_force() }}
),

decisions as (
    {{ decided_by_comparing(['group_id', 'rule_id', 'unit_id'], "verdict = 'matched'") }}
),

pairs as (
    {%- for pairs in ['pair_exact', 'pair_near'] %}
    {{ 'union all' if not loop.first }}
    select
        left_unit_id,
        right_unit_id,
        shared_reference,
        same_check_number,
        similarity,
        is_alias,
        days
    from {{ ref(pairs) }}
    {%- endfor %}
),

final as (
    select
        lefts.group_id,
        min(pairs.shared_reference) as shared_reference,
        bool_or(pairs.same_check_number) as same_check_number,
        max(pairs.similarity) as similarity,
        bool_or(pairs.is_alias) as is_alias,
        min(pairs.days) as fewest_days,
        max(pairs.days) as most_days,
        max(case when rules.predicate = 'rare_words' then texts.shared_words end) as shared_words
    from decisions as lefts
    inner join rules
        on lefts.rule_id = rules.rule_id
    inner join pairs
        on lefts.unit_id = pairs.left_unit_id
    inner join decisions as rights
        on pairs.right_unit_id = rights.unit_id and lefts.group_id = rights.group_id
    left join {{ ref('pair_text') }} as texts
        on pairs.left_unit_id = texts.left_unit_id and pairs.right_unit_id = texts.right_unit_id
    group by lefts.group_id
)

select * from final
