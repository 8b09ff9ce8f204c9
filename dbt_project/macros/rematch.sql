{#- Matching of what changed only: orchestration/increment. -#}

{% macro after_rematch() -%}
    {#- Lets a model wait for `rematch`; what it reads does not depend on it. -#}
    {%- if not execute -%}{%- do ref('rematch') -%}{%- endif -%}
{%- endmacro %}

{% macro by_day(day) -%}
    {#- The order of a kept table: matching of what changed reads it around the days of a change, and looks no further. A run that keeps only its
        results does without. -#}
    {%- if execute and not env_var('TIEOUT_STEPS_IN', '') -%} order by {{ day }} {%- endif -%}
{%- endmacro %}

{% macro sum_of_hashes(text) -%}{{ return(adapter.dispatch('sum_of_hashes', 'tieout')(text)) }}{%- endmacro %}
{% macro duckdb__sum_of_hashes(text) -%}bit_xor(hash({{ text }})){%- endmacro %}
{% macro default__sum_of_hashes(text) -%}bit_xor(xxhash64({{ text }})){%- endmacro %}
