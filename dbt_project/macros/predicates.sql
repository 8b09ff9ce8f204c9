{#- What it means to match: each predicate is a condition on `pair` (the evidence on two units) and `rule` (its parameters). -#}

{% macro predicate_decision() -%} pair.is_decided {%- endmacro %}

{% macro predicate_shared_reference() -%} pair.shared_reference is not null and pair.difference = 0 {%- endmacro %}

{% macro predicate_check_number() -%} pair.same_check_number and pair.difference = 0 {%- endmacro %}

{% macro predicate_counterparty() -%}
    pair.difference = 0 and pair.similarity >= rule.minimum_similarity and pair.similarity >= pair.best_similarity - 0.03
{%- endmacro %}

{% macro predicate_alias() -%} pair.difference = 0 and pair.is_alias {%- endmacro %}

{% macro predicate_transfer_leg() -%} pair.difference = 0 and pair.left_record_type = 'transfer' and pair.right_is_transfer {%- endmacro %}

{% macro predicate_amount_unique() -%}
    pair.difference = 0 and not pair.names_somebody_else and {{ names_may_be_the_same() }}
{%- endmacro %}

{% macro predicate_amount() -%}
    pair.difference = 0 and not pair.names_somebody_else and {{ names_may_be_the_same() }}
{%- endmacro %}

{% macro names_may_be_the_same() -%}
    {#- Where both sides name somebody and the rule wants the names alike, they are. -#}
    (rule.minimum_similarity = 0 or not pair.both_named or pair.similarity >= rule.minimum_similarity)
{%- endmacro %}

{% macro predicate_reference_within_tolerance() -%} pair.shared_reference is not null and pair.difference <> 0 and {{ within_tolerance() }} {%- endmacro %}

{% macro predicate_reference_sum() -%} pair.shared_reference is not null and pair.difference <> 0 {%- endmacro %}

{% macro predicate_check_number_within_tolerance() -%} pair.same_check_number and pair.difference <> 0 and {{ within_tolerance() }} {%- endmacro %}

{% macro predicate_counterparty_within_tolerance() -%}
    pair.difference <> 0 and {{ within_tolerance() }}
    and (
        pair.is_alias
        or (pair.similarity >= rule.minimum_similarity and pair.similarity >= pair.best_similarity - 0.03)
        or (rule.difference_reason = 'wire_fee' and pair.shared_reference is not null)
    )
    {# a correspondent bank only ever takes; it never adds #}
    and (rule.difference_reason <> 'wire_fee' or (pair.right_is_wire and abs(pair.right_amount) < abs(pair.left_amount)))
{%- endmacro %}

{% macro predicate_check_amount_unique() -%} pair.difference = 0 and pair.is_unnumbered_check {%- endmacro %}

{% macro predicate_check_deposit_sum() -%} pair.difference <> 0 and pair.is_check_deposit {%- endmacro %}

{% macro predicate_transposition() -%}
    pair.is_transposition and {{ within_tolerance() }} and (pair.similarity >= rule.minimum_similarity or pair.is_alias)
{%- endmacro %}

{% macro predicate_nearest_amount() -%} pair.difference <> 0 and {{ within_tolerance() }} {%- endmacro %}

{% macro predicate_sum() -%}
    pair.difference <> 0 and not pair.names_somebody_else
    and (rule.minimum_similarity = 0 or pair.similarity >= rule.minimum_similarity or pair.is_alias)
{%- endmacro %}

{% macro predicate_rare_words() -%}
    pair.certainty >= rule.minimum_similarity and {{ within_tolerance() }}
{%- endmacro %}

{% macro evidence_cost(bits) -%}
    {#- Evidence as a cost: hundredths of a bit short of 64, so that lower is better. Two rows left open cost 6400 (dbt_project/solvers/evidence.py). -#}
    cast(round((64 - least({{ bits }}, 64)) * 100) as bigint)
{%- endmacro %}

{% macro within_tolerance() -%}
    {#- Absolute and percentage tolerance (of the larger side), joined as the rule says. -#}
    case
        when rule.tolerance_join = 'and'
            then
                abs(pair.difference) <= rule.amount_tolerance
                and cast(abs(pair.difference) as decimal(28, 2)) * 100 <= rule.percent_tolerance * greatest(abs(pair.left_amount), abs(pair.right_amount))
        else
            abs(pair.difference) <= rule.amount_tolerance
            or cast(abs(pair.difference) as decimal(28, 2)) * 100 <= rule.percent_tolerance * greatest(abs(pair.left_amount), abs(pair.right_amount))
    end
{%- endmacro %}

{% macro pair_cost(days, similarity) -%}
    {#- Lower is better; the square makes two short waits better than a long and a shorter one. -#}
    cast(least({{ days }} * {{ days }}, 40000) * 10 + round((1 - {{ similarity }}) * 100) as bigint)
{%- endmacro %}

{% macro rule_pairs(pairs, predicates) -%}
    {#- The pairs that satisfy a rule in force, one row per rule and pair, with what the assignment needs to know. -#}
    select
        rule.rule_id,
        rule.priority,
        rule.predicate,
        pair.reconciliation,
        pair.scope,
        pair.left_unit_id,
        pair.right_unit_id,
        pair.left_on,
        pair.right_on,
        pair.difference,
        pair.days,
        pair.similarity,
        pair.shared_reference,
        -- lower is better; the square makes two short waits better than a long and a shorter one
        cast(
            least(pair.days * pair.days, 40000) * 10
            + round((1 - coalesce(pair.similarity, 0)) * 100)
            + case when rule.predicate like '%tolerance' or rule.predicate in ('nearest_amount', 'transposition') then least(abs(pair.difference), 100000) else 0 end
            as bigint
        ) as cost
    from {{ pairs }} as pair
    inner join rules as rule
        on pair.reconciliation = rule.reconciliation
    where
        pair.days between -rule.days_before and rule.days_after
        -- against references that contradict each other nothing is confirmed; what bundles several may have a reference of its own
        and (rule.state = 'suggested' or rule.predicate like '%sum' or not pair.references_contradict)
        and case rule.predicate
            {% for predicate in predicates -%}
            when '{{ predicate }}' then {{ context['predicate_' ~ predicate]() }}
            {% endfor -%}
            else false
        end
{%- endmacro %}

{% macro rules_in_force() -%}
    select *
    from {{ ref('match_rules') }}
    where
        effective_from <= {{ as_of() }}
        and ({{ as_of() }} <= effective_to or effective_to is null)
{%- endmacro %}
