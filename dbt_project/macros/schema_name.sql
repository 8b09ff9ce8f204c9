{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- Schemas are the folders' names, without a prefix: `ledger`, `matching`, `marts`. One warehouse is one environment. -#}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
