{#- Identity is (connection, record type, source id): vendors reuse ids. -#}

{% macro entry_id(connection_id, record_type, source_id) -%}
    md5({{ connection_id }} || '|' || {{ record_type }} || '|' || {{ source_id }})
{%- endmacro %}
