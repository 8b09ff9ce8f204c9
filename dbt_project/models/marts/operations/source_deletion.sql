with deletions as (
    {%- for platform in platforms() %}
    select
        '{{ platform }}' as platform,
        connection_id,
        resource,
        source_id,
        deleted_at,
        detected_by
    from {{ source('raw_' ~ platform, 'deleted_record') }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from deletions
