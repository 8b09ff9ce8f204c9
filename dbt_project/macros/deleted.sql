{% macro is_deleted(platform, resource, alias, key='id') -%}
    {#- True where the source deleted the row of raw_<platform>.<resource> called `alias` and has not shown it since. `key` is its primary key column,
        or the expression that joins several with '/'. A record delivered after its deletion was noticed exists again. -#}
    exists (
        select 1
        from {{ source('raw_' ~ platform, 'deleted_record') }} as tombstone
        where
            tombstone.resource = '{{ resource }}'
            and tombstone.connection_id = {{ alias }}.connection_id
            and tombstone.source_id = cast({{ alias }}.{{ key }} as varchar)
            and cast(tombstone._dlt_load_id as double) >= cast({{ alias }}._dlt_load_id as double)
    )
{%- endmacro %}
