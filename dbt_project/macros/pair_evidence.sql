{% macro pair_evidence(pairs, units) -%}
    {#- The evidence on pairs of units: how far apart in amount and time, what they share, what contradicts. `pairs` gives left_unit_id, right_unit_id
        and shared_reference. -#}
    select
        pairs.left_unit_id,
        pairs.right_unit_id,
        lefts.unit_on as left_on,
        rights.unit_on as right_on,
        lefts.reconciliation,
        lefts.scope,
        lefts.amount as left_amount,
        rights.amount as right_amount,
        lefts.amount - rights.amount as difference,
        {{ days_between('lefts.unit_on', 'rights.unit_on') }} as days,
        pairs.shared_reference,
        coalesce(lefts.check_number = rights.check_number, false) as same_check_number,
        -- both state a reference of the same make (FT and ten digits), and not the same one
        pairs.shared_reference is null and not coalesce(lefts.check_number = rights.check_number, false)
        and coalesce({{ lists_overlap('left_shapes.shapes', 'right_shapes.shapes') }}, false) as references_contradict,
        -- both are checks, and no number speaks against it
        lefts.is_check and rights.is_check and (lefts.check_number is null or rights.check_number is null) as is_unnumbered_check,
        lefts.is_check and not lefts.is_bundle and rights.is_deposit as is_check_deposit,
        coalesce(parties.similarity, 0) as similarity,
        coalesce(parties.best_similarity, 0) as best_similarity,
        aliases.support is not null as is_alias,
        -- the text clearly names somebody, and clearly not this counterparty
        coalesce(named.best_similarity >= {{ clear_likeness() }}, false) and lefts.counterparty_key is not null and coalesce(parties.similarity, 0) < 0.80
        and aliases.support is null as names_somebody_else,
        lefts.counterparty_key is not null and rights.text_key is not null as both_named,
        lefts.record_type as left_record_type,
        rights.is_transfer as right_is_transfer,
        rights.is_wire as right_is_wire,
        {{ is_transposition('lefts.amount', 'rights.amount') }} as is_transposition,
        coalesce(decisions.left_unit_id is not null, false) as is_decided
    from {{ pairs }} as pairs
    inner join {{ units }} as lefts
        on pairs.left_unit_id = lefts.unit_id
    inner join (
        -- read once per text, not once per pair
        select
            {{ units }}.*
            {%- for meaning in ['deposit', 'transfer', 'wire'] %},
            coalesce(regexp_matches(upper({{ units }}.description), {{ word_pattern(meaning) }}), false) as is_{{ meaning }}
            {%- endfor %}
        from {{ units }}
        where {{ units }}.side = 'right'
    ) as rights
        on pairs.right_unit_id = rights.unit_id
    left join {{ ref('party_similarity') }} as parties
        on
            lefts.scope = parties.scope
            and lefts.counterparty_key = parties.counterparty_key
            and rights.text_key = parties.text_key
    left join (
        -- names that share no beginning of a word with the text were not compared with it: whom it names best holds for them, too
        select
            scope,
            text_key,
            max(best_similarity) as best_similarity
        from {{ ref('party_similarity') }}
        group by scope, text_key
    ) as named
        on rights.scope = named.scope and rights.text_key = named.text_key
    left join {{ ref('counterparty_alias') }} as aliases
        on
            lefts.scope = aliases.scope
            and lefts.counterparty_key = aliases.counterparty_key
            and rights.text_key = aliases.text_key
    {%- for side in ['left', 'right'] %}
    left join (
        -- the makes of the references that a unit states
        select
            stated.unit_id,
            {{ collect_list('distinct stated.reference_shape', 'stated.reference_shape') }} as shapes
        from {{ ref('unit_reference') }} as stated
        inner join {{ units }} as compared
            on stated.unit_id = compared.unit_id
        where
            compared.side = '{{ side }}'
            and stated.is_stated
            and not stated.is_core
            and length(stated.reference_key) >= 8
        group by stated.unit_id
    ) as {{ side }}_shapes
        on pairs.{{ side }}_unit_id = {{ side }}_shapes.unit_id
    {%- endfor %}
    left join {{ ref('decided_pair') }} as decisions
        on
            pairs.left_unit_id = decisions.left_unit_id
            and pairs.right_unit_id = decisions.right_unit_id
            and decisions.verdict = 'accept'
    left join {{ ref('decided_pair') }} as vetoes
        on
            pairs.left_unit_id = vetoes.left_unit_id
            and pairs.right_unit_id = vetoes.right_unit_id
            and vetoes.verdict = 'reject'
    where
        vetoes.left_unit_id is null
        -- what a reference or a person joins stays within one scope, and money within one currency
        and lefts.scope = rights.scope
        and lefts.currency = rights.currency
{%- endmacro %}

{% macro clear_texts() -%}
    {#- Bank texts of an account that clearly name somebody. -#}
    select
        scope,
        text_key
    from {{ ref('party_similarity') }}
    group by scope, text_key
    having max(best_similarity) >= {{ clear_likeness() }}
{%- endmacro %}

{% macro pairs_with_a_shared_reference(unit_references, windows) -%}
    {#- Pairs of units of one scope that carry the same reference, which at least one of them states: two texts that quote it are no evidence. Of
        days that no rule joins, it is another that is numbered alike. -#}
    select
        lefts.unit_id as left_unit_id,
        rights.unit_id as right_unit_id,
        min(lefts.unit_on) as left_on,
        min(rights.unit_on) as right_on,
        min(lefts.reference_key) as shared_reference
    from {{ unit_references }} as lefts
    inner join {{ unit_references }} as rights
        on
            lefts.reconciliation = rights.reconciliation
            and lefts.scope = rights.scope
            and lefts.reference_key = rights.reference_key
    inner join {{ windows }} as windows
        on lefts.reconciliation = windows.reconciliation
    where
        lefts.side = 'left'
        and rights.side = 'right'
        and (lefts.is_stated or rights.is_stated)
        and {{ days_between('lefts.unit_on', 'rights.unit_on') }} between -windows.days_before and windows.days_after
    group by lefts.unit_id, rights.unit_id
{%- endmacro %}

{% macro widest_windows() -%}
    {#- How many days any rule of a reconciliation but a person's decision looks back and ahead. -#}
    select
        reconciliation,
        max(days_before) as days_before,
        max(days_after) as days_after
    from ({{ rules_in_force() }}) as rules_in_force
    where predicate <> 'decision'
    group by reconciliation
{%- endmacro %}

{% macro word_pattern(meaning) -%}
    {#- Written into the statement where the seed is there to be read: a pattern that the database knows beforehand is prepared once, another
        for every row, which on a million texts takes minutes. -#}
    {%- set words = ref('bank_text_words') -%}
    {%- set query = "select min(pattern) from " ~ words ~ " where meaning = '" ~ meaning ~ "'" -%}
    {%- set pattern = run_query(query).columns[0].values()[0] if execute and words.schema and load_relation(words) else none -%}
    {%- if pattern -%}
        '{{ pattern | replace("'", "''") }}'
    {%- else -%}
        ({{ query }})
    {%- endif -%}
{%- endmacro %}

{% macro is_transposition(left, right) -%}
    {#- Two amounts of as many digits, made of the same digits, that differ in two neighbouring ones only: those were exchanged. -#}
    {#- Step by step, so that the costly questions are asked of few. -#}
    case
        when {{ left }} = {{ right }} or length(cast(abs({{ left }}) as varchar)) <> length(cast(abs({{ right }}) as varchar)) then false
        when {{ sorted_digits(left) }} <> {{ sorted_digits(right) }} then false
        else (
            {%- for place in range(11) %}
            {{ 'or ' if not loop.first }}{{ agree_but_for_two_digits(cents(left), cents(right), place) }}
            {%- endfor %}
        )
    end
{%- endmacro %}

{% macro cents(amount) -%}cast(cast(abs({{ amount }}) as decimal(28, 2)) * 100 as bigint){%- endmacro %}

{% macro agree_but_for_two_digits(left, right, place) -%}
    {#- What stands before and behind the digits at `place` and `place` + 1 (from the right) is the same. -#}
    (mod({{ left }}, {{ 10 ** place }}) = mod({{ right }}, {{ 10 ** place }})
    and {{ left }} - mod({{ left }}, {{ 10 ** (place + 2) }}) = {{ right }} - mod({{ right }}, {{ 10 ** (place + 2) }}))
{%- endmacro %}

{% macro sorted_digits(amount) -%}{{ return(adapter.dispatch('sorted_digits', 'tieout')(amount)) }}{%- endmacro %}
{% macro duckdb__sorted_digits(amount) -%}list_sort(string_split(cast(abs({{ amount }}) as varchar), '')){%- endmacro %}
{% macro default__sorted_digits(amount) -%}sort_array(split(cast(abs({{ amount }}) as string), '')){%- endmacro %}
