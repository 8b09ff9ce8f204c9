{{ config(schema='matching') }}

-- Of the resources loaded for a business day, the share whose last attempt failed.
with loads as (
    select * from {{ source('raw_tieout', 'load_log') }}
),

connections as (
    select
        connection_id,
        facility
    from {{ source('raw_tieout', 'connection') }}
),

attempts as (
    select
        loads.*,
        row_number() over (
            partition by loads.connection_id, loads.resource, loads.business_on
            order by loads.started_at desc, loads.load_id desc
        ) as recency
    from loads
    where loads.status <> 'running'
),

final as (
    select
        attempts.business_on as kpi_on,
        connections.facility,
        'all' as reconciliation,
        'integration_failure_rate' as kpi,
        cast(null as varchar) as currency,
        sum(case when attempts.status = 'loaded' then 0 else 1 end) as numerator,
        count(*) as denominator
    from attempts
    left join connections
        on attempts.connection_id = connections.connection_id
    where attempts.recency = 1
    group by attempts.business_on, connections.facility
)

select * from final
