{#- From how many on it is a crowd, in which one tells nothing about another. The models ask here, and so does matching of what changed only
    (orchestration/increment), which has to know where a crowd came to be. -#}

{% macro most_of_a_reference() -%}
    {#- Units of one side and era that may share a reference before it refers to none of them. -#}
    24
{%- endmacro %}

{% macro reference_era(day) -%}
    {#- The first day (as a number) of the quarter in which units that share a reference are counted. -#}
    {{ era_of(day, 90) }}
{%- endmacro %}

{% macro most_of_an_amount() -%}
    {#- Units of one amount, or of one amount and name, in an era. -#}
    50
{%- endmacro %}

{% macro most_of_a_party() -%}
    {#- Units that may mean one party, in an era. -#}
    250
{%- endmacro %}

{% macro most_around_a_day() -%}
    {#- Units on the other side, from three days before to ten days after a day. -#}
    150
{%- endmacro %}

{% macro clear_likeness() -%}
    {#- How well a text has to name somebody to be clear about whom. -#}
    0.92
{%- endmacro %}
