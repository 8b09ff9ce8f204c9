{#- Lists of text, where dialects differ. -#}

{% macro text_list(expressions) -%}
    {#- A list of the given text expressions without nulls and empty texts, in order. -#}
    {{ return(adapter.dispatch('text_list', 'tieout')(expressions)) }}
{%- endmacro %}

{% macro duckdb__text_list(expressions) -%}
    {% if expressions -%}
    list_filter(list_value({% for e in expressions %}nullif(trim(cast({{ e }} as varchar)), ''){% if not loop.last %}, {% endif %}{% endfor %}), lambda x: x is not null)
    {%- else -%}
    cast(list_value() as varchar[])
    {%- endif %}
{%- endmacro %}

{% macro default__text_list(expressions) -%}
    filter(array({% for e in expressions %}nullif(trim(cast({{ e }} as string)), ''){% if not loop.last %}, {% endif %}{% endfor %}), x -> x is not null)
{%- endmacro %}

{% macro empty_text_list() -%}{{ return(adapter.dispatch('empty_text_list', 'tieout')()) }}{%- endmacro %}
{% macro duckdb__empty_text_list() -%}cast([] as varchar[]){%- endmacro %}
{% macro default__empty_text_list() -%}cast(array() as array<string>){%- endmacro %}

{% macro collect_list(expression, order_by) -%}
    {#- Aggregate: the values as a list in a fixed order. -#}
    {{ return(adapter.dispatch('collect_list', 'tieout')(expression, order_by)) }}
{%- endmacro %}
{% macro duckdb__collect_list(expression, order_by) -%}list({{ expression }} order by {{ order_by }}){%- endmacro %}
{% macro default__collect_list(expression, order_by) -%}sort_array(collect_list({{ expression }})){%- endmacro %}

{% macro concat_lists(first, second) -%}{{ return(adapter.dispatch('concat_lists', 'tieout')(first, second)) }}{%- endmacro %}
{% macro duckdb__concat_lists(first, second) -%}list_concat({{ first }}, {{ second }}){%- endmacro %}
{% macro default__concat_lists(first, second) -%}concat({{ first }}, {{ second }}){%- endmacro %}

{% macro map_list(list, variable, expression) -%}
    {#- A list of what an expression makes of each member, which it calls by the name `variable`. -#}
    {{ return(adapter.dispatch('map_list', 'tieout')(list, variable, expression)) }}
{%- endmacro %}
{% macro duckdb__map_list(list, variable, expression) -%}list_transform({{ list }}, lambda {{ variable }}: {{ expression }}){%- endmacro %}
{% macro default__map_list(list, variable, expression) -%}transform({{ list }}, {{ variable }} -> {{ expression }}){%- endmacro %}

{% macro filter_list(list, variable, condition) -%}
    {#- The members of a list that satisfy a condition, which calls each by the name `variable`. -#}
    {{ return(adapter.dispatch('filter_list', 'tieout')(list, variable, condition)) }}
{%- endmacro %}
{% macro duckdb__filter_list(list, variable, condition) -%}list_filter({{ list }}, lambda {{ variable }}: {{ condition }}){%- endmacro %}
{% macro default__filter_list(list, variable, condition) -%}filter({{ list }}, {{ variable }} -> {{ condition }}){%- endmacro %}

{% macro distinct_list(list) -%}
    {#- The members of a list without nulls, each once, in no order. -#}
    {{ return(adapter.dispatch('distinct_list', 'tieout')(list)) }}
{%- endmacro %}
{% macro duckdb__distinct_list(list) -%}list_distinct({{ list }}){%- endmacro %}
{% macro default__distinct_list(list) -%}array_distinct(array_compact({{ list }})){%- endmacro %}

{% macro list_has(list, value) -%}{{ return(adapter.dispatch('list_has', 'tieout')(list, value)) }}{%- endmacro %}
{% macro duckdb__list_has(list, value) -%}list_contains({{ list }}, {{ value }}){%- endmacro %}
{% macro default__list_has(list, value) -%}array_contains({{ list }}, {{ value }}){%- endmacro %}

{% macro join_list(list, separator) -%}
    {#- The texts of a list as one, with a separator between them. -#}
    {{ return(adapter.dispatch('join_list', 'tieout')(list, separator)) }}
{%- endmacro %}
{% macro duckdb__join_list(list, separator) -%}array_to_string({{ list }}, '{{ separator }}'){%- endmacro %}
{% macro default__join_list(list, separator) -%}array_join({{ list }}, '{{ separator }}'){%- endmacro %}

{% macro few_values(expression, most=3) -%}
    {#- Aggregate: the different values in order, as one text; where they are many only how many. Null where there is none. -#}
    case
        when count(distinct {{ expression }}) > {{ most }} then cast(count(distinct {{ expression }}) as varchar) || ' different'
        when count(distinct {{ expression }}) > 1 then {{ join_list(collect_list('distinct ' ~ expression, expression), '; ') }}
        else min({{ expression }})
    end
{%- endmacro %}

{% macro lists_overlap(one, other) -%}
    {#- Whether two lists share an element; null where one of them is null. -#}
    {{ return(adapter.dispatch('lists_overlap', 'tieout')(one, other)) }}
{%- endmacro %}
{% macro duckdb__lists_overlap(one, other) -%}list_has_any({{ one }}, {{ other }}){%- endmacro %}
{% macro default__lists_overlap(one, other) -%}arrays_overlap({{ one }}, {{ other }}){%- endmacro %}
