{% macro decided_by_comparing(columns, condition) -%}
    {#- The given columns of what was decided by comparing pairs, exactly or nearly, where the condition holds. What a reference alone decided is kept
        as pairs. -#}
    {%- for decided in ['decided_exact', 'decided_near'] %}
    {{ 'union all' if not loop.first }}
    select
        {{ columns | join(',\n        ') }}
    from {{ ref(decided) }}
    where {{ condition }}
    {%- endfor %}
{%- endmacro %}
