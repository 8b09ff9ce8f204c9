with source as (

    select * from {{ source('raw_quickbooks_online', 'vendor') }}

)

select
    vendor.connection_id,
    vendor.id as vendor_id,
    vendor.display_name,
    vendor.active as is_active
from source as vendor
