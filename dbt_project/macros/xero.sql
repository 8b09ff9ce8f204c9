{#- What only Xero needs: its dates, and the check number that bookkeepers write into a reference. -#}

{% macro xero_time(column) -%}
    {#- `/Date(1772409600000+0000)/` as a timestamp in UTC; null where absent. -#}
    {{ return(adapter.dispatch('xero_time', 'tieout')(column)) }}
{%- endmacro %}

{% macro duckdb__xero_time(column) -%}
    make_timestamp(cast(regexp_extract({{ column }}, '^/Date[(](-?[0-9]+)', 1) as bigint) * 1000)
{%- endmacro %}

{% macro default__xero_time(column) -%}
    timestamp_millis(cast(regexp_extract({{ column }}, '^/Date[(](-?[0-9]+)', 1) as bigint))
{%- endmacro %}

{% macro xero_date(column) -%}
    {#- A calendar date. Xero writes it as midnight UTC whatever the organisation's time zone: it must never be converted to local time. -#}
    cast({{ xero_time(column) }} as date)
{%- endmacro %}

{% macro xero_check_number(reference) -%}
    {#- The number in "Check 1042", "Chq no. 1042", "Cheque #1042": Xero has no field for it. Null for any other reference. -#}
    nullif(regexp_extract(lower(trim({{ reference }})), '^(check|cheque|chq|chk)[ .:#]*(no[ .:]*)?([0-9]+)$', 3), '')
{%- endmacro %}

{% macro xero_account(connection_id, source_account_id) -%}
    {{ connection_id }} || ':' || {{ source_account_id }}
{%- endmacro %}
