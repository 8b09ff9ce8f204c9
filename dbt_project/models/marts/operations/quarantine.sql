with quarantined as (
    {%- for platform in platforms() %}
    select
        '{{ platform }}' as platform,
        connection_id,
        quarantine_id,
        resource,
        source_id,
        field,
        reason
    from {{ source('raw_' ~ platform, 'quarantine') }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from quarantined
