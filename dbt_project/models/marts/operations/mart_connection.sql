{{ config(alias='connection') }}

select
    connection_id,
    platform,
    kind,
    facility,
    is_enabled
from {{ source('raw_tieout', 'connection') }}
