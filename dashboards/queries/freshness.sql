-- One row per enabled connection: its last good load, the resources whose latest attempt failed, failures and quarantined rows in 7 days.
with tries as (
    select
        *,
        row_number() over (partition by connection_id, resource order by started_at desc, load_id desc) = 1 as is_latest,
        business_on > {as_of_on} - 7 as is_recent
    from load_log
    where status <> 'running'
),

summed as (
    select
        connection_id,
        max(ended_at) filter (where status = 'loaded') as last_good_at,
        max(business_on) filter (where status = 'loaded') as last_good_on,
        count(*) filter (where is_latest and status <> 'loaded') as failing,
        arg_max(error, status = 'failed') filter (where is_latest and status <> 'loaded') as last_error,
        arg_max(cure, status = 'failed') filter (where is_latest and status <> 'loaded') as last_cure,
        count(*) filter (where is_recent and status <> 'loaded') as failures,
        count(*) filter (where is_recent) as loads,
        coalesce(sum(quarantined) filter (where is_recent), 0)::bigint as quarantined
    from tries
    group by connection_id
)

select
    connection.connection_id,
    connection.platform,
    connection.kind,
    connection.facility,
    summed.last_good_at,
    summed.last_good_on,
    coalesce(summed.failing, 0) as failing,
    summed.last_error,
    summed.last_cure,
    coalesce(summed.failures, 0) as failures,
    coalesce(summed.loads, 0) as loads,
    coalesce(summed.quarantined, 0) as quarantined,
    greatest({as_of_on} - summed.last_good_on, 0) as days_behind
from connection
left join summed on connection.connection_id = summed.connection_id
where
    connection.is_enabled
    and ($facility::varchar is null or connection.facility is null or connection.facility = $facility::varchar)
order by connection.connection_id
