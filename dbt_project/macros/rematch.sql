{#- Matching of what changed only: orchestration/increment. -#}

{% macro after_rematch() -%}
    {#- Lets a model wait for `rematch`; what it reads does not depend on it. -#}
    {%- if not execute -%}{%- do ref('rematch') -%}{%- endif -%}
{%- endmacro %}
