{% macro as_of() -%}
    {#- The business date that ages and windows count from: TIEOUT_AS_OF, else today. Asked for only when SQL is made: a variable read while
        parsing would make dbt parse the whole project anew every day. -#}
    {%- set given = env_var('TIEOUT_AS_OF', '') if execute else '' -%}
    {% if given %}cast('{{ given }}' as date){% else %}current_date{% endif %}
{%- endmacro %}

{% macro days_between(start, finish) -%}
    {#- Calendar days from `start` to `finish`; negative where `finish` is earlier. -#}
    {{ return(adapter.dispatch('days_between', 'tieout')(start, finish)) }}
{%- endmacro %}
{% macro duckdb__days_between(start, finish) -%}date_diff('day', {{ start }}, {{ finish }}){%- endmacro %}
{% macro default__days_between(start, finish) -%}datediff({{ finish }}, {{ start }}){%- endmacro %}

{% macro days_after(start, days) -%}{{ return(adapter.dispatch('days_after', 'tieout')(start, days)) }}{%- endmacro %}
{% macro duckdb__days_after(start, days) -%}cast({{ start }} + cast({{ days }} as integer) as date){%- endmacro %}
{% macro default__days_after(start, days) -%}date_add({{ start }}, {{ days }}){%- endmacro %}

{% macro month_of(day) -%}cast(date_trunc('month', {{ day }}) as date){%- endmacro %}

{% macro month_end(month) -%}{{ return(adapter.dispatch('month_end', 'tieout')(month)) }}{%- endmacro %}
{% macro duckdb__month_end(month) -%}last_day({{ month }}){%- endmacro %}
{% macro default__month_end(month) -%}last_day({{ month }}){%- endmacro %}

{% macro numbers(name, values) -%}
    {#- A query of one row per value, in a column `name`: the days or ranges that a window reaches into. -#}
    {%- for value in values %}
    {{ 'union all' if not loop.first }}
    select {{ value }} as {{ name }}
    {%- endfor %}
{%- endmacro %}
