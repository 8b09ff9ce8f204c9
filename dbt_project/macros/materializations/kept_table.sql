{% materialization kept_table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {#- A table of matching. Where the model `rematch` of this run brought it up to date already, it is left as it is; else it is built. -#}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none and is_rematched() -%}
        {% call statement('main') -%} select 1 {%- endcall %}
        {{ return({'relations': [existing]}) }}
    {%- elif model['language'] == 'sql' -%}
        {{ return(materialization_table_duckdb()) }}
    {%- endif -%}

    {#- dbt runs Python only where a materialization itself asks for it: the same steps as a table's -#}
    {%- set target = this.incorporate(type='table') -%}
    {%- set intermediate = make_intermediate_relation(target) -%}
    {%- set backup = make_backup_relation(target, 'table') -%}
    {{ drop_relation_if_exists(load_cached_relation(intermediate)) }}
    {{ drop_relation_if_exists(load_cached_relation(backup)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main', language='python') -%}
        {{- create_table_as(False, intermediate, compiled_code, 'python') }}
    {%- endcall %}
    {%- if existing is not none -%}
        {{ adapter.rename_relation(existing, backup) }}
    {%- endif -%}
    {{ adapter.rename_relation(intermediate, target) }}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target, model) %}
    {{ adapter.commit() }}
    {{ drop_relation_if_exists(backup) }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro is_rematched() -%}
    {#- Whether `rematch` ran in this invocation and matched what changed. -#}
    {%- if 'model.tieout.rematch' in selected_resources -%}
        {%- set said = run_query("select mode from " ~ this.database ~ "." ~ this.schema ~ ".rematch") -%}
        {{ return(said.rows | length == 1 and said.columns[0].values()[0] == 'changed') }}
    {%- endif -%}
    {{ return(false) }}
{%- endmacro %}
