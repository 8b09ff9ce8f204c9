{% macro union_canonical(entity, columns) -%}
    {#- One select per platform that speaks `entity` (has a model int_<platform>__<entity>), with explicit columns, united. The list of such models
        comes from TIEOUT_CANONICAL_MODELS, which `tieout` and the Makefile fill by walking the tree: adding a platform edits nothing here. -#}
    {%- set known = env_var('TIEOUT_CANONICAL_MODELS', '').split(',') -%}
    {%- set models = [] -%}
    {%- for name in known if name.endswith('__' ~ entity) -%}{%- do models.append(name) -%}{%- endfor -%}
    {%- if not models -%}
        {{ exceptions.raise_compiler_error("No platform speaks " ~ entity ~ ". Run dbt through `tieout dbt ...`, which sets TIEOUT_CANONICAL_MODELS.") }}
    {%- endif -%}
    {%- for name in models | sort %}
    select
        '{{ name[4:-(entity | length) - 2] }}' as platform,
        {% for column in columns -%} {{ column }}{% if not loop.last %},{% endif %}
        {% endfor -%}
    from {{ ref(name) }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}


{% macro platforms() -%}
    {#- The platforms there are, from the same list. -#}
    {%- set found = [] -%}
    {%- for name in env_var('TIEOUT_CANONICAL_MODELS', '').split(',') if name.endswith('__ledger_entry') -%}
        {%- do found.append(name[4:-14]) -%}
    {%- endfor -%}
    {{ return(found | sort) }}
{%- endmacro %}
