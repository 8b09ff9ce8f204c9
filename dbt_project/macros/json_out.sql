{#- JSON written by models: keys in a fixed order, money and dates as text, so that the same input gives the same bytes. -#}

{% macro json_object(pairs) -%}{{ return(adapter.dispatch('json_object', 'tieout')(pairs)) }}{%- endmacro %}
{% macro duckdb__json_object(pairs) -%}
    json_object({% for key, value in pairs.items() %}'{{ key }}', {{ value }}{% if not loop.last %}, {% endif %}{% endfor %})
{%- endmacro %}
{% macro default__json_object(pairs) -%}
    to_json(named_struct({% for key, value in pairs.items() %}'{{ key }}', {{ value }}{% if not loop.last %}, {% endif %}{% endfor %}))
{%- endmacro %}

{% macro json_list(object, order_by) -%}{{ return(adapter.dispatch('json_list', 'tieout')(object, order_by)) }}{%- endmacro %}
{% macro duckdb__json_list(object, order_by) -%}
    cast(to_json(list({{ object }} order by {{ order_by }})) as varchar)
{%- endmacro %}
{% macro default__json_list(object, order_by) -%}
    concat('[', array_join(collect_list({{ object }}), ','), ']')
{%- endmacro %}
