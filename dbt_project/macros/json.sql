{#- JSON as raw tables hold it: objects and lists as text, decimals inside them as strings. -#}

{% macro json_text(column, path) -%}
    {#- The scalar at `path` (for example '$.CustomerRef.name') as text; null where absent. -#}
    {{ return(adapter.dispatch('json_text', 'tieout')(column, path)) }}
{%- endmacro %}

{% macro default__json_text(column, path) -%}
    get_json_object({{ column }}, '{{ path }}')
{%- endmacro %}

{% macro duckdb__json_text(column, path) -%}
    json_extract_string({{ column }}, '{{ path }}')
{%- endmacro %}

{% macro json_array_rows(relation, columns, json_column, path='$') -%}
    {#- A select of one row per element of the JSON list at `path` of `json_column`: `columns` of `relation`, then `element_number` (from 1, in the
        list's order) and `element` (the element as JSON text). Rows whose list is empty or absent give no row. -#}
    {{ return(adapter.dispatch('json_array_rows', 'tieout')(relation, columns, json_column, path)) }}
{%- endmacro %}

{% macro duckdb__json_array_rows(relation, columns, json_column, path='$') -%}
    select
        {% for column in columns -%} parent.{{ column }},
        {% endfor -%}
        cast(numbers.element_number as integer) as element_number,
        cast(json_extract(parent.{{ json_column }}, '{{ path }}[' || (numbers.element_number - 1) || ']') as varchar) as element
    from {{ relation }} as parent
    cross join unnest(generate_series(1, coalesce(cast(json_array_length(parent.{{ json_column }}, '{{ path }}') as bigint), 0)))
        as numbers (element_number)
{%- endmacro %}

{% macro default__json_array_rows(relation, columns, json_column, path='$') -%}
    select
        {% for column in columns -%} parent.{{ column }},
        {% endfor -%}
        exploded.position + 1 as element_number,
        exploded.element
    from {{ relation }} as parent
    lateral view posexplode(from_json(get_json_object(parent.{{ json_column }}, '{{ path }}'), 'array<string>')) exploded as position, element
{%- endmacro %}
