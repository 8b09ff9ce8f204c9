{#- What Odoo alone says in its own way. -#}

{% macro odoo_id(pair) -%}
    {#- The id of a many2one, which is written [id, "display name"]. -#}
    {{ json_text(pair, '$[0]') }}
{%- endmacro %}

{% macro odoo_name(pair) -%}
    {#- The display name of a many2one. -#}
    {{ json_text(pair, '$[1]') }}
{%- endmacro %}

{% macro odoo_plain_text(html) -%}
    {#- The text of an HTML note; null where nothing is left. -#}
    nullif(trim(replace(replace(replace(replace({{ replace_all(replace_all(html, '<[^>]*>', ' '), '[[:space:]]+', ' ') }},
        '&nbsp;', ' '), '&lt;', '<'), '&gt;', '>'), '&amp;', '&')), '')
{%- endmacro %}

{% macro odoo_check_number(reference) -%}
    {#- The number in a reference such as 'Check 1042'; null where it names no check. -#}
    case
        when {{ replace_all("lower(" ~ reference ~ ")", '.*che(ck|que) *(no[.]?|#)? *([0-9]+).*', 'x') }} = 'x'
            then {{ replace_all(replace_all("lower(" ~ reference ~ ")", '.*che(ck|que) *(no[.]?|#)? *', ''), '[^0-9].*', '') }}
    end
{%- endmacro %}

{% macro odoo_reference(reference) -%}
    {#- The reference without the check number typed beside it; null where nothing is left. -#}
    nullif(trim({{ replace_all(reference, ' */? *[Cc]he(ck|que) *(no[.]?|#)? *[0-9]+', '') }}), '')
{%- endmacro %}

{% macro odoo_status(is_deleted, state) -%}
    case when {{ is_deleted }} then 'deleted' else {{ state }} end
{%- endmacro %}
