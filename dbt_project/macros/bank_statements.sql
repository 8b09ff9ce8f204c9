{#- What only bank files need. -#}

{% macro bank_line_references(json_column, expressions) -%}
    {#- The references of a JSON list together with the given text expressions: each once, sorted, never null. -#}
    {{ return(adapter.dispatch('bank_line_references', 'tieout')(json_column, expressions)) }}
{%- endmacro %}

{% macro duckdb__bank_line_references(json_column, expressions) -%}
    list_sort(list_distinct(list_concat(
        coalesce(cast({{ json_column }} as varchar[]), cast([] as varchar[])),
        {{ tieout.text_list(expressions) }}
    )))
{%- endmacro %}

{% macro default__bank_line_references(json_column, expressions) -%}
    sort_array(array_distinct(concat(
        coalesce(from_json({{ json_column }}, 'array<string>'), cast(array() as array<string>)),
        {{ tieout.text_list(expressions) }}
    )))
{%- endmacro %}

{% macro bank_payment_method(code, check_number) -%}
    {#- How money moved, where the bank's own code says so: BAI2 numbers, ISO 20022 families (camt), SWIFT types (MT940), OFX words; else null. -#}
    case
        when {{ check_number }} is not null then 'check'
        when {{ code }} in ('142', '165', '169', '451', '455', 'NDDT', 'DIRECTDEP', 'DIRECTDEBIT') then 'ach'
        when {{ code }} in ('195', '208', '495', '508') or {{ code }} like '%-XBCT' then 'wire'
        when {{ code }} in ('POS', 'ATM') or {{ code }} like 'PMNT-CCRD-%' then 'card'
        when {{ code }} like '%-ESCT' or {{ code }} like '%-DMCT' then 'ach'
    end
{%- endmacro %}
