{{ config(alias='load_log') }}

select
    load_id,
    connection_id,
    platform,
    resource,
    business_on,
    started_at,
    ended_at,
    status,
    rows,
    quarantined,
    api_calls,
    retries,
    error,
    cure,
    new_fields
from {{ source('raw_tieout', 'load_log') }}
