with source as (

    select * from {{ source('raw_quickbooks_online', 'customer') }}

)

select
    customer.connection_id,
    customer.id as customer_id,
    customer.display_name,
    customer.active as is_active
from source as customer
